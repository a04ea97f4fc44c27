"""Tasks hand ids on, and each calls one function."""

from datetime import timedelta

import pytest

from captcha.models import CaptchaStore
from django.core import mail
from django.utils import timezone

from hilfe_ukraine import tasks
from hilfe_ukraine.beat import EXPIRES_SECONDS, beat_schedule
from hilfe_ukraine.models import Delivery, OutboxStatus
from tests.factories import make_delivery


pytestmark = pytest.mark.django_db


@pytest.fixture
def hints(monkeypatch):
    """What would have been published."""
    published = []

    def publish(args, **options):
        published.append((args, options))

    monkeypatch.setattr(tasks.forward_delivery, "apply_async", publish)
    return published


def test_the_sweep_publishes_ids_with_the_time(hints):
    row = make_delivery()
    make_delivery(state=Delivery.States.HELD)
    before = timezone.now().timestamp()

    tasks.sweep()

    ((named, published), options) = hints[0]
    assert (len(hints), named) == (1, str(row.uuid))
    assert before - 5 < published < before + 5
    assert options == {"expires": EXPIRES_SECONDS}


def test_the_clocks_of_two_machines_may_be_a_minute_apart():
    lives = [entry["options"]["expires"] for entry in beat_schedule().values()]

    assert min(EXPIRES_SECONDS, *lives) > 60


def test_without_a_worker_the_queue_holds_a_bounded_number_of_sweeps():
    entry = beat_schedule()["hilfe_ukraine.sweep"]

    assert entry["options"]["expires"] / entry["schedule"].total_seconds() <= 150


@pytest.mark.parametrize(
    ("age", "sent"), [(90, "hinted"), (150, "first"), (-3600, "hinted")]
)
def test_a_hint_that_waited_for_two_sweeps_sends_what_is_first_by_now(
    settings, age, sent
):
    """By the shared clock. Urgent letters go before all bodies."""
    settings.HILFE_UKRAINE_SWEEP_SECONDS = 60
    row, first = make_delivery(), make_delivery()
    Delivery.objects.filter(pk=first.pk).update(kind=Delivery.Kinds.CONFIRM)

    tasks.forward_delivery(str(row.uuid), timezone.now().timestamp() - age)

    delivered = Delivery.objects.get(state=Delivery.States.DELIVERED)
    assert delivered == {"hinted": row, "first": first}[sent]


def test_hints_that_are_all_too_old_still_empty_the_queue():
    rows = [make_delivery() for _ in range(3)]

    for row in reversed(rows):
        tasks.forward_delivery(str(row.uuid), timezone.now().timestamp() - 3600)
    tasks.forward_delivery(str(rows[0].uuid), timezone.now().timestamp() - 3600)

    assert len(mail.outbox) == 3


def test_the_sweep_publishes_one_batch(hints, settings):
    settings.HILFE_UKRAINE_SWEEP_BATCH = 2
    for _ in range(3):
        make_delivery()

    tasks.sweep()

    assert len(hints) == 2


def test_sweeps_that_have_piled_up_publish_once(hints, settings):
    settings.HILFE_UKRAINE_SWEEP_SECONDS = 60
    make_delivery()

    for _ in range(5):
        tasks.sweep()
    assert len(hints) == 1

    # The next one in its turn; so does one after the clock was put back.
    for seconds in (-61, 3600):
        moment = timezone.now() + timedelta(seconds=seconds)
        OutboxStatus.objects.update(hinted_at=moment)
        tasks.sweep()
    assert len(hints) == 3


def test_a_hint_sends_one_row_and_a_doubled_one_nothing():
    row = make_delivery()

    tasks.forward_delivery(str(row.uuid))
    tasks.forward_delivery(str(row.uuid))

    assert len(mail.outbox) == 1


def test_the_hint_is_acknowledged_when_it_is_done_and_ends_before_the_lease():
    task = tasks.forward_delivery

    assert (task.acks_late, task.reject_on_worker_lost) == (True, True)
    assert (task.soft_time_limit, task.time_limit) == (81, 90)
    assert task.ignore_result


def test_no_task_may_hang_for_ever():
    found = [task for task in vars(tasks).values() if hasattr(task, "apply_async")]

    assert len(found) >= 4
    # A soft limit of the host, above our hard one, would make Celery refuse the task.
    assert all(0 < task.soft_time_limit < task.time_limit for task in found)


def test_the_sweep_says_that_it_looked(hints):
    tasks.sweep()

    age = timezone.now() - OutboxStatus.objects.get().swept_at
    assert timedelta(0) <= age < timedelta(minutes=1)


def test_keeping_house_does_all_chores(monkeypatch):
    called = []

    def chore(*, now):
        called.append(now)

    monkeypatch.setattr("hilfe_ukraine.actions.housekeeping.CHORES", [chore, chore])

    tasks.keep_house()

    assert len(called) == 2


def test_old_captchas_are_deleted():
    now = timezone.now()
    for minutes in (-1, 1):
        CaptchaStore.objects.create(
            challenge="AB",
            response="ab",
            hashkey=f"key{minutes}",
            expiration=now + timedelta(minutes=minutes),
        )

    tasks.clean_captchas()

    assert CaptchaStore.objects.get().hashkey == "key1"


def test_beat_starts_tasks_that_exist_and_drops_old_calls():
    schedule = beat_schedule()

    assert schedule["hilfe_ukraine.sweep"] == {
        "task": "hilfe_ukraine.sweep",
        "schedule": timedelta(seconds=2),
        "options": {"expires": EXPIRES_SECONDS},
    }
    started = (tasks.sweep, tasks.keep_house, tasks.clean_captchas)
    names = {task.name for task in started}
    assert {entry["task"] for entry in schedule.values()} == names
