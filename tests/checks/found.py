"""What a check has found."""


def ids(check):
    return [message.id.removeprefix("hilfe_ukraine.") for message in check()]
