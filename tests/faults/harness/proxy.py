"""A TCP proxy in a thread of its own that spoils a connection as told."""

import asyncio
import threading

from collections.abc import Callable
from contextlib import suppress


class Proxy:
    """Stands in front of one server. ``mode`` counts for what comes from now on.

    ``pass``, ``refuse`` (hangs up at once), ``blackhole`` (takes everything, says
    nothing; what was to be said comes when the mode changes, for TCP loses no byte),
    ``delay`` (each answer comes ``seconds`` later), ``reset`` (after ``limit`` bytes of
    an answer). :meth:`cut` spoils one exchange only.
    """

    def __init__(self, host: str, port: int) -> None:
        self.mode, self.seconds, self.limit = "pass", 0.0, 0
        self.cuts = 0
        self._target = (host, port)
        self._needle, self._forward = b"", True
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait(10)

    def cut(self, needle: bytes, *, forward: bool) -> None:
        """Hang up once, on the first request that holds ``needle``.

        With ``forward`` the server gets and answers it, and its answer is dropped.
        """
        self._forward, self._needle = forward, needle

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0)
        )
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        server.close()

    async def _serve(self, reader, writer) -> None:
        if self.mode == "refuse":
            writer.transport.abort()
            return
        try:
            upstream = await asyncio.open_connection(*self._target)
        except OSError:
            writer.transport.abort()
            return
        dropping = asyncio.Event()
        up = self._pump(reader, upstream[1], lambda data: self._up(data, dropping))
        down = self._pump(upstream[0], writer, lambda data: self._down(data, dropping))
        await asyncio.gather(up, down)

    async def _up(self, data: bytes, dropping: asyncio.Event) -> bytes | None:
        if self._needle and self._needle in data:
            self._needle = b""
            self.cuts += 1
            dropping.set()
            return data if self._forward else None
        return data

    async def _down(self, data: bytes, dropping: asyncio.Event) -> bytes | None:
        if dropping.is_set():
            return None
        while self.mode == "blackhole":
            await asyncio.sleep(0.05)
        if self.mode == "delay":
            await asyncio.sleep(self.seconds)
        if self.mode == "reset":
            self.limit -= len(data)
            return data if self.limit >= 0 else None
        return data

    async def _pump(self, reader, writer, change: Callable) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                data = await change(data)
                if data is None:
                    break
                writer.write(data)
                await writer.drain()
        writer.transport.abort()
