"""Telling those who wait for a seal that it was made, or could not be made."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Seals:
    """Wakes the requests that wait for a contract's seal; nothing is kept for those who come later.

    Whoever waits begins to before the signature is written, so that no seal is too quick for them.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Event]] = {}

    def tell(self, contract_id: str) -> None:
        """The seal of this contract was made or has failed; read the contract to know which."""
        for event in self._waiting.get(contract_id, ()):
            event.set()

    @contextmanager
    def awaiting(self, contract_id: str) -> Iterator[asyncio.Event]:
        """An event that is set when the seal of this contract is settled."""
        event = asyncio.Event()
        waiting = self._waiting.setdefault(contract_id, set())
        waiting.add(event)
        try:
            yield event
        finally:
            waiting.discard(event)
            if not waiting:
                self._waiting.pop(contract_id, None)
