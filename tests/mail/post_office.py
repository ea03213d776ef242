"""A mail server on this machine, which speaks just enough of RFC 5321, and no encryption."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from livecontract.mail.smtp import SmtpServer


@dataclass
class PostOffice:
    """A server that remembers what it was told, and refuses every recipient if it has to."""

    refuses: bool = False
    commands: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    visits: set[asyncio.Task[None]] = field(default_factory=set)

    def receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visits.add(asyncio.create_task(self.serve(reader, writer)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := (await reader.readline()).decode():
            self.commands.append(line.strip())
            writer.write(self._answer(line.strip()))
            if line.startswith("DATA"):
                self.letters.append(_without_stuffing(await reader.readuntil(b"\r\n.\r\n")))
                writer.write(b"250 taken\r\n")
        writer.close()
        await writer.wait_closed()

    def _answer(self, command: str) -> bytes:
        if command == "DATA":
            return b"354 go on\r\n"
        return b"550 nobody here\r\n" if self.refuses and command.startswith("RCPT") else b"250 ok\r\n"


@asynccontextmanager
async def open_office(office: PostOffice) -> AsyncIterator[SmtpServer]:
    """The address of a server that is open until the end of the block."""
    server = await asyncio.start_server(office.receive, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield SmtpServer("127.0.0.1", port, is_tls=False, user=None, password=None)
        await asyncio.gather(*office.visits)


def _without_stuffing(content: bytes) -> str:
    """The message as it was before its sender doubled the dots that begin its lines."""
    return re.sub(r"^\.\.", ".", content.removesuffix(b".\r\n").decode(), flags=re.MULTILINE)
