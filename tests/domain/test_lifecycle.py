"""From DRAFT to SIGNED, and the other ends."""

from collections.abc import Callable, Sequence

import pytest
from msgspec.structs import replace

from livecontract.domain import drafting, lifecycle
from livecontract.domain.contracts import Contract, Status
from livecontract.domain.documents import CertificateFile, Treatment
from livecontract.domain.events import ContractSealed, Event, SealedDocument, SentForReview
from livecontract.domain.fields import FieldKind
from livecontract.domain.refusals import Refusal, Refused
from livecontract.domain.values import Role
from tests.making import (
    ADVISOR,
    CUSTOMER,
    NOON,
    a_contract,
    a_document,
    a_field,
    after,
    in_review,
    signed_by,
    with_document,
)

Verb = Callable[..., Sequence[Event]]

SEALED = [SealedDocument(document_id="document-1", sha256="d" * 64, size_bytes=9)]


def signed() -> Contract:
    contract = signed_by(in_review(), CUSTOMER)
    return after(contract, lifecycle.finish(contract, SEALED, NOON))


def declined() -> Contract:
    return after(in_review(), lifecycle.decline(in_review(), "carla", "Too dear"))


def voided() -> Contract:
    return after(in_review(), lifecycle.void(in_review(), "ada", "Wrong rate"))


def test_ct1_a_new_contract_is_a_draft_that_the_customer_has_to_sign() -> None:
    contract = a_contract()
    assert (contract.status, contract.signers) == (Status.DRAFT, ("carla",))


@pytest.mark.parametrize("title", ["", "  ", "x" * 201, "two\nlines"])
def test_ct1_a_title_is_one_line_of_text(title: str) -> None:
    with pytest.raises(Refused) as refused:
        a_contract(title)
    assert refused.value.code is Refusal.VALUE_INVALID


def test_ct2_a_draft_with_a_document_goes_to_review() -> None:
    contract = with_document()
    assert lifecycle.send_for_review(contract) == [SentForReview()]
    assert after(contract, lifecycle.send_for_review(contract)).status is Status.REVIEW


def test_ct2_a_draft_without_a_document_stays_a_draft() -> None:
    with pytest.raises(Refused) as refused:
        lifecycle.send_for_review(a_contract())
    assert refused.value.code is Refusal.NO_DOCUMENT


@pytest.mark.parametrize("kind", [FieldKind.SIGNATURE, FieldKind.INITIALS])
def test_ct12_a_place_for_a_mark_needs_its_owner_among_the_signers(kind: FieldKind) -> None:
    place = a_field(kind, Role.ADVISOR, label="For the bank")
    contract = with_document(place)
    with pytest.raises(Refused) as refused:
        lifecycle.send_for_review(contract)
    both = after(contract, lifecycle.change_signers(contract, ["carla", "ada"]))
    assert refused.value.code is Refusal.MARK_WITHOUT_SIGNER
    assert refused.value.facts == {
        "owner": "ADVISOR",
        "fields": [{"fieldId": place.field_id, "label": "For the bank"}],
    }
    assert lifecycle.send_for_review(both) == [SentForReview()]


def test_ct12_no_such_place_is_added_under_review() -> None:
    place = a_field(FieldKind.SIGNATURE, Role.ADVISOR)
    with pytest.raises(Refused) as refused:
        drafting.place_fields(in_review(), "document-1", [place])
    assert refused.value.code is Refusal.MARK_WITHOUT_SIGNER


def test_ct3_a_contract_under_review_becomes_a_draft_again() -> None:
    contract = in_review()
    assert after(contract, lifecycle.take_back(contract)).status is Status.DRAFT


def test_ct3_not_after_somebody_signed() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER)
    with pytest.raises(Refused) as refused:
        lifecycle.take_back(contract)
    assert refused.value.code is Refusal.CONTRACT_FROZEN


@pytest.mark.parametrize("final", [signed(), declined(), voided()], ids=lambda c: c.status)
@pytest.mark.parametrize(
    "verb",
    [
        lambda c: lifecycle.change_title(c, "Other"),
        lambda c: lifecycle.change_signers(c, ["ada"]),
        lifecycle.send_for_review,
        lifecycle.take_back,
        lifecycle.invite,
        lambda c: lifecycle.decline(c, "carla", "No"),
        lambda c: lifecycle.void(c, "ada", "No"),
        lambda c: lifecycle.finish(c, SEALED, NOON),
        lambda c: drafting.add_document(c, a_document("document-2")),
        lambda c: drafting.remove_document(c, "document-1"),
        lambda c: drafting.place_fields(c, "document-1", []),
    ],
)
def test_ct4_final_contracts_never_change(final: Contract, verb: Verb) -> None:
    with pytest.raises(Refused) as refused:
        verb(final)
    assert refused.value.code is Refusal.CONTRACT_FINAL


def test_ct5_signed_comes_with_the_digests_of_all_sealed_files() -> None:
    contract = signed()
    assert contract.status is Status.SIGNED
    assert contract.signed_at is not None
    assert contract.sealed_at is not None
    assert [d.sealed.sha256 for d in contract.documents if d.sealed] == ["d" * 64]


