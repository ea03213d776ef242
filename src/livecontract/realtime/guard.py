"""Looking again, while a connection lasts, whether its sign-in still holds."""

from collections.abc import Iterable

from livecontract.domain.refusals import Refusal, Refused
from livecontract.realtime.connection import Connection, SignIn
from livecontract.realtime.errands import Errands
from livecontract.store.port import StoreUnavailable
from livecontract.wire.actor import Credential
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.ports import Ports

# How long after its end a token may still be replaced over the open connection.
GRACE_S = 25


class Guard:
    """Ends connections whose token has expired or whose browser session was ended."""

    def __init__(self, ports: Ports, errands: Errands) -> None:
        self._ports = ports
        self._errands = errands

    def check(self, connection: Connection) -> None:
        """Look whether the sign-in of a connection still holds; called once in a while for each."""
        sign_in = connection.sign_in
        if sign_in.expires_at is None:
            self._errands.start(self._ask_again(connection, sign_in), "check sign-in")
        elif sign_in.expires_at + GRACE_S <= self._ports.clock().timestamp():
            connection.close(CloseCode.SIGN_IN_EXPIRED)

    def refresh(self, connection: Connection, token: str) -> None:
        """Take a newer token of the same user; refuses `credential_invalid` for any other."""
        actor = self._ports.tokens.actor(token)
        if actor.user_id != connection.user_id:
            raise Refused(Refusal.CREDENTIAL_INVALID)
        connection.sign_in = SignIn(
            actor=connection.sign_in.actor,
            credential=Credential("bearer", token),
            expires_at=self._ports.tokens.expires_at(token),
        )

    async def shut_out(self, connections: Iterable[Connection]) -> None:
        """End the connections of users who were removed, and refuse their tokens from now on.

        A token is good by itself, and whoever removes a user may be another process.
        """
        removed = await self._ports.store.read(lambda reader: reader.removed_users())
        self._ports.tokens.refuse(removed)
        for connection in connections:
            if connection.user_id in removed:
                connection.close(CloseCode.REVOKED)

    async def _ask_again(self, connection: Connection, sign_in: SignIn) -> None:
        try:
            await self._ports.actor(sign_in.credential)
        except Refused:
            if connection.sign_in is sign_in:
                connection.close(CloseCode.REVOKED)
        except StoreUnavailable:
            # It was good when the connection began; the next round will tell.
            return
