"""One fault under test: everything it needs, and the verdict at the end."""

import time

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .citizens import Citizens, holds_personal
from .databases import Postgres, SQLite
from .invariants import Judgement, judge, leaks
from .portal import Portal
from .proxy import Proxy
from .servers import RabbitMQ, Redis
from .sink import Sink
from .stored import UNDER_WAY, Row, Stored, with_earlier
from .table import Line
from .waiting import wait_until
from .webhooks import Receivers


#: So long nothing may happen; on a slow machine everything together takes longer.
STALLED_SECONDS = 60
SETTLE_SECONDS = 420


class Case:
    """A portal of its own over private servers, with its relay and its citizens."""

    def __init__(
        self,
        folder: Path,
        *,
        database: SQLite | Postgres,
        broker: RabbitMQ | Redis | None,
        line: Line,
    ) -> None:
        self.folder, self.line = folder, line
        self.database, self.broker = database, broker
        self.address = database.database(folder)
        self.stored = Stored(self.address)
        self.sink = Sink(folder).start()
        self.portal = Portal(
            folder,
            database=self.address,
            sink=self.sink,
            broker=broker.address if broker else "",
        )
        self.citizens = Citizens(
            self.portal.page,
            log=folder / "citizens.jsonl",
            read_captcha=self.stored.captcha,
        )
        self.receivers = Receivers(folder)
        self.proxies: list[Proxy] = []
        #: Deliveries of a database that was replaced by its backup.
        self.earlier: list[Row] = []
        self.is_judged = False
        self._leaks_into_the_broker: list[str] = []
        self._started = time.monotonic()

    def proxy(self, before: str = "database") -> tuple[Proxy, dict[str, Any]]:
        """A proxy before the database or ``"broker"``, and the order that leads there.

        The order is for one of the portal's ``start_``.
        """
        address = self.broker.address if before == "broker" else self.address
        url = urlsplit(address)
        proxy = Proxy(url.hostname, url.port)
        self.proxies.append(proxy)
        return proxy, {before: address.replace(f":{url.port}/", f":{proxy.port}/")}

    def settle(self) -> None:
        """Wait until no message is under way any more, as long as there is progress."""
        end = time.monotonic() + SETTLE_SECONDS
        left = self._under_way()
        while left:
            now = left
            patience = min(STALLED_SECONDS, end - time.monotonic())
            wait_until(
                lambda was=now: self._under_way() < was,
                patience,
                f"one of {now} messages comes to an end",
            )
            left = self._under_way()

    def _under_way(self) -> int:
        return self.stored.number(*UNDER_WAY)

    def judge(self, remark: str = "") -> Judgement:
        """Hold promises against facts; raises ``AssertionError`` for the first lie.

        Ends all processes, so that nothing comes in after the verdict.
        """
        self.is_judged = True
        self.look_into_the_broker()
        promised = self.citizens.references()
        self.portal.end()
        judgement = self._judgement(promised)
        self.line.remark = remark
        self._note(judgement)
        assert not judgement.problems, "\n".join(judgement.problems[:20])
        assert judgement.tally.accepted, "nothing was put to the test"
        return judgement

    def _judgement(self, promised: list[str]) -> Judgement:
        mails = self.sink.mails + self.receivers.received()
        rows = with_earlier(self.stored.deliveries(), self.earlier)
        judgement = judge(promised, mails, rows, self.stored.references())
        judgement.problems += leaks([self.folder], mails)
        judgement.problems += leaks(self.database.logs(), [])
        judgement.problems += self._leaks_into_the_broker
        return judgement

    def look_into_the_broker(self) -> None:
        """While offers are under way; at the end its queues are empty."""
        if self.broker and holds_personal(self.broker.queued()):
            self._leaks_into_the_broker = ["I6 personal data in the broker"]

    def _note(self, judgement: Judgement) -> None:
        self.line.tally = judgement.tally.as_dict()
        self.line.seconds = round(time.monotonic() - self._started, 1)

    def judge_what_is_there(self) -> None:
        """For the table, after a test that failed on its way."""
        try:
            promised = self.citizens.references()
        except AssertionError:  # one form became several offers
            promised = []
        self._note(self._judgement(promised))

    def logs(self) -> str:
        """The ends of all logs, for the report of a failure."""
        texts = []
        for path in sorted(self.folder.glob("*.log")):
            text = path.read_text(errors="replace")[-2500:]
            texts.append(f"--- {path.name}\n{text}")
        return "\n".join(texts)

    def end(self) -> None:
        self.portal.end()
        self.sink.stop()
        self.receivers.close()
        for proxy in self.proxies:
            proxy.close()
