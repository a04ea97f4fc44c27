"""What a mail says that came back."""

import pytest

from hypothesis import given
from hypothesis import strategies as st

from hilfe_ukraine.domain.delivery_status import (
    LONGEST,
    Report,
    ReportKind,
    read_report,
)
from tests.returned_mail import (
    MESSAGE_ID,
    OUR_ADDRESS,
    RETURNED,
    notification,
    plain_mail,
    recipient,
)


HARD, SOFT, AUTO_REPLY, UNKNOWN = (
    ReportKind.HARD,
    ReportKind.SOFT,
    ReportKind.AUTO_REPLY,
    ReportKind.UNKNOWN,
)


def judged(raw):
    report = read_report(raw)
    return report.kind, report.code


class TestNotification:
    def test_it_names_the_message_in_two_ways(self):
        report = read_report(notification(recipient()))

        assert report.kind is HARD
        assert report.code == "5.1.1"
        assert set(report.addresses) >= {OUR_ADDRESS, f"<{OUR_ADDRESS}>"}
        assert report.message_id == MESSAGE_ID

    @pytest.mark.parametrize(
        ("action", "status", "expected"),
        [
            ("failed", "5.2.2", (HARD, "5.2.2")),
            ("Failed (permanently)", "5.7.1", (HARD, "5.7.1")),
            ("failed", "4.4.7", (HARD, "4.4.7")),
            ("delayed", "4.4.1", (SOFT, "4.4.1")),
            ("relayed", "2.0.0", (SOFT, "2.0.0")),
            ("delivered", "2.1.5", (SOFT, "2.1.5")),
            ("", "5.1.1", (HARD, "5.1.1")),
            ("", "4.2.2", (SOFT, "4.2.2")),
            ("exploded", "5.1.1", (UNKNOWN, "")),
        ],
    )
    def test_what_counts_is_whether_the_server_has_stopped_trying(
        self, action, status, expected
    ):
        fields = recipient(action, status, diagnostic="smtp; no")

        assert judged(notification(fields)) == expected

    @pytest.mark.parametrize(
        ("status", "diagnostic", "code"),
        [
            ("5.0.0", "smtp; 550 5.1.1 <a@b.example>: gone", "5.1.1"),
            ("5.0.0", "x-unix; 67", "5.0.0"),
            ("", "smtp; 550-5.1.10 null MX", "5.1.10"),
            ("5.2.1", "smtp; 550 5.1.1 gone", "5.2.1"),
            ("five", "x", ""),
        ],
    )
    def test_the_code_is_the_best_there_is(self, status, diagnostic, code):
        assert judged(notification(recipient("failed", status, diagnostic)))[1] == code

    @pytest.mark.parametrize(
        ("recipients", "kind"),
        [
            ([("failed", "5.1.1"), ("failed", "5.2.2")], HARD),
            ([("failed", "5.1.1"), ("delayed", "4.4.1")], SOFT),
            ([("failed", "5.1.1"), ("relayed", "2.0.0")], SOFT),
            ([], UNKNOWN),
        ],
    )
    def test_an_address_works_if_one_of_the_people_behind_it_gets_the_mail(
        self, recipients, kind
    ):
        fields = [recipient(*values) for values in recipients]

        assert read_report(notification(*fields)).kind is kind

    @pytest.mark.parametrize(
        "returned_as",
        ["text/rfc822-headers", "message/global", "message/global-headers"],
    )
    def test_the_mail_may_come_back_whole_or_as_headers(self, returned_as):
        raw = notification(recipient(), returned_as=returned_as)

        assert read_report(raw).message_id == MESSAGE_ID

    def test_headers_may_come_back_encoded(self):
        raw = notification(
            recipient(),
            returned_as="text/rfc822-headers\nContent-Transfer-Encoding: base64",
            returned="TWVzc2FnZS1JRDogPDFAZXhhbXBsZS5vcmc+Cg==",
        )

        assert read_report(raw).message_id == "<1@example.org>"

    def test_the_international_form_is_read_too(self):
        raw = notification(recipient(), status_as="message/global-delivery-status")

        assert judged(raw) == (HARD, "5.1.1")

    def test_without_the_mail_itself_there_is_still_the_address(self):
        raw = notification(recipient()).split(b"--=b=\nContent-Type: message/rfc822")[0]

        report = read_report(raw)

        assert (report.kind, report.message_id) == (HARD, "")
        assert OUR_ADDRESS in report.addresses

    def test_one_that_was_forwarded_as_an_attachment_is_found(self):
        inner = notification(recipient()).decode()
        raw = f"""\
To: {OUR_ADDRESS}
Content-Type: multipart/mixed; boundary="out"

--out
Content-Type: message/rfc822

{inner}
--out--
"""
        report = read_report(raw.encode())

        assert (report.kind, report.message_id) == (HARD, MESSAGE_ID)

    @pytest.mark.parametrize("length", [300, 500, 650, 700, 760])
    def test_one_that_was_cut_off_is_read_as_far_as_it_goes(self, length):
        raw = notification(recipient())[:length]

        assert read_report(raw).kind in (HARD, UNKNOWN)

    def test_a_huge_one_is_read_in_front(self):
        raw = notification(recipient(), returned=RETURNED + "x" * 5 * LONGEST)

        assert judged(raw) == (HARD, "5.1.1")

    def test_a_status_that_claims_to_have_parts_is_left_to_a_person(self):
        raw = notification(
            recipient(), status_as="message/global-delivery-status"
        ).replace(
            b"Reporting-MTA:",
            b'Content-Type: multipart/mixed; boundary="in"\nReporting-MTA:',
        )
        raw = raw.replace(b"\nFinal-Recipient", b"\n--in\n\nFinal-Recipient")

        assert read_report(raw).kind is UNKNOWN

    @pytest.mark.parametrize("charset", ["utf-16", "no-such-charset", "ü"])
    def test_a_wrong_charset_does_not_matter(self, charset):
        raw = notification(recipient(), words="Grüße")
        raw = raw.replace(b"charset=utf-8", f"charset={charset}".encode())

        assert judged(raw) == (HARD, "5.1.1")

    def test_line_ends_of_a_file_or_of_the_wire_do_not_matter(self):
        raw = notification(recipient(), recipient()).replace(b"\n", b"\r\n")

        assert judged(raw) == (HARD, "5.1.1")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "Auto-Generated; owner=x"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Urlaub"},
        {"Precedence": "auto_reply"},
        {"Precedence": "Bulk"},
        {"Subject": "Abwesenheitsnotiz: ABCD2345: Wohnraum"},
        {"Subject": "Automatische Antwort: ABCD2345"},
        {"Subject": "Out of office: ABCD2345"},
    ],
)
def test_an_automatic_answer_is_neither_a_bounce_nor_an_answer(headers):
    raw = plain_mail(
        "Ich bin bis Montag nicht da.", From="amt@office.example", **headers
    )

    assert read_report(raw) == Report(AUTO_REPLY)


