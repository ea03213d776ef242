"""The write door: all or nothing, once, in one transaction, for whoever may."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from livecontract.commands.attempts import key_of
from livecontract.commands.contracts import CreateContract, NewCustomer, create_contract
from livecontract.commands.followups import ANNOUNCE, MAIL_INVITATION, MAIL_SIGNED, SEAL
from livecontract.commands.perform import Ask, no_answer, perform
from livecontract.commands.requests import (
    ChangeTitle,
    Command,
    DeclineContract,
    EndSession,
    FillField,
    FinishSeal,
    PlaceFields,
    ReportSealFailure,
    SendForReview,
    SignContract,
    StartSession,
    SuggestValue,
    TakeBack,
    VoidContract,
)
from livecontract.domain.audit import first_fault
from livecontract.domain.contracts import Status
from livecontract.domain.events import SealedDocument
from livecontract.domain.marks import TypedMark
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.session import SessionStatus
from livecontract.domain.values import SYSTEM, Actor, Role
from livecontract.pdf import fonts
from livecontract.store.port import Job, T, Transaction
from livecontract.store.sqlite import SqliteStore
from tests.commands.conftest import Office
from tests.making import a_field, an_intent

STRANGER = Actor(user_id="sven", role=Role.CUSTOMER)


async def jobs(office: Office) -> list[Job]:
    kinds = [ANNOUNCE, SEAL, MAIL_INVITATION, MAIL_SIGNED]
    now = office.clock()
    return await office.store.write(lambda tx: tx.claim_jobs(kinds, now=now, until=now, limit=100))


async def test_wr4_state_entry_and_job_are_written_together(office: Office) -> None:
    contract = await office.begin()
    outcome = await office.do(office.ada, contract, ChangeTitle(title="Car loan"), cid="c1")
    entries = await office.store.read(lambda reader: reader.audit(contract.contract_id))
    (job,) = await jobs(office)
    assert outcome.contract.title == "Car loan"
    assert [entry.type for entry in entries] == ["contractCreated", "titleChanged"]
    assert (job.kind, job.payload["toSeq"], job.payload["cid"]) == (ANNOUNCE, 2, "c1")


async def test_wr1_a_refused_command_changes_nothing(office: Office) -> None:
    contract = await office.begin()
    with pytest.raises(Refused):
        await office.do(office.ada, contract, SendForReview(), key="k")
    assert await office.contract(contract.contract_id) == contract
    assert await office.store.read(lambda reader: reader.waiting_jobs()) == 0
    assert await office.store.read(lambda reader: reader.attempt(office.ada.user_id, "k")) is None


async def test_wr1_a_mistake_while_answering_undoes_everything(office: Office) -> None:
    contract = await office.begin()

    def broken(_outcome: object) -> bytes:
        raise RuntimeError("no answer")

    ask = Ask(office.ada, contract.contract_id, ChangeTitle(title="Car loan"))
    with pytest.raises(RuntimeError):
        await perform(office.door, ask, broken)
    assert await office.contract(contract.contract_id) == contract


async def test_wr2_a_repeat_gets_the_first_answer_and_has_no_second_effect(office: Office) -> None:
    contract = await office.begin()
    ask = Ask(office.ada, contract.contract_id, ChangeTitle(title="Car loan"), key=key_of("k"))
    first = await perform(office.door, ask, lambda outcome: outcome.contract.title.encode())
    await office.do(office.ada, contract, ChangeTitle(title="House loan"))
    repeat = await perform(office.door, ask, lambda _outcome: b"another answer")
    assert (repeat.answer, repeat.seqs, repeat.is_repeat) == (b"Car loan", first.seqs, True)
    assert (await office.contract(contract.contract_id)).title == "House loan"


async def test_wr2_many_repeats_at_once_have_one_effect(office: Office) -> None:
    contract = await office.begin()
    ask = Ask(office.ada, contract.contract_id, ChangeTitle(title="Car loan"), key=key_of("k"))
    outcomes = await asyncio.gather(*(perform(office.door, ask) for _ in range(8)))
    assert [outcome.is_repeat for outcome in outcomes].count(False) == 1
    assert (await office.contract(contract.contract_id)).version == contract.version + 1


async def test_wr2_keys_of_different_people_are_different_keys(office: Office) -> None:
    contract = await office.in_review()
    await office.do(office.ada, contract, StartSession(), key="k")
    outcome = await office.do(office.carla, contract, StartSession(), key="k")
    assert not outcome.is_repeat


async def test_wr3_the_same_key_for_another_request_is_refused(office: Office) -> None:
    contract = await office.begin()
    await office.do(office.ada, contract, ChangeTitle(title="Car loan"), key="k")
    with pytest.raises(Refused) as refused:
        await office.do(office.ada, contract, ChangeTitle(title="House loan"), key="k")
    assert refused.value.code is Refusal.IDEMPOTENCY_KEY_REUSED


async def test_wr5_an_outdated_version_is_refused(office: Office) -> None:
    contract = await office.begin()
    await office.do(office.ada, contract, ChangeTitle(title="Car loan"), version=contract.version)
    with pytest.raises(Refused) as refused:
        await office.do(office.ada, contract, ChangeTitle(title="House loan"), version=contract.version)
    assert refused.value.code is Refusal.VERSION_MISMATCH


async def test_ct1_a_repeated_creation_makes_one_contract(office: Office) -> None:
    first = await office.begin(key="k")
    again = await office.begin(key="k")
    other = await office.begin(key="k2")
    assert (first.contract_id == again.contract_id) is True
    assert other.contract_id != first.contract_id


async def test_ct1_a_customer_creates_nothing(office: Office) -> None:
    request = CreateContract(title="Mine", customer_id=office.carla.user_id)
    with pytest.raises(Refused) as refused:
        await create_contract(office.door, office.carla, request, None, no_answer)
    assert refused.value.code is Refusal.NOT_PERMITTED


async def test_ct1_a_new_customer_becomes_a_user_and_a_known_one_is_found(office: Office) -> None:
    new = NewCustomer(name="Ines Okafor", email="ines@post.example")
    known = NewCustomer(name="C. Moreno", email="CARLA@post.example")
    results = [
        (
            await create_contract(
                office.door, office.ada, CreateContract(title="T", customer=c), None, no_answer
            )
        ).contract
        for c in (new, known)
    ]
    assert results[0].customer.name == "Ines Okafor"
    assert results[1].customer.user_id == office.carla.user_id


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, Refusal.VALUE_INVALID),
        ({"customer_id": "nobody"}, Refusal.NOT_FOUND),
        ({"customer": NewCustomer(name="Ada", email="ada@bank.example")}, Refusal.VALUE_INVALID),
        ({"customer": NewCustomer(name="Eve", email="no address")}, Refusal.VALUE_INVALID),
    ],
)
async def test_ct1_a_customer_must_be_named_rightly(
    office: Office, changes: dict[str, Any], code: Refusal
) -> None:
    request = CreateContract(title="T", **changes)
    with pytest.raises(Refused) as refused:
        await create_contract(office.door, office.ada, request, None, no_answer)
    assert refused.value.code is code


async def test_ac1_strangers_and_unknown_contracts_look_alike(office: Office) -> None:
    contract = await office.begin()
    refusals = []
    for actor, contract_id in ((STRANGER, contract.contract_id), (office.ada, "no-such")):
        with pytest.raises(Refused) as refused:
            await perform(office.door, Ask(actor, contract_id, ChangeTitle(title="Mine")))
        refusals.append(refused.value.code)
    assert refusals == [Refusal.NOT_FOUND, Refusal.NOT_FOUND]


async def test_ct10_the_whole_main_job_replays_at_every_step(office: Office) -> None:
    field = a_field()
    contract = await office.in_review(field, signers=(office.carla, office.ada))
    await office.do(office.ada, contract, SuggestValue(field_id=field.field_id, value="3000"))
    await office.do(office.carla, contract, FillField(field_id=field.field_id, value="3100", base=0))
    await office.sign(contract, office.carla)
    signed = (await office.sign(contract, office.ada)).contract
    sealed = SealedDocument(document_id=signed.documents[0].document_id, sha256="d" * 64, size_bytes=1)
    outcome = await office.do(SYSTEM, signed, FinishSeal(documents=(sealed,)))
    entries = await office.store.read(lambda reader: reader.audit(contract.contract_id))
    head = await office.store.read(lambda reader: reader.audit_head(contract.contract_id))
    letters = [job.payload["userId"] for job in await jobs(office) if job.kind == MAIL_SIGNED]
    assert letters == [office.ada.user_id, office.carla.user_id]
    assert outcome.contract.status is Status.SIGNED
    assert first_fault(entries, head) is None


async def test_ct5_the_last_signature_asks_for_the_seal_once(office: Office) -> None:
    contract = await office.in_review(signers=(office.carla, office.ada))
    await office.sign(contract, office.carla)
    assert SEAL not in [job.kind for job in await jobs(office)]
    await office.sign(contract, office.ada)
    assert [job.kind for job in await jobs(office)].count(SEAL) == 1


async def test_sg1_signing_twice_at_once_leaves_one_signature(office: Office) -> None:
    contract = await office.in_review()
    await office.seen(contract, office.carla)
    results = await asyncio.gather(
        *(office.sign(contract, office.carla) for _ in range(3)), return_exceptions=True
    )
    assert sum(isinstance(result, Refused) for result in results) == 2
    assert len((await office.contract(contract.contract_id)).signatures) == 1


async def test_ct9_a_failed_seal_is_shown_and_the_contract_stays(office: Office) -> None:
    contract = await office.in_review()
    await office.sign(contract, office.carla)
    failure = ReportSealFailure(code="disk_full", detail="There is no room on the disk.")
    outcome = await office.do(SYSTEM, contract, failure)
    assert outcome.contract.status is Status.REVIEW
    assert outcome.contract.seal_problem is not None


@pytest.mark.parametrize(
    "command",
    [DeclineContract(reason="Too dear"), VoidContract(reason="Wrong rate"), TakeBack()],
    ids=["decline", "void", "take back"],
)
async def test_ct7_ct3_the_other_ends_are_stored(office: Office, command: Command) -> None:
    contract = await office.in_review()
    actor = office.carla if isinstance(command, DeclineContract) else office.ada
    outcome = await office.do(actor, contract, command)
    assert await office.contract(contract.contract_id) == outcome.contract


async def test_se1_two_people_who_start_at_once_meet_in_one_session(office: Office) -> None:
    contract = await office.in_review()
    outcomes = await asyncio.gather(
        office.do(office.ada, contract, StartSession()),
        office.do(office.carla, contract, StartSession()),
    )
    sessions = {outcome.session.session_id for outcome in outcomes if outcome.session}
    assert len(sessions) == 1


async def test_se2_se4_ending_a_session_frees_the_contract_for_another(office: Office) -> None:
    contract = await office.in_review()
    started = (await office.do(office.ada, contract, StartSession())).session
    assert started is not None
    end = EndSession(session_id=started.session_id)
    ended = (await office.do(office.carla, contract, end)).session
    again = (await office.do(office.ada, contract, StartSession())).session
    assert ended is not None
    assert again is not None
    assert (ended.status, ended.ended_by) == (SessionStatus.ENDED, office.carla.user_id)
    assert again.session_id != started.session_id
    assert await office.contract(contract.contract_id) == contract


async def test_se2_a_session_of_another_contract_cannot_be_ended(office: Office) -> None:
    contract, other = await office.in_review(), await office.in_review()
    started = (await office.do(office.ada, other, StartSession())).session
    assert started is not None
    with pytest.raises(Refused) as refused:
        await office.do(office.ada, contract, EndSession(session_id=started.session_id))
    assert refused.value.code is Refusal.NOT_FOUND


async def test_what_changes_nothing_writes_nothing(office: Office) -> None:
    contract = await office.in_review()
    document_id = contract.documents[0].document_id
    outcome = await office.do(office.ada, contract, PlaceFields(document_id=document_id, fields=()))
    assert (outcome.entries, outcome.contract) == ((), contract)


async def test_ac1_a_field_of_another_contract_is_refused_as_if_there_were_none(office: Office) -> None:
    field = a_field()
    theirs = await office.in_review(field)
    own = await office.in_review()
    document_id = own.documents[0].document_id
    with pytest.raises(Refused) as refused:
        await office.do(office.ada, own, PlaceFields(document_id=document_id, fields=(a_field(), field)))
    assert (refused.value.code, refused.value.facts) == (Refusal.NOT_FOUND, {"fieldId": field.field_id})
    assert await office.contract(own.contract_id) == own
    assert await office.contract(theirs.contract_id) == theirs


@pytest.mark.parametrize("command", [FillField, SuggestValue])
async def test_fd5_what_the_sealed_page_could_not_show_is_refused_before_it_is_kept(
    office: Office, command: type[FillField] | type[SuggestValue]
) -> None:
    field = a_field()
    contract = await office.in_review(field)
    actor = office.carla if command is FillField else office.ada
    with pytest.raises(Refused) as refused:
        await office.do(actor, contract, command(field_id=field.field_id, value="3100 \U00013000"))
    assert refused.value.code is Refusal.CHARACTERS_NOT_DRAWABLE
    assert refused.value.facts == {"characters": "\U00013000"}
    assert await office.contract(contract.contract_id) == contract


class LockWatch(SqliteStore):
    """A store that counts the fonts which are read while its lock is held."""

    fonts_read = 0

    async def write(self, work: Callable[[Transaction], T]) -> T:
        def watched(tx: Transaction) -> T:
            before = fonts.drawn_by.cache_info().misses
            result = work(tx)
            self.fonts_read += fonts.drawn_by.cache_info().misses - before
            return result

        return await super().write(watched)


async def test_no_font_is_read_while_the_contract_is_locked(office: Office, tmp_path: Path) -> None:
    field = a_field()
    contract = await office.in_review(field)
    store = await LockWatch.open(tmp_path / "live.db", key=b"k" * 32)
    assert isinstance(store, LockWatch)
    office.door = replace(office.door, store=store)
    fonts.drawn_by.cache_clear()

    await office.do(office.carla, contract, FillField(field_id=field.field_id, value="漢字"))

    assert fonts.drawn_by.cache_info().misses > 1
    assert store.fonts_read == 0
    await store.close()


@pytest.mark.parametrize(
    "changes",
    [{"name": "Carla \U00013000"}, {"mark": TypedMark(text="Carla \U00013000")}],
    ids=["the name", "the mark"],
)
async def test_fd5_a_signature_that_the_sealed_page_could_not_show_is_refused_before_it_is_kept(
    office: Office, changes: dict[str, Any]
) -> None:
    contract = await office.seen(await office.in_review(), office.carla)
    intent = an_intent(contract, office.carla, **changes)
    with pytest.raises(Refused) as refused:
        await office.do(office.carla, contract, SignContract(intent=intent))
    assert refused.value.code is Refusal.CHARACTERS_NOT_DRAWABLE
    assert await office.contract(contract.contract_id) == contract
