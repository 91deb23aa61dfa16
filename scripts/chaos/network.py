"""A bad network: TCP lines to the server, each of which can be made slow, lossy, silent or cut.

Every program of a stack has a line of its own to the API, so that one can be cut off while the others go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass

PIECE_BYTES = 16_384
RESENT_SECONDS = (0.2, 1.0)
"""What a lost packet costs until it was sent again."""


@dataclass(frozen=True)
class Weather:
    """How a line is at the moment."""

    delay_seconds: float = 0.0
    """Before each piece goes on."""
    loss: float = 0.0
    """Share of the pieces that come late; a tenth of them ends the connection."""
    silent: bool = False
    """Nothing arrives any more, and nobody is told."""
    cut: bool = False
    """Connections end, and none can be made."""
    half_open: bool = False
    """What is connected at that moment is dead for good, and nobody is told; new connections are fine."""
    answers: bytes = b""
    """What something on the way says instead of the server."""
    halves: bool = False
    """Answers to a GET are cut in half, and claim to be whole."""


_LENGTH = re.compile(rb"(content-length: )(\d+)", re.IGNORECASE)
FAIR = Weather()
PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
GATEWAY = (
    b"HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nConnection: close\r\n"
    + b"Content-Length: %d\r\n\r\n" % len(PAGE)
    + PAGE
)
BAD = {
    "slow": Weather(delay_seconds=0.4),
    "very slow": Weather(delay_seconds=2.5),
    "half open": Weather(half_open=True),
    "gateway": Weather(answers=GATEWAY),
    "half answers": Weather(halves=True),
    "lossy": Weather(loss=0.2),
    "silent": Weather(silent=True),
    "cut": Weather(cut=True),
}


class Line:
    """From a port of its own to one of the server's."""

    def __init__(self, target: int, chance: random.Random) -> None:
        self._target, self._chance = target, chance
        self._open: set[asyncio.StreamWriter] = set()
        self._dead: set[asyncio.StreamWriter] = set()
        self.weather = FAIR
        self.port = 0

    async def listen(self) -> None:
        """Takes connections from now on."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    def turn(self, weather: Weather) -> None:
        """Changes the weather; call in the loop."""
        self.weather = weather
        if weather.half_open:
            self._dead |= self._open
        if weather.cut or weather.answers or weather.halves:
            for writer in self._open:
                writer.transport.abort()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self.weather.answers:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(self.weather.answers)
                await writer.drain()
            elif not self.weather.cut:
                there, back = await asyncio.open_connection("127.0.0.1", self._target)
                self._open.add(back)
                try:
                    await self._converse(reader, writer, there, back)
                finally:
                    self._end(back)
        except (OSError, asyncio.IncompleteReadError):
            writer.transport.abort()
        finally:
            self._end(writer)

    async def _converse(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        there: asyncio.StreamReader,
        back: asyncio.StreamWriter,
    ) -> None:
        if not self.weather.halves:
            await asyncio.gather(self._carry(reader, back), self._carry(there, writer))
            return
        head = await reader.readuntil(b"\r\n\r\n")
        back.write(head)
        asking = asyncio.ensure_future(self._carry(reader, back))
        try:
            writer.write(await _half(there) if head.startswith(b"GET ") else await there.read(PIECE_BYTES))
            await writer.drain()
        finally:
            asking.cancel()

    def _end(self, writer: asyncio.StreamWriter) -> None:
        self._open.discard(writer)
        self._dead.discard(writer)
        writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One direction, until its end; then the other end is told."""
        while piece := await reader.read(PIECE_BYTES):
            await self._suffer()
            if writer in self._dead:
                continue
            writer.write(piece)
            await writer.drain()
        with contextlib.suppress(OSError):
            if writer not in self._dead:
                writer.write_eof()

    async def _suffer(self) -> None:
        while self.weather.silent:
            await asyncio.sleep(0.1)
        if self.weather.delay_seconds:
            await asyncio.sleep(self.weather.delay_seconds)
        if self._chance.random() < self.weather.loss:
            await asyncio.sleep(self._chance.uniform(*RESENT_SECONDS))
            if self._chance.random() < 0.1:
                raise ConnectionResetError("lost")


async def _half(reader: asyncio.StreamReader) -> bytes:
    """The first half of an answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = _LENGTH.search(head)
    if length is None or not head.startswith(b"HTTP/1.1 200"):
        return head + await reader.read(PIECE_BYTES)
    half = int(length[2]) // 2
    return _LENGTH.sub(rb"\g<1>%d" % half, head) + await reader.readexactly(half)


class Network:
    """All lines, in a thread of their own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._lines: dict[str, Line] = {}
        threading.Thread(target=self._loop.run_forever, name="network", daemon=True).start()

    @property
    def names(self) -> list[str]:
        """Of the lines."""
        return sorted(self._lines)

    def line(self, name: str, target: int) -> int:
        """The port of the line with this name, made if there is none."""
        if name not in self._lines:
            line = self._lines[name] = Line(target, random.Random(name))
            asyncio.run_coroutine_threadsafe(line.listen(), self._loop).result(10)
        return self._lines[name].port

    def turn(self, names: Iterable[str], weather: Weather) -> None:
        """Changes the weather on some lines."""
        for name in names:
            self._loop.call_soon_threadsafe(self._lines[name].turn, weather)

    def clear(self) -> None:
        """Fair weather everywhere."""
        self.turn(self._lines, FAIR)
