"""A message that comes in several frames, put together up to the read limit."""

from livecontract.wire.limits import MAX_READ_BYTES


class Fragments:
    """The parts so far. What is too long is not kept, only measured."""

    __slots__ = ("_parts", "_size", "is_text")

    def __init__(self, *, is_text: bool) -> None:
        self.is_text = is_text
        self._parts: list[bytes] = []
        self._size = 0

    @property
    def is_endless(self) -> bool:
        """Whether it is longer than anything that is read."""
        return self._size > MAX_READ_BYTES

    def add(self, part: bytes) -> None:
        """The next part."""
        self._size += len(part)
        if not self.is_endless:
            self._parts.append(part)

    def joined(self) -> bytes:
        """The whole message."""
        return b"".join(self._parts)
