"""Checkpoints bind the heads of all chains; each can be shown to be under the root, and nothing else can."""

import hashlib
import random

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from livecontract.domain.checkpoint import (
    Checkpoint,
    Inclusion,
    Leaf,
    bind,
    checkpoint_fault,
    checkpoint_hash,
    include,
    inclusion_path,
    is_included,
    root_of,
)
from tests.making import NOON

SIZES = st.integers(1, 70)


def leaves_of(size: int) -> list[Leaf]:
    return [Leaf(contract_id=f"contract-{n}", seq=n + 1, hash=f"{n:064x}") for n in range(size)]


def chain(*sizes: int) -> list[Checkpoint]:
    made: list[Checkpoint] = []
    for size in sizes:
        made.append(bind(made[-1] if made else None, leaves_of(size), NOON))
    return made


def test_ev1_the_tree_is_the_one_of_rfc_9162() -> None:
    """Computed by hand for five leaves: k is the largest power of two below the size."""

    def sha(*parts: bytes) -> bytes:
        return hashlib.sha256(b"".join(parts)).digest()

    a, b, c, d, e = (sha(bytes((n,))) for n in range(5))
    left = sha(b"\x01", sha(b"\x01", a, b), sha(b"\x01", c, d))

    assert root_of([a, b, c, d, e]) == sha(b"\x01", left, e)
    assert inclusion_path([a, b, c, d, e], 2) == [d, sha(b"\x01", a, b), e]
    assert inclusion_path([a, b, c, d, e], 4) == [left]
    assert (root_of([]), root_of([a])) == (sha(), a)


@given(SIZES, st.data())
def test_ev1_every_leaf_is_shown_to_be_under_the_root(size: int, data: st.DataObject) -> None:
    (checkpoint,) = chain(size)
    index = data.draw(st.integers(0, size - 1))

    assert is_included(include(leaves_of(size), index), checkpoint)


@given(SIZES, st.integers())
def test_ev1_no_other_proof_shows_anything(size: int, seed: int) -> None:
    (checkpoint,) = chain(size)
    chance = random.Random(seed)
    proof = include(leaves_of(size), chance.randrange(size))
    path = list(proof.path)
    others: list[Inclusion] = [
        msgspec.structs.replace(proof, index=proof.index + chance.choice([-1, 1, size])),
        msgspec.structs.replace(proof, path=(*path, "0" * 64)),
        msgspec.structs.replace(proof, leaf=msgspec.structs.replace(proof.leaf, seq=proof.leaf.seq + 1)),
        msgspec.structs.replace(proof, leaf=msgspec.structs.replace(proof.leaf, contract_id="another")),
    ]
    if path:
        others.append(msgspec.structs.replace(proof, path=tuple(path[:-1])))
        place = chance.randrange(len(path))
        path[place] = f"{int(path[place], 16) ^ 1 << chance.randrange(256):064x}"
        others.append(msgspec.structs.replace(proof, path=tuple(path)))

    assert [other for other in others if is_included(other, checkpoint)] == []


def test_ev1_checkpoints_follow_one_another() -> None:
    last = None
    for size, checkpoint in zip((3, 1, 8), chain(3, 1, 8), strict=True):
        assert checkpoint_fault(last, checkpoint, leaves_of(size)) is None
        last = checkpoint


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"number": 3}, "missing_or_out_of_order"),
        ({"prev": "0" * 64}, "does_not_follow"),
        ({"at": "2026-11-24T12:00:01Z"}, "altered"),
        ({"size": 4}, "altered"),
        ({"root": "0" * 64}, "altered"),
        ({"hash": "0" * 64}, "altered"),
    ],
)
def test_ev1_a_changed_checkpoint_is_found(change: dict[str, object], fault: str) -> None:
    first, second = chain(3, 5)
    changed = msgspec.structs.replace(second, **change)

    assert checkpoint_fault(first, changed, leaves_of(5)) == fault


def test_ev1_a_checkpoint_over_other_heads_is_found() -> None:
    (first,) = chain(3)
    forged = msgspec.structs.replace(first, size=2)
    forged = msgspec.structs.replace(forged, hash=checkpoint_hash(forged))

    assert checkpoint_fault(None, first, leaves_of(2)) == "leaves_altered"
    assert checkpoint_fault(None, forged, leaves_of(3)) == "leaves_altered"
    assert checkpoint_fault(None, first, list(reversed(leaves_of(3)))) == "leaves_altered"
