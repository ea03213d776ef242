"""Mail through an SMTP server: always encrypted, unless the server is this machine."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

import aiosmtplib

from livecontract.mail.message import as_message
from livecontract.mail.port import Letter

TIMEOUT_S = 30.0
SUBMISSION_PORT = 587
SUBMISSIONS_PORT = 465


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where and as whom to hand letters over; `smtps` is TLS from the start (RFC 8314)."""

    host: str
    port: int
    is_tls: bool
    user: str | None
    password: str | None

    @property
    def may_be_plain(self) -> bool:
        """Whether nobody else can read along."""
        return self.host in {"localhost", "127.0.0.1", "::1"}


class SmtpMail:
    """Hands each letter to an SMTP server over a connection of its own."""

    def __init__(self, server: SmtpServer, sender: str) -> None:
        """Send through `server` as coming from `sender`."""
        self._server = server
        self._sender = sender

    async def send(self, letter: Letter) -> None:
        """Hand a letter over; raises `OSError` when that failed and is worth another try."""
        server = self._server
        try:
            await aiosmtplib.send(
                as_message(letter, self._sender),
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.is_tls,
                # Off the machine nothing is sent in the clear: no STARTTLS, no letter.
                start_tls=None if server.may_be_plain else not server.is_tls,
                timeout=TIMEOUT_S,
            )
        except (TimeoutError, aiosmtplib.SMTPException) as error:
            raise OSError(f"the mail server did not take the letter: {error}") from error


def smtp_server(url: str) -> SmtpServer:
    """The server of a URL such as `smtps://user:password@mail.example:465`."""
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    return SmtpServer(
        host=parts.hostname or "localhost",
        port=parts.port or (SUBMISSIONS_PORT if is_tls else SUBMISSION_PORT),
        is_tls=is_tls,
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )
