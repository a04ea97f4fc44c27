"""Run as a script: a mail relay that notes every mail before it answers.

``relay.py PORT LOG RULES``; rules are read anew each time, see ``harness.sink``. Beside
the log, in a file of the same name that ends in ``.quits``, is how it met each QUIT.
"""

import asyncio
import json
import sys
import time

from collections import Counter
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP


AT_RECIPIENT = ("421", "432", "450", "451", "550", "black_hole")
AT_CONTENT = ("452", "552", "554", "drop", "hang", "slow")
AT_QUIT = ("hang_at_quit", "421_at_quit")
FOR_EVER = 300.0


class Relay:
    """Behaves as the first rule says that fits and is not used up for this mail."""

    def __init__(self, log: Path, rules: Path) -> None:
        self._log, self._rules = log, rules
        self._quits = log.with_suffix(".quits")
        self._text = ""
        self._used: Counter = Counter()

    def _rule(self, modes: tuple[str, ...], receiver: str, key: str) -> dict[str, Any]:
        text = self._rules.read_text()
        if text != self._text:
            self._text, self._used = text, Counter()
        for number, rule in enumerate(json.loads(text)):
            fits = rule["mode"] in modes and receiver.startswith(rule.get("to", ""))
            used = self._used[number, key]
            if fits and used < rule.get("times", 10**9):
                self._used[number, key] += 1
                return rule
        return {"mode": "accept"}

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        mode = self._rule(AT_RECIPIENT, address, address)["mode"]
        if mode == "black_hole":
            await asyncio.sleep(FOR_EVER)
        if mode != "accept":
            return f"{mode} {mode[0]}.1.1 <{address}> not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mail = message_from_bytes(envelope.original_content, policy=default)
        receiver = envelope.rcpt_tos[0]
        rule = self._rule(AT_CONTENT, receiver, str(mail["Message-ID"]))
        if rule["mode"].isdigit():
            return f"{rule['mode']} no"
        self._note(mail, envelope)
        if rule["mode"] == "drop":
            server.transport.abort()
        if rule["mode"] == "hang":
            await asyncio.sleep(FOR_EVER)
        await asyncio.sleep(rule.get("seconds", 0))
        return "250 2.0.0 Thanks"

    def _note(self, mail: Any, envelope: Any) -> None:
        noted = {
            "at": time.time(),
            "id": str(mail["Message-ID"]),
            "to": envelope.rcpt_tos,
            "subject": str(mail["Subject"]),
            "attempt": str(mail["X-Hilfe-Attempt"] or ""),
            "content": envelope.original_content.decode("ascii", "replace"),
        }
        with self._log.open("a") as log:
            log.write(json.dumps(noted) + "\n")

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        receiver = (envelope.rcpt_tos or [""])[0]
        mode = self._rule(AT_QUIT, receiver, str(id(session)))["mode"]
        with self._quits.open("a") as quits:
            quits.write(mode + "\n")
        if mode == "hang_at_quit":
            await asyncio.sleep(FOR_EVER)
        return "421 4.3.2 going down" if mode == "421_at_quit" else "221 Bye"


async def main(port: int, log: Path, rules: Path) -> None:
    relay = Relay(log, rules)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(relay, timeout=FOR_EVER), "127.0.0.1", port, reuse_address=True
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
