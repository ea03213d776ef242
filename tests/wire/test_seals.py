"""Waiting for a seal: whoever waits is woken, and nothing is kept for anybody else."""

from livecontract.wire.seals import Seals


def test_everybody_who_waits_for_a_contract_is_told() -> None:
    seals = Seals()
    with seals.awaiting("a") as first, seals.awaiting("a") as second, seals.awaiting("b") as other:
        seals.tell("a")

        assert (first.is_set(), second.is_set(), other.is_set()) == (True, True, False)


def test_who_comes_later_waits_anew() -> None:
    seals = Seals()
    seals.tell("a")

    with seals.awaiting("a") as event:
        assert not event.is_set()
