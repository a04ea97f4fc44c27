"""Whatever a relay does at whatever step: an outcome, and whom it blames."""

from dataclasses import replace

import pytest

from hilfe_ukraine.delivery.channels.base import Outcome
from hilfe_ukraine.delivery.channels.smtp_line import CONTENT, Patience
from tests.delivery.channels.conftest import ENVELOPE, Clock
from tests.smtp_script import DROP, HANG, Drip, at, scripted_relay


BEFORE = ["connect", "ehlo", "mail", "rcpt", "data"]
GARBAGE = [
    b"hello?\r\n",
    b"\r\n",
    b"\xff\xfe\x00\r\n",
    b"100 wait\r\n",
    b"999 ok\r\n",
    b"250" + 9000 * b"k" + b"\r\n",
    20_000 * b"250-more\r\n",
]


@pytest.mark.parametrize("step", BEFORE)
@pytest.mark.parametrize("answer", [DROP, HANG, *GARBAGE], ids=lambda a: str(a)[:12])
def test_before_the_content_it_was_not_sent_and_the_relay_is_to_blame(
    office, step, answer
):
    with scripted_relay(at(step, answer)) as relay:
        result = office.send(relay, timeout=1 if answer is HANG else 5)

    assert result.outcome is Outcome.RETRY
    assert result.carrier_failed
    # From MAIL on the relay may be well, and hang on this one receiver.
    assert result.at_receiver is (step in ("rcpt", "data"))
    assert not office.lines._idle
    assert not relay.mails


@pytest.mark.parametrize("answer", [DROP, HANG, *GARBAGE], ids=lambda a: str(a)[:12])
def test_after_the_content_it_may_have_been_sent_and_the_relay_is_to_blame(
    office, answer
):
    """A relay that hangs here for every message must open the breaker."""
    with scripted_relay(at("content", answer)) as relay:
        result = office.send(relay, timeout=1 if answer is HANG else 5)

    assert result.outcome is Outcome.AMBIGUOUS
    assert result.code.startswith("content:")
    assert (result.carrier_failed, result.at_receiver) == (True, True)
    assert not office.lines._idle
    assert len(relay.mails) == 1


@pytest.mark.parametrize("step", [*BEFORE, "content"])
def test_421_means_later_wherever_it_comes(office, step):
    with scripted_relay(at(step, b"421 4.3.2 closing\r\n")) as relay:
        result = office.send(relay)

    assert (result.outcome, result.code) == (Outcome.RETRY, "421 4.3.2")
    assert result.carrier_failed
    assert result.at_receiver is (step in ("rcpt", "data", "content"))
    assert not office.lines._idle


@pytest.mark.parametrize(
    ("step", "answer", "outcome", "carrier_failed"),
    [
        ("rcpt", "432 4.3.2", Outcome.RETRY, False),
        ("rcpt", "450 4.2.1", Outcome.RETRY, False),
        ("rcpt", "451", Outcome.RETRY, False),
        ("rcpt", "452 4.5.3", Outcome.RETRY, False),
        ("rcpt", "550 5.1.1", Outcome.PERMANENT, False),
        ("rcpt", "552 5.2.2", Outcome.PERMANENT, False),
        ("data", "451 4.3.0", Outcome.RETRY, False),
        ("content", "432 4.3.2", Outcome.RETRY, False),
        ("content", "452 4.3.1", Outcome.RETRY, False),
        ("content", "550 5.7.1", Outcome.PERMANENT, False),
        ("content", "552 5.3.4", Outcome.PERMANENT, False),
        # About us, the same for every message.
        ("connect", "554 5.7.1", Outcome.RETRY, True),
        ("mail", "432 4.3.2", Outcome.RETRY, True),
        ("mail", "451 4.3.0", Outcome.RETRY, True),
        ("mail", "550 5.7.1", Outcome.RETRY, True),
        ("mail", "530 5.7.0", Outcome.RETRY, True),
        ("rcpt", "530 5.7.0", Outcome.RETRY, True),
        ("content", "535 5.7.8", Outcome.RETRY, True),
    ],
)
def test_a_refusal_is_about_one_receiver_or_about_us(
    office, step, answer, outcome, carrier_failed
):
    with scripted_relay(at(step, f"{answer} no\r\n".encode())) as relay:
        result = office.send(relay)

    assert (result.outcome, result.code) == (outcome, answer)
    assert result.carrier_failed is carrier_failed
    # A line on which we were merely refused serves the next message.
    assert len(office.lines._idle) == (0 if carrier_failed else 1)