@pytest.mark.parametrize("documents", [[], [SealedDocument(document_id="x", sha256="", size_bytes=0)]])
def test_ct5_a_seal_of_other_documents_is_refused(documents: list[SealedDocument]) -> None:
    with pytest.raises(Refused):
        lifecycle.finish(signed_by(in_review(), CUSTOMER), documents, NOON)


CERTIFICATE = CertificateFile(sha256="e" * 64, size_bytes=5)


@pytest.mark.parametrize(("treatment", "certificate"), [("sign_only", None), ("original", CERTIFICATE)])
def test_sl8_only_a_document_that_was_signed_before_has_its_certificate_apart(
    treatment: Treatment, certificate: CertificateFile | None
) -> None:
    contract = signed_by(in_review(), CUSTOMER)
    (document,) = contract.documents
    contract = replace(contract, documents=(replace(document, treatment=treatment),))
    (sealed,) = SEALED
    other = None if certificate else CERTIFICATE

    with pytest.raises(Refused):
        lifecycle.finish(contract, [replace(sealed, certificate=certificate)], NOON)

    contract = after(contract, lifecycle.finish(contract, [replace(sealed, certificate=other)], NOON))
    assert [d.sealed.certificate for d in contract.documents if d.sealed] == [other]


def test_ct5_no_seal_before_everybody_signed() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), ADVISOR)
    with pytest.raises(Refused) as refused:
        lifecycle.finish(contract, SEALED, NOON)
    assert refused.value.code is Refusal.WRONG_STATUS


def test_ct5_signed_at_is_the_time_of_the_last_signature() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER, ADVISOR)
    (event,) = lifecycle.finish(contract, SEALED, NOON)
    assert isinstance(event, ContractSealed)
    assert event.signed_at == contract.signatures[-1].signed_at


@pytest.mark.parametrize(
    "verb",
    [
        lambda c: lifecycle.change_title(c, "Other"),
        lambda c: drafting.add_document(c, a_document("document-2")),
        lambda c: drafting.remove_document(c, "document-1"),
        lambda c: drafting.place_fields(c, "document-1", []),
    ],
)
def test_ct6_nothing_changes_after_the_first_signature(verb: Verb) -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER)
    with pytest.raises(Refused) as refused:
        verb(contract)
    assert refused.value.code is Refusal.CONTRACT_FROZEN


def test_ct7_voiding_keeps_the_signatures_on_record() -> None:
    contract = signed_by(in_review(signers=("carla", "ada")), CUSTOMER)
    contract = after(contract, lifecycle.void(contract, "ada", "Wrong rate"))
    assert (contract.status, contract.reason) == (Status.VOIDED, "Wrong rate")
    assert [s.is_void for s in contract.signatures] == [True]


@pytest.mark.parametrize("verb", [lifecycle.decline, lifecycle.void])
def test_ct7_a_reason_is_needed(verb: Verb) -> None:
    with pytest.raises(Refused) as refused:
        verb(in_review(), "carla", "  ")
    assert refused.value.code is Refusal.REASON_MISSING


@pytest.mark.parametrize("verb", [lifecycle.decline, lifecycle.void])
def test_ct8_a_completed_contract_waits_for_its_seal(verb: Verb) -> None:
    contract = signed_by(in_review(), CUSTOMER)
    assert contract.is_sealing
    with pytest.raises(Refused) as refused:
        verb(contract, "ada", "Too late")
    assert refused.value.code is Refusal.CONTRACT_FROZEN


def test_ct9_a_failed_seal_says_why_and_leaves_a_way_out() -> None:
    contract = signed_by(in_review(), CUSTOMER)
    contract = after(contract, lifecycle.report_seal_failure(contract, "disk_full", "No room."))
    assert contract.status is Status.REVIEW
    assert contract.seal_problem is not None
    assert lifecycle.report_seal_failure(contract, "disk_full", "No room.") == []
    assert after(contract, lifecycle.finish(contract, SEALED, NOON)).seal_problem is None
    assert after(contract, lifecycle.void(contract, "ada", "Broken")).status is Status.VOIDED


@pytest.mark.parametrize(
    ("signers", "code"),
    [
        ([], Refusal.NO_SIGNER),
        (["carla", "carla"], Refusal.VALUE_INVALID),
        (["sven"], Refusal.VALUE_INVALID),
    ],
)
def test_ct11_signers_are_parties_each_once(signers: list[str], code: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        lifecycle.change_signers(a_contract(), signers)
    assert refused.value.code is code


def test_ct11_signers_are_decided_while_draft() -> None:
    with pytest.raises(Refused) as refused:
        lifecycle.change_signers(in_review(), ["ada"])
    assert refused.value.code is Refusal.WRONG_STATUS


def test_what_changes_nothing_makes_no_event() -> None:
    contract = with_document()
    assert lifecycle.change_title(contract, contract.title) == []
    assert lifecycle.change_signers(contract, ["carla"]) == []
    assert drafting.place_fields(contract, "document-1", []) == []
