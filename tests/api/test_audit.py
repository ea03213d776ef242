"""The audit trail over REST: all of it, in pages, with the verdict on the chain."""

import hashlib

import rfc8785

from livecontract.api.audit import AuditQuery, audit_page
from livecontract.domain.audit import Head, link
from livecontract.domain.events import SentForReview, TakenBack
from tests.api.conftest import JSON, Pair, expect, refused
from tests.making import NOON


def test_au1_every_entry_is_bound_to_the_one_before(pair: Pair) -> None:
    contract, _ = pair.in_review()

    audit = expect(pair.carla.get(f"/contracts/{contract['contractId']}/audit"), 200)

    assert [entry["type"] for entry in audit["items"]] == [
        *("contractCreated", "documentAdded", "sentForReview", "customerInvited")
    ]
    assert (audit["verified"], audit["fault"], audit["nextCursor"]) == (True, None, None)
    assert audit["head"] == {"seq": 4, "hash": audit["items"][-1]["hash"]}
    previous = ""
    for entry in audit["items"]:
        assert (entry["prev"], entry["hash"]) == (previous, hash_of(entry))
        previous = entry["hash"]


def hash_of(entry: JSON) -> str:
    content = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def test_the_trail_comes_in_pages(pair: Pair) -> None:
    contract, _ = pair.in_review()
    url = f"/contracts/{contract['contractId']}/audit"

    first = expect(pair.ada.get(url, params={"limit": 3}), 200)
    second = expect(pair.ada.get(url, params={"limit": 3, "cursor": first["nextCursor"]}), 200)

    assert [entry["seq"] for entry in first["items"] + second["items"]] == [1, 2, 3, 4]
    assert second["nextCursor"] is None
    refused(pair.ada.get(url, params={"cursor": "x"}), 422, "value_invalid")
    refused(pair.ada.get(url, params={"limit": "9999"}), 422, "value_invalid")


def test_au2_a_broken_chain_is_said_to_be_one() -> None:
    entries = link(Head(), contract_id="c", at=NOON, actor="ada", events=[SentForReview(), TakenBack()])
    head = Head(seq=2, hash=entries[-1].hash)

    page = audit_page(entries[1:], head, AuditQuery())

    assert page.verified is False
    assert page.fault is not None
    assert (page.fault.seq, page.fault.reason) == (1, "missing_or_out_of_order")
