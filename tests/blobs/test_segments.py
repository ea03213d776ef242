"""An encrypted file opens whole, in order and under its own name, or not at all."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from livecontract.blobs.port import BlobDamaged
from livecontract.blobs.segments import SEGMENT, SealedFile, seal

KEY = b"k" * 32
CONTENT = bytes(range(256)) * (3 * SEGMENT // 256) + b"end"
HEADER = 27
SEALED = SEGMENT + 16


@contextmanager
def opened(path: Path, name: str = "name", key: bytes = KEY) -> Iterator[SealedFile]:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        yield SealedFile(descriptor, key, name)
    finally:
        os.close(descriptor)


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(b"".join(seal(CONTENT, KEY, "name")))
    return path


def swapped(content: bytes) -> bytes:
    first, second = content[HEADER : HEADER + SEALED], content[HEADER + SEALED : HEADER + 2 * SEALED]
    return content[:HEADER] + second + first + content[HEADER + 2 * SEALED :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut in a segment": lambda content: content[:-1],
    "cut at the edge of a segment": lambda content: content[: HEADER + 2 * SEALED],
    "cut to nothing": lambda content: content[:HEADER],
    "emptied": lambda _: b"",
    "lengthened": lambda content: content + b"\0",
    "lengthened by a segment": lambda content: content + content[HEADER : HEADER + SEALED],
    "two segments swapped": swapped,
    "a bit flipped": lambda content: content[:100] + bytes([content[100] ^ 1]) + content[101:],
    "another salt": lambda content: content[:4] + b"\0" + content[5:],
    "another prefix": lambda content: content[:26] + bytes([content[26] ^ 1]) + content[27:],
    "not ours": lambda content: b"%PDF" + content[4:],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_bl1_damage_is_found(sealed: Path, damage: str) -> None:
    sealed.write_bytes(DAMAGE[damage](sealed.read_bytes()))

    with pytest.raises(BlobDamaged), opened(sealed) as file:
        file.read(0, file.size)


def test_bl1_damage_elsewhere_does_not_keep_a_part_from_being_read(sealed: Path) -> None:
    content = bytearray(sealed.read_bytes())
    content[-1] ^= 1
    sealed.write_bytes(content)

    with opened(sealed) as file:
        assert file.read(SEGMENT - 2, SEGMENT + 2) == CONTENT[SEGMENT - 2 : SEGMENT + 2]


def test_bl1_a_file_under_another_name_or_key_does_not_open(sealed: Path) -> None:
    with pytest.raises(BlobDamaged), opened(sealed, name="other") as file:
        file.read(0, 1)
    with pytest.raises(BlobDamaged), opened(sealed, key=b"x" * 32) as file:
        file.read(0, 1)


def test_the_same_content_never_looks_the_same_twice() -> None:
    assert b"".join(seal(CONTENT, KEY, "name")) != b"".join(seal(CONTENT, KEY, "name"))
