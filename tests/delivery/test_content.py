"""Every gate, shut one by one, keeps what is personal out of a mail to a body."""

import pytest

from hilfe_ukraine.delivery.attempt import make_attempt
from hilfe_ukraine.delivery.channels.email import EmailChannel
from hilfe_ukraine.delivery.messages import with_words
from hilfe_ukraine.models import Attempt, Delivery, Referral, ResponsibleBody
from tests.delivery.written import write
from tests.factories import NOW, make_body


pytestmark = pytest.mark.django_db

Kinds = Delivery.Kinds
PERSONAL = (
    "Erika Muster",
    "Muster GmbH",
    "erika@muster.example",
    "+49 3581 1234",
    "Am Markt 1",
    "two quiet rooms",
)


@pytest.fixture(autouse=True)
def _open_site(settings):
    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_USE_TLS = True


@pytest.fixture
def row(forward):
    """An offer on its way to a body that may get all of it."""
    change(forward.body, content_reason="By letter of 1 March")
    return forward


def change(instance, **values):
    for name, value in values.items():
        setattr(instance, name, value)
    instance.save()


def both(row):
    """The parts of the mail, for a row as the outbox reads it."""
    message = write(with_words(Delivery.objects.filter(pk=row.pk)).get())
    assert not any(each in message.subject for each in PERSONAL)
    return message.text, message.html


def assert_only_a_link(row):
    message = write(with_words(Delivery.objects.filter(pk=row.pk)).get())
    assert not message.holds_content
    for part in (message.subject, message.text, message.html):
        assert not [each for each in PERSONAL if each in part]
        assert "Who offers it" not in part
    assert "/hilfe/answer/" in message.text or row.kind not in ("forward", "changed")


@pytest.mark.parametrize("kind", [Kinds.FORWARD, Kinds.CHANGED])
def test_with_every_gate_open_the_offer_stands_beside_the_link(row, kind):
    change(row, kind=kind)

    for part in both(row):
        assert "/hilfe/answer/" in part
        assert [each for each in PERSONAL if each not in part] == []
        assert "holds personal data" in part
    assert EmailChannel().holds_content(write(row))


def test_what_the_helper_wrote_is_no_markup(row):
    change(row.offer, entries=[{"key": "details", "value": "<b>two</b> & more"}])

    text, html = both(row)

    assert "<b>two</b> & more" in text
    assert "&lt;b&gt;two&lt;/b&gt; &amp; more" in html


def test_it_says_whether_the_contact_was_confirmed(row):
    assert all("The e-mail address was confirmed." in part for part in both(row))
    change(row.offer, contact_check="released")
    assert all("Contact not confirmed:" in part for part in both(row))


@pytest.mark.parametrize(
    "settings_of_the_site",
    [
        {"HILFE_UKRAINE_CONTENT_BY_MAIL": False},
        {"EMAIL_USE_TLS": False},
        {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    ],
    ids=str,
)
def test_a_site_that_is_shut_sends_a_link(row, settings, settings_of_the_site):
    for name, value in settings_of_the_site.items():
        setattr(settings, name, value)

    assert_only_a_link(row)


def test_tls_from_the_first_byte_is_tls(row, settings):
    settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = False, True

    assert write(row).holds_content


@pytest.mark.parametrize(
    "values",
    [
        {"content_reason": ""},
        {"content_reason": "  "},
        {"kind": "organisation"},
        {"contact_state": "unconfirmed"},
    ],
    ids=str,
)
def test_a_body_that_is_shut_gets_a_link(row, values):
    # As a shell would save it: no form and no `clean` has looked.
    change(row.body, **values)

    assert_only_a_link(row)


def test_the_desk_of_a_private_organisation_gets_a_link(row):
    red_cross = make_body("red_cross", kind="organisation")
    change(row.body, parent=red_cross, region=row.offer.region)

    assert_only_a_link(row)


@pytest.mark.parametrize("moment", ["restricted_at", "erased_at"])
def test_an_offer_that_nobody_may_read_is_not_in_it(row, moment):
    change(row.offer, **{moment: NOW})

    assert_only_a_link(row)


def test_an_address_that_was_corrected_after_the_claim_gets_a_link(row):
    as_claimed = with_words(Delivery.objects.filter(pk=row.pk)).get()
    ResponsibleBody.objects.filter(pk=row.body_id).update(email="neu@amt.example")

    assert not write(as_claimed).holds_content
    assert write(with_words(Delivery.objects.filter(pk=row.pk)).get()).holds_content


def test_a_body_that_has_the_offer_no_more_gets_a_link(row):
    change(row.referral, state=Referral.States.PASSED_ON)

    assert_only_a_link(row)


@pytest.mark.parametrize(
    "kind",
    ["ended", "erased", "nobody", "suspect", "digest", "address"],
)
def test_no_other_message_to_a_body_holds_it(row, kind):
    change(row, kind=kind, about_body=row.body)

    assert_only_a_link(row)


def test_without_it_a_mail_costs_no_statement_more(
    row, settings, django_assert_num_queries
):
    claimed = with_words(Delivery.objects.filter(pk=row.pk))
    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = False
    first = claimed.get()
    with django_assert_num_queries(1):
        write(first)

    settings.HILFE_UKRAINE_CONTENT_BY_MAIL = True
    change(row.body, content_reason="")
    second = claimed.get()
    with django_assert_num_queries(1):
        write(second)


def test_what_cannot_be_noted_is_not_sent(row, monkeypatch):
    sent = []
    monkeypatch.setattr(EmailChannel, "send", lambda self, outgoing: sent.append(1))

    def fail(delivery):
        raise RuntimeError

    make_attempt(row.uuid, now=NOW, clock=lambda: NOW, note_content=fail)

    assert not sent
    kept = Attempt.objects.get()
    assert (kept.outcome, kept.content) == (Attempt.Outcomes.RETRY, "")
