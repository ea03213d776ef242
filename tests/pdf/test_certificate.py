"""The certificate of completion: everything that a court asks for stands in it, as text."""

import unicodedata
from datetime import timedelta

import msgspec
import pypdfium2
import pytest
from msgspec.structs import replace

from livecontract.pdf.authority import SealIdentity
from livecontract.pdf.request import FieldFacts, HistoryEntry, JoinFacts, RecordFacts, SessionFacts
from livecontract.pdf.seal import seal
from tests.pdf.documents import NOW, contract, facts, request, signed_before


def certificate_text(identity: SealIdentity, document: bytes, **changes: object) -> str:
    """The text of the certificate's pages, with runs of white space made one."""
    made = request(document, certificate=facts(document, **changes))
    pdf = pypdfium2.PdfDocument(seal(made, identity).pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in pdf).split())


def test_au3_the_end_of_the_audit_record_is_printed(identity: SealIdentity) -> None:
    text = certificate_text(identity, contract(), audit_head="ab" * 32, audit_length=43)

    assert "ab" * 32 in text
    assert "43 entries" in text


def test_people_documents_consent_and_history_are_named_with_their_times_in_utc(
    identity: SealIdentity,
) -> None:
    entry = HistoryEntry(at=NOW - timedelta(minutes=3), actor="Carla Moreno", what="read page 3")

    text = certificate_text(
        identity, contract(), title="Home loan", consent_text="I agree to it.", history=(entry,)
    )

    for part in ("Home loan", "carla@example.org", "trial.pdf", "I agree to it.", "read page 3"):
        assert part in text
    assert f"{NOW:%Y-%m-%d %H:%M:%S} UTC" in text
    assert f"{entry.at:%Y-%m-%d %H:%M:%S}" in text


def test_the_hashes_of_upload_and_sealed_bytes_are_both_there_when_they_differ(
    identity: SealIdentity,
) -> None:
    (document,) = facts(pdf := contract()).documents
    repaired = msgspec.structs.replace(document, original_sha256="cd" * 32)

    text = certificate_text(identity, pdf, documents=(repaired,))

    assert f"SHA-256 as uploaded {'cd' * 32}" in text
    assert f"SHA-256 as sealed {document.sealable_sha256} (repaired on upload)" in text
    assert "sealed in this file" in text


def test_fields_sessions_and_notices_appear_when_there_are_any(identity: SealIdentity) -> None:
    session = SessionFacts(
        session_id="a session",
        started_at=NOW,
        ended_at=None,
        record=RecordFacts(
            joined=(JoinFacts(name="Carla Moreno", joined_at=NOW + timedelta(seconds=9)),),
            event_count=311,
            sha256="ef" * 32,
            is_closed=False,
            has_gaps=True,
        ),
    )

    text = certificate_text(
        identity,
        contract(),
        fields=(FieldFacts(label="Net income", filled_by="Carla", value="2750.00"),),
        sessions=(session,),
        notices=("The upload was damaged.",),
    )

    joined = f"{NOW + timedelta(seconds=9):%Y-%m-%d %H:%M:%S} UTC by Carla Moreno"
    record = "311 events so far, some were lost, SHA-256"
    for part in ("Net income Carla 2750.00", "a session", joined, record, "ef" * 32, "upload was damaged."):
        assert part in text


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("local", "not on the public trust lists"), ("operator", "The operator of the platform chose")],
)
def test_it_says_what_the_signing_certificate_is_worth(
    identity: SealIdentity, kind: str, sentence: str
) -> None:
    chosen = msgspec.structs.replace(identity, kind=kind)

    assert sentence in certificate_text(chosen, contract())


def test_a_long_history_goes_on_over_more_pages_and_none_of_it_is_lost(identity: SealIdentity) -> None:
    history = tuple(HistoryEntry(at=NOW, actor="Ada", what=f"step {number};") for number in range(150))

    text = certificate_text(identity, contract(), history=history)

    assert all(f"step {number};" in text for number in range(150))


def test_fd5_a_name_with_characters_that_no_font_draws_is_spelled_and_keeps_nothing_from_its_seal(
    identity: SealIdentity,
) -> None:
    entry = HistoryEntry(at=NOW, actor="Carla Moreno", what="Added 𓀀.pdf")

    text = certificate_text(identity, contract(), title="Contract 𓀀", history=(entry,))

    assert "Contract [U+13000]" in text
    assert "Added [U+13000].pdf" in text


@pytest.mark.parametrize(
    ("size", "expected"), [([0, 0, 612, 792], (612, 792)), ([0, 0, 842, 595], (595, 842))]
)
def test_the_certificate_is_on_letter_behind_letter_pages_and_on_a4_otherwise(
    identity: SealIdentity, size: list[int], expected: tuple[int, int]
) -> None:
    sealed = seal(request(contract(MediaBox=size)), identity)

    *_, last = pypdfium2.PdfDocument(sealed.pdf)
    assert last.get_size() == pytest.approx(expected, abs=1)


def test_sl8_no_character_keeps_a_certificate_that_stands_alone_from_being_made(
    identity: SealIdentity,
) -> None:
    document = signed_before(identity)
    invisible = "".join(
        character
        for number in range(0x11_0000)
        if unicodedata.category(character := chr(number)) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    )
    made = request(document, certificate=facts(document, notices=("one\0two\ufeffthree", invisible)))

    certificate = seal(replace(made, treatment="sign_only", values=(), marks=()), identity).certificate_pdf

    assert certificate is not None
    pages = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(certificate))
    assert "one[U+0000]two[U+FEFF]three" in "".join(pages.split())
