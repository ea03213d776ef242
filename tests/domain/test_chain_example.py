"""The worked example of a chain and a checkpoint over it, which others check their verifiers against."""

import json
from pathlib import Path
from typing import Any

import msgspec

from livecontract.domain.audit import AuditEntry, Head, entry_hash, first_fault, link
from livecontract.domain.canonical import canonical
from livecontract.domain.checkpoint import Leaf, bind, checkpoint_hash, include, is_included, leaf_hash
from livecontract.domain.events import Event, FieldChanged, PagesShown, SentForReview
from tests.making import NOON

EXAMPLE = Path(__file__).parents[2] / "protocol" / "examples" / "chain.json"


def the_example() -> dict[str, Any]:
    """A chain of three, each entry with its RFC 8785 form; three leaves, their hashes, and a checkpoint."""
    events: list[Event] = [
        SentForReview(),
        PagesShown(user_id="carla", document_id="document-1", page_numbers=(1, 2)),
        FieldChanged(
            document_id="document-1", field_id="field-1", value="3100 \U0001f600 “nett”\n", version=1
        ),
    ]
    entries = link(Head(), contract_id="contract-1", at=NOON, actor="carla", events=events)
    assert first_fault(entries) is None
    assert [entry_hash(entry) for entry in entries] == [entry.hash for entry in entries]
    leaves = [Leaf(contract_id=f"contract-{n}", seq=3, hash=entries[2].hash) for n in (1, 2, 3)]
    checkpoint = bind(None, leaves, NOON)
    assert checkpoint_hash(checkpoint) == checkpoint.hash
    assert is_included(include(leaves, 2), checkpoint)
    plain = msgspec.to_builtins(checkpoint)
    del plain["token"]
    return {
        "entries": [{"entry": msgspec.to_builtins(entry), "hashed": _hashed(entry)} for entry in entries],
        "leaves": [{"leaf": msgspec.to_builtins(leaf), "sha256": leaf_hash(leaf).hex()} for leaf in leaves],
        "checkpoint": plain,
        "inclusion": msgspec.to_builtins(include(leaves, 2)),
    }


def _hashed(entry: AuditEntry) -> str:
    plain = msgspec.to_builtins(entry)
    del plain["hash"]
    return canonical(plain).decode()


def test_au1_ev1_the_published_example_is_what_comes_out() -> None:
    assert json.loads(EXAMPLE.read_text("utf-8")) == json.loads(json.dumps(the_example()))
