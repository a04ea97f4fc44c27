"""The mail catcher over real SMTP and HTTP, on free ports of the loopback address."""

import smtplib

from email.message import EmailMessage
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from mailcatcher import smtp, web
from mailcatcher.inbox import Inbox

from scripts.services.processes import free_port


@pytest.fixture
def inbox(tmp_path):
    return Inbox(tmp_path)


@pytest.fixture
def deliver(inbox):
    port = free_port()

    def send(subject: str = "Übersetzung", html: str = "") -> None:
        mail = EmailMessage()
        mail["Subject"], mail["From"] = subject, "portal@example.org"
        mail["To"] = "stelle@example.org"
        mail.set_content("Grüße\nhttp://localhost:8000/hilfe/answer/a:b/")
        if html:
            mail.add_alternative(html, subtype="html")
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
            server.send_message(mail)

    with smtp.serving(inbox, port):
        yield send


@pytest.fixture
def get(inbox):
    port = free_port()

    def fetch(path: str, host: str = "localhost"):
        request = Request(f"http://127.0.0.1:{port}{path}", headers={"Host": host})
        return urlopen(request, timeout=5)

    with web.serving(inbox, port):
        yield fetch


def test_catcher_keeps_mail_as_one_eml_file(deliver, inbox):
    deliver()
    assert [file.suffix for file in inbox.folder.iterdir()] == [".eml"]
    [mail] = inbox.mails()
    assert mail.recipients == "stelle@example.org"
    assert mail.subject == "Übersetzung"
    assert "Grüße" in mail.body("plain")


def test_catcher_refuses_for_now_when_the_disk_refuses(deliver, inbox):
    inbox.folder = inbox.folder / "not-there"
    with pytest.raises(smtplib.SMTPDataError) as refused:
        deliver()
    assert refused.value.smtp_code == 452


def test_mailbox_lists_newest_first_and_by_recipient(deliver, get):
    deliver("erste")
    deliver("zweite")
    page = get("/").read().decode()
    assert page.index("zweite") < page.index("erste")
    assert "erste" in get("/?to=stelle@example.org").read().decode()
    assert "erste" not in get("/?to=other@example.org").read().decode()


def test_mailbox_escapes_what_is_in_a_mail(deliver, get, inbox):
    deliver("<script>alert(1)</script>", html="<script>alert(2)</script>")
    [mail] = inbox.mails()
    page = get(f"/mail/{mail.name}").read().decode()
    assert "<script>" not in page
    assert '<a href="http://localhost:8000/hilfe/answer/a:b/">' in page
    framed = get(f"/mail/{mail.name}/html")
    assert "sandbox" in framed.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/mail/../keys", "/mail/x", "/other", "/mail"])
def test_mailbox_unknown_address_is_not_found(get, path):
    with pytest.raises(HTTPError) as missing:
        get(path)
    assert missing.value.code == 404


def test_mailbox_refuses_foreign_host_names(get):
    with pytest.raises(HTTPError):
        get("/", host="evil.example.org")
