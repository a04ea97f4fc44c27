"""What tests of the actions read back."""


def contact_state(row):
    row.body.refresh_from_db()
    return row.body.contact_state