@pytest.mark.parametrize("code", [b"454", b"504", b"535"])
def test_a_login_that_is_refused_is_about_us(office, code):
    answers = {"ehlo": b"250-relay\r\n250 AUTH PLAIN\r\n", "auth": code + b" no\r\n"}
    with scripted_relay(lambda _, step: answers.get(step)) as relay:
        result = office.send(relay, username="portal", password="secret")

    assert (result.outcome, result.code) == (Outcome.RETRY, code.decode())
    assert result.carrier_failed


def test_a_login_challenge_that_is_garbage_is_the_relays_fault(office):
    answers = {"ehlo": b"250-relay\r\n250 AUTH CRAM-MD5\r\n", "auth": b"334 ?\r\n"}
    with scripted_relay(lambda _, step: answers.get(step)) as relay:
        result = office.send(relay, username="portal", password="secret")

    assert result.outcome is Outcome.RETRY
    assert result.carrier_failed


@pytest.mark.parametrize("step", ["connect", "ehlo", "rcpt"])
def test_an_answer_that_comes_byte_by_byte_is_not_waited_for_longer(office, step):
    answer = Drip(b"250 I am thinking about it\r\n", 0.1)
    with scripted_relay(at(step, answer)) as relay:
        result = office.send(relay, timeout=1)

    assert (result.outcome, result.code) == (Outcome.RETRY, f"{step}:TimeoutError")


def test_a_slow_answer_to_the_content_is_ambiguous_and_ends(office):
    answer = Drip(b"250 I am thinking about it\r\n", 0.1)
    with scripted_relay(at("content", answer)) as relay:
        result = office.send(relay, timeout=1)

    assert (result.outcome, result.code) == (Outcome.AMBIGUOUS, "content:TimeoutError")


def test_a_slow_answer_in_time_is_an_answer(office):
    with scripted_relay(at("content", Drip(b"250 ok\r\n", 0.05))) as relay:
        result = office.send(relay, timeout=5)

    assert result.outcome is Outcome.DELIVERED


def test_nobody_answers_by_name(office):
    with scripted_relay() as relay:
        relay.port = 0
        result = office.send(relay)

    assert (result.outcome, result.carrier_failed) == (Outcome.RETRY, True)


@pytest.mark.parametrize(
    "address",
    ["a@b.example\r\nRCPT TO:<c@d.example>", "\r\nRSET", "a\0@b", "ä@b.example", "<"],
)
def test_an_address_smuggles_no_command(office, address):
    """Writing refuses such an address; this is the second lock on the same door."""
    with scripted_relay() as relay:
        result = office.send(relay, envelope=replace(ENVELOPE, recipient=address))
        after = office.send(relay)

    assert not result.carrier_failed
    assert after.outcome is Outcome.DELIVERED
    steps = [step for steps in relay.conversations for step in steps]
    assert steps.count("rcpt") <= 2
    assert set(steps) <= {"ehlo", "mail", "rcpt", "data", "content"}


def test_all_steps_before_the_content_share_one_and_a_half_timeouts():
    clock = Clock()
    patience = Patience(20, clock)
    clock.seconds += 19
    patience.begin("mail")
    assert patience.left() == 11
    clock.seconds += 10
    patience.begin("rcpt")
    assert patience.left() == 1
    clock.seconds += 2
    with pytest.raises(TimeoutError):
        patience.begin("data")


def test_the_content_and_its_answer_get_their_full_time():
    clock = Clock()
    patience = Patience(20, clock)
    clock.seconds += 29
    patience.begin(CONTENT)

    assert patience.left() == 20


@pytest.mark.parametrize(
    ("is_confidential", "ehlo", "parameter"),
    [
        (True, b"250-relay\r\n250 DSN\r\n", b" RET=HDRS"),
        (True, b"250 relay\r\n", b""),
        (False, b"250-relay\r\n250 DSN\r\n", b""),
    ],
)
def test_what_is_confidential_shall_come_back_without_its_content(
    office, is_confidential, ehlo, parameter
):
    envelope = replace(ENVELOPE, is_confidential=is_confidential)
    with scripted_relay(at("ehlo", ehlo)) as relay:
        result = office.send(relay, envelope=envelope)

    assert result.outcome is Outcome.DELIVERED
    # smtplib writes FROM in capitals or not, as its version likes.
    said = [command.lower() for command in relay.commands]
    line = b"mail from:<portal@example.org>" + parameter + b"\r\n"
    assert line.lower() in said
