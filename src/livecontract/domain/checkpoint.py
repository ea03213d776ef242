"""Checkpoints: from time to time, the heads of all audit chains that moved are bound together by one hash.

A chain shows by itself when an entry was changed, but not when its last entries are gone, or when
all of it is. A checkpoint says where chains ended at a time: its root is that of a Merkle tree
(RFC 9162, 2.1) over their heads, its hash is time-stamped, and it names the checkpoint before. A head
that has not moved since is in an earlier one, so all checkpoints together hold all heads.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import msgspec

from livecontract.domain.canonical import canonical
from livecontract.domain.values import Value

GENESIS = ""


class Leaf(Value, frozen=True):
    """Where a chain ended: the number and the hash of its last entry."""

    contract_id: str
    seq: int
    hash: str


class Checkpoint(Value, frozen=True):
    """One link; `hash` is SHA-256 (hex) over the RFC 8785 form of all other members but the token.

    `at` is RFC 3339 in UTC, `size` counts the leaves under `root`, `prev` is the hash of the checkpoint
    before, empty for the first. `token` is an RFC 3161 time-stamp token (DER) whose imprint is `hash`.
    """

    number: int
    at: str
    size: int
    root: str
    prev: str
    hash: str
    token: bytes = b""


class Inclusion(Value, frozen=True):
    """A leaf, its place among those of a checkpoint, and the hashes that lead from it to the root."""

    leaf: Leaf
    index: int
    path: tuple[str, ...]


def bind(last: Checkpoint | None, leaves: Sequence[Leaf], at: datetime) -> Checkpoint:
    """The checkpoint after `last` over these leaves, not yet time-stamped."""
    checkpoint = Checkpoint(
        number=1 if last is None else last.number + 1,
        at=msgspec.to_builtins(at),
        size=len(leaves),
        root=root_of([leaf_hash(leaf) for leaf in leaves]).hex(),
        prev=GENESIS if last is None else last.hash,
        hash="",
    )
    return msgspec.structs.replace(checkpoint, hash=checkpoint_hash(checkpoint))


def checkpoint_hash(checkpoint: Checkpoint) -> str:
    """The hash that the checkpoint ought to carry."""
    content = {
        "number": checkpoint.number,
        "at": checkpoint.at,
        "size": checkpoint.size,
        "root": checkpoint.root,
        "prev": checkpoint.prev,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def checkpoint_fault(last: Checkpoint | None, checkpoint: Checkpoint, leaves: Sequence[Leaf]) -> str | None:
    """Why a checkpoint is not what should follow `last`, or `None`; its token is for others to judge."""
    if checkpoint.number != (1 if last is None else last.number + 1):
        return "missing_or_out_of_order"
    if checkpoint.prev != (GENESIS if last is None else last.hash):
        return "does_not_follow"
    if checkpoint_hash(checkpoint) != checkpoint.hash:
        return "altered"
    if (checkpoint.size, checkpoint.root) != (len(leaves), root_of([*map(leaf_hash, leaves)]).hex()):
        return "leaves_altered"
    return None


def include(leaves: Sequence[Leaf], index: int) -> Inclusion:
    """What shows to anybody that the leaf at `index` is under the root of these leaves."""
    path = inclusion_path([leaf_hash(leaf) for leaf in leaves], index)
    return Inclusion(leaf=leaves[index], index=index, path=tuple(step.hex() for step in path))


def is_included(inclusion: Inclusion, checkpoint: Checkpoint) -> bool:
    """Whether the leaf is under the checkpoint's root (RFC 9162, 2.1.3.2)."""
    node, last = inclusion.index, checkpoint.size - 1
    if not 0 <= node <= last:
        return False
    found = leaf_hash(inclusion.leaf)
    for step in inclusion.path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = _parent(bytes.fromhex(step), found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = _parent(found, bytes.fromhex(step))
        node, last = node >> 1, last >> 1
    return last == 0 and found.hex() == checkpoint.root


def leaf_hash(leaf: Leaf) -> bytes:
    """SHA-256 of a zero byte and the leaf's RFC 8785 form."""
    content = {"contractId": leaf.contract_id, "seq": leaf.seq, "hash": leaf.hash}
    return hashlib.sha256(b"\x00" + canonical(content)).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of a Merkle tree over hashed leaves (RFC 9162, 2.1.1)."""
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256().digest()
    left = _left_size(len(hashes))
    return _parent(root_of(hashes[:left]), root_of(hashes[left:]))


def inclusion_path(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from a leaf to the root, the lowest first (RFC 9162, 2.1.3.1)."""
    if len(hashes) <= 1:
        return []
    left = _left_size(len(hashes))
    if index < left:
        return [*inclusion_path(hashes[:left], index), root_of(hashes[left:])]
    return [*inclusion_path(hashes[left:], index - left), root_of(hashes[:left])]


def _left_size(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _parent(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
