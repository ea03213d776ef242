"""The check after the seal: it lets no damaged result pass."""

import io
from pathlib import Path

import msgspec
import pikepdf
import pytest

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.geometry import Rect
from livecontract.pdf.hashed import Hashed
from livecontract.pdf.request import SealFailed
from livecontract.pdf.seal import rehearse, seal
from livecontract.pdf.selfcheck import Expectation, check_seal
from livecontract.pdf.survey import leaves_of
from tests.pdf.documents import NOW, contract, mark, request

PLACE = mark(1, 60, 300)


@pytest.fixture(scope="module")
def document() -> bytes:
    return contract(2)


@pytest.fixture(scope="module")
def sealed(document: bytes, identity: SealIdentity) -> bytes:
    return seal(request(document, marks=[PLACE]), identity).pdf


@pytest.fixture(scope="module")
def expected(document: bytes, sealed: bytes) -> Expectation:
    with pikepdf.open(io.BytesIO(document)) as pdf:
        leaves = leaves_of(pdf)
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        pages_added = len(pdf.pages) - len(leaves)
    place = {1: [Rect(PLACE.rect.x, PLACE.rect.y, PLACE.rect.width, PLACE.rect.height)]}
    return Expectation(
        leaves=leaves,
        pages_added=pages_added,
        touched=place,
        marks=place,
        certifying=True,
    )


def failure(document: bytes, sealed: bytes, expected: Expectation, *, every_page: bool = False) -> str:
    """The code that the check fails with; empty when it passes."""
    try:
        check_seal(Hashed(document), document, sealed, expected, every_page=every_page)
    except SealFailed as failed:
        return failed.code
    return ""


def understated(document: bytes) -> bytes:
    """The document, announcing that it has fewer objects than it has: new ones then take their place."""
    with pikepdf.open(io.BytesIO(document)) as pdf:
        size = int(pdf.trailer.Size)
    return document.replace(
        f"/Size {size}".encode(), f"/Size {size - 3}".encode().ljust(len(f"/Size {size}"))
    )


def test_sl3_a_good_seal_passes(document: bytes, sealed: bytes, expected: Expectation) -> None:
    assert failure(document, sealed, expected, every_page=True) == ""


@pytest.mark.parametrize("share", [0.02, 0.4, 0.9, 0.97])
def test_sl3_a_changed_byte_is_found(
    document: bytes, sealed: bytes, expected: Expectation, share: float
) -> None:
    damaged = bytearray(sealed)
    damaged[int(len(damaged) * share)] ^= 1

    assert failure(document, bytes(damaged), expected).startswith("selfcheck")


@pytest.mark.parametrize(("cut", "added"), [(1, b""), (4000, b""), (0, b"\n")])
def test_sl3_a_missing_end_and_something_added_are_found(
    document: bytes, sealed: bytes, expected: Expectation, cut: int, added: bytes
) -> None:
    changed = sealed[: len(sealed) - cut] + added

    assert failure(document, changed, expected) == "selfcheck_signature"


def test_sl3_another_original_is_found(sealed: bytes, expected: Expectation) -> None:
    assert failure(contract(2, content="0 0 m"), sealed, expected) != ""


def test_sl3_pages_that_are_missing_or_too_many_are_found(
    document: bytes, sealed: bytes, expected: Expectation
) -> None:
    more = msgspec.structs.replace(expected, pages_added=expected.pages_added + 1)

    assert failure(document, sealed, more) == "selfcheck_pages"


def test_sl3_a_replaced_object_that_nobody_meant_to_replace_is_found(
    document: bytes, sealed: bytes, expected: Expectation
) -> None:
    swapped = msgspec.structs.replace(expected, leaves=expected.leaves[::-1], touched={}, marks={})

    assert failure(document, sealed, swapped) == "selfcheck_overwritten"


def test_sl3_a_page_that_looks_different_is_found(
    document: bytes, sealed: bytes, expected: Expectation
) -> None:
    elsewhere = {1: [Rect(400, 20, 50, 50)]}
    unmasked = msgspec.structs.replace(expected, touched=elsewhere, marks={})

    assert failure(document, sealed, unmasked) == "selfcheck_page_changed"


def test_sl3_a_mark_that_cannot_be_seen_is_found(identity: SealIdentity) -> None:
    dark = contract(content="0.10 0.15 0.25 rg 0 0 595 842 re f")

    with pytest.raises(SealFailed) as failed:
        seal(request(dark, marks=[mark(1, 60, 300, height=10)]), identity)

    assert failed.value.code == "selfcheck_mark_hidden"


def test_sl3_a_document_that_understates_its_objects_is_never_sealed(
    document: bytes, identity: SealIdentity
) -> None:
    with pytest.raises(SealFailed) as failed:
        seal(request(understated(document), marks=[PLACE]), identity)

    assert failed.value.code in {"selfcheck_overwritten", "selfcheck_unreadable", "document_not_sealable"}


@pytest.mark.parametrize("name", ["bug1027533", "bug866395", "issue14048", "issue15716", "issue3566"])
def test_sl3_the_same_trap_in_other_peoples_documents(
    corpus: Path, identity: SealIdentity, name: str
) -> None:
    with pytest.raises(SealFailed) as failed:
        rehearse((corpus / f"{name}.pdf").read_bytes(), "original", identity, NOW)

    assert failed.value.code == "selfcheck_overwritten"