def test_a_receipt_of_reading_is_an_automatic_answer():
    raw = notification(recipient(), status_as="message/disposition-notification")
    raw = raw.replace(b"delivery-status", b"disposition-notification")
    raw = raw.replace(b"MAILER-DAEMON", b"amt")
    raw = raw.replace(b"Auto-Submitted: auto-replied\n", b"")

    assert read_report(raw).kind is AUTO_REPLY


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"From": "amt@office.example", "Subject": "Re: Wohnung"}, "Danke!"),
        ({"From": "amt@office.example", "Auto_Submitted": "no"}, "Danke!"),
        (
            {"From": "MAILER-DAEMON@q.example", "Subject": "failure notice"},
            "Hi. This is the qmail-send program. <amt@office.example>: no mailbox",
        ),
        (
            {
                "From": "Mail Delivery System <daemon@e.example>",
                "Auto_Submitted": "auto-replied",
                "X_Failed_Recipients": "amt@office.example",
            },
            "A message that you sent could not be delivered. 550 5.1.1",
        ),
        (
            {"From": "postmaster@x.example", "Auto_Submitted": "auto-replied"},
            "Ihre Nachricht konnte nicht zugestellt werden. 550 5.1.10",
        ),
    ],
)
def test_what_is_only_said_in_words_is_not_guessed(headers, text):
    assert read_report(plain_mail(text, **headers)) == Report(UNKNOWN)


@given(st.binary())
def test_any_bytes_are_read_without_an_error(raw):
    assert read_report(raw).kind in ReportKind


@given(st.binary(max_size=60), st.integers(0, 1100), st.integers(0, 40))
def test_a_damaged_notification_is_read_without_an_error(noise, place, length):
    whole = notification(recipient(), recipient("delayed", "4.4.1"))
    raw = whole[:place] + noise + whole[place + length :]

    assert read_report(raw).kind in ReportKind


def test_parts_within_parts_without_end_are_left_to_a_person():
    raw = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n)
        for n in range(5000)
    )

    assert read_report(raw) == Report(UNKNOWN)
