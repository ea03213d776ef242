"""A message that comes in several frames, put together up to the read limit."""

from codecs import getincrementaldecoder

from livecontract.wire.limits import MAX_READ_BYTES

_new_decoder = getincrementaldecoder("utf-8")


class Fragments:
    """The parts so far, as one: a list of many small parts would take far more room than they do.

    What is too long is not kept, only measured.
    """

    __slots__ = ("_decoder", "_size", "_whole", "is_text")

    def __init__(self, *, is_text: bool) -> None:
        self.is_text = is_text
        self._decoder = _new_decoder() if is_text else None
        self._whole = bytearray()
        self._size = 0

    @property
    def is_endless(self) -> bool:
        """Whether it is longer than anything that is read."""
        return self._size > MAX_READ_BYTES

    def add(self, part: bytes, *, is_last: bool) -> None:
        """The next part; raises `UnicodeDecodeError` as soon as a text can be no UTF-8 any more."""
        self._size += len(part)
        if self.is_endless:
            return
        if self._decoder is not None:
            self._decoder.decode(part, is_last)
        self._whole += part

    def joined(self) -> bytes:
        """The whole message."""
        return bytes(self._whole)
