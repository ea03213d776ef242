"""Documents over REST: uploads that are taken, uploads that are not, and what can be read of them."""

import io
import socket

import httpx
import pikepdf
import pytest
from pikepdf import Name, String

from tests.api.conftest import FIVE_PAGES, JSON, Pair, blank_pdf, expect, refused, signing
from tests.making import fresh_id
from tests.pdf.uploads import with_field

# They take documents in.
pytestmark = pytest.mark.slow

# What a placement says of a field.
PLACED = (
    "fieldId", "kind", "owner", "pageNumber", "rect", "label", "required", "options", "maxLength", "group"
)  # fmt: skip


def locked_pdf(password: str) -> bytes:
    content = io.BytesIO()
    with pikepdf.open(io.BytesIO(FIVE_PAGES)) as pdf:
        pdf.save(content, encryption=pikepdf.Encryption(user=password, owner=password))
    return content.getvalue()


def send(pair: Pair, contract: JSON, content: bytes, **parts: str) -> httpx.Response:
    url = f"/contracts/{contract['contractId']}/documents"
    return pair.ada.post(url, files={"file": ("Loan.pdf", content, "application/pdf")}, data=parts)


def test_dc1_an_upload_becomes_a_document(pair: Pair) -> None:
    contract = pair.draft()

    document = pair.upload(contract, "Loan agreement.pdf")

    assert (document["name"], document["pageCount"], document["fields"]) == ("Loan agreement.pdf", 5, [])
    assert document["sizeBytes"] == len(FIVE_PAGES)
    assert len(document["sha256"]) == 64
    assert document["fileUrl"].startswith(f"{pair.house.url}/blobs/")
    assert document["thumbnailUrls"][0] == f"{pair.house.url}/documents/{document['documentId']}/thumbnails/1"
    listed = expect(pair.carla.get(f"/contracts/{contract['contractId']}/documents"), 200)["items"]
    assert [item["documentId"] for item in listed] == [document["documentId"]]
    assert expect(pair.carla.get(f"/documents/{document['documentId']}"), 200)["pageCount"] == 5


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(b"", 422, "document_empty", id="0 bytes"),
        pytest.param(b"GIF89a not a PDF", 422, "not_a_pdf", id="not a PDF"),
        pytest.param(b"%PDF-1.7\nbroken", 422, "document_unreadable", id="damaged"),
        pytest.param(blank_pdf(501), 422, "document_too_many_pages", id="501 pages"),
        pytest.param(locked_pdf("geheim"), 422, "document_password_required", id="password"),
    ],
)
def test_in3_unusable_files_are_told_apart(pair: Pair, content: bytes, status: int, code: str) -> None:
    contract = pair.draft()

    refused(send(pair, contract, content), status, code)

    assert expect(pair.ada.get(f"/contracts/{contract['contractId']}/documents"), 200) == {"items": []}


def test_in3_a_password_opens_the_file(pair: Pair) -> None:
    contract = pair.draft()

    refused(send(pair, contract, locked_pdf("geheim"), password="guess"), 422, "document_password_wrong")
    expect(send(pair, contract, locked_pdf("geheim"), password="geheim"), 201)


def test_in3_a_file_beyond_the_limit_is_refused(pair: Pair) -> None:
    refused(send(pair, pair.draft(), b"%PDF-1.7\n" + bytes(25_100_000)), 413, "document_too_large")


def test_in3_an_endless_upload_is_cut_off_while_it_streams(pair: Pair) -> None:
    """Shows that the answer comes, and the connection ends, long before the sender is done."""
    contract = pair.draft()
    token = pair.ada.headers["Authorization"]
    head = (
        f"POST /contracts/{contract['contractId']}/documents HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: {token}\r\nTransfer-Encoding: chunked\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    part = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
    sent = 0

    with socket.create_connection(("127.0.0.1", httpx.URL(pair.house.url).port or 0), timeout=30) as client:
        client.sendall(head.encode() + chunk(part.encode()))
        try:
            for sent in range(1, 1000):  # noqa: B007 - what counts is how far it came
                client.sendall(chunk(bytes(1_000_000)))
        except OSError:
            pass

    assert 24 <= sent < 100


def chunk(content: bytes) -> bytes:
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def test_an_upload_without_a_file_or_with_other_parts_is_refused(pair: Pair) -> None:
    contract = pair.draft()
    url = f"/contracts/{contract['contractId']}/documents"

    nothing = pair.ada.post(url, files={"password": (None, "x")})
    other = pair.ada.post(url, files={"file": ("a.pdf", b"x"), "status": (None, "SIGNED")})
    twice = pair.ada.post(url, files=[("file", ("a.pdf", b"x")), ("file", ("b.pdf", b"x"))])
    broken = pair.ada.post(
        url, content=b"--b\r\n", headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    bare = pair.ada.post(url, content=b"x", headers={"Content-Type": "multipart/form-data"})

    assert refused(nothing, 422, "value_invalid")["member"] == "file"
    assert refused(other, 422, "unknown_member")["member"] == "status"
    assert refused(twice, 422, "unknown_member")["member"] == "file"
    refused(broken, 400, "bad_request")
    refused(bare, 400, "bad_request")
    refused(pair.ada.post(url, json={}), 415, "media_type_unsupported")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\temp\\Loan.pdf", "Loan.pdf"),
        ('Loan"\r\nSet-Cookie: a=b.pdf', None),
        ("Kreditvertrag für Zoë – 契約.pdf", "Kreditvertrag für Zoë – 契約.pdf"),
        ("", "document.pdf"),
    ],
)
def test_a_file_name_is_only_a_name(pair: Pair, name: str, kept: str | None) -> None:
    document = pair.upload(pair.draft(), name or " ")

    answer = pair.anybody.get(document["fileUrl"])

    assert kept is None or document["name"] == kept
    assert "\n" not in document["name"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].startswith("inline; filename=")


def test_wr2_a_repeated_upload_gets_the_first_answer_with_a_fresh_url(pair: Pair) -> None:
    contract = pair.draft()
    url = f"/contracts/{contract['contractId']}/documents"
    files = {"file": ("Loan.pdf", FIVE_PAGES, "application/pdf")}
    key = {"Idempotency-Key": fresh_id()}

    first = expect(pair.ada.post(url, files=files, headers=key), 201)
    repeat = expect(pair.ada.post(url, files=files, headers=key), 201)
    other = pair.ada.post(url, files={"file": ("B.pdf", FIVE_PAGES)}, headers=key)

    assert {**repeat, "fileUrl": ""} == {**first, "fileUrl": ""}
    assert pair.anybody.get(repeat["fileUrl"]).status_code == 200
    refused(other, 409, "idempotency_key_reused")
    assert len(expect(pair.ada.get(url), 200)["items"]) == 1


def test_wr2_a_repeat_gets_the_first_answer_though_the_document_is_gone_meanwhile(pair: Pair) -> None:
    document = pair.upload(pair.draft())
    url = f"/documents/{document['documentId']}/pages-shown"
    key = {"Idempotency-Key": fresh_id()}
    first = pair.carla.post(url, json={"pageNumbers": [1]}, headers=key)
    assert expect(first, 200)["pageNumbers"] == [1]
    expect(pair.carla.post(url, json={"pageNumbers": [2]}), 200)
    pair.ada.delete(f"/documents/{document['documentId']}").raise_for_status()

    repeat = pair.carla.post(url, json={"pageNumbers": [1]}, headers=key)

    assert repeat.content == first.content
    refused(pair.carla.post(url, json={"pageNumbers": [2]}, headers=key), 409, "idempotency_key_reused")


def test_wr2_a_repeated_removal_is_a_success(pair: Pair) -> None:
    document = pair.upload(pair.draft())
    url = f"/documents/{document['documentId']}"
    key = {"Idempotency-Key": fresh_id()}
    refused(pair.carla.delete(url), 403, "not_permitted")

    answers = [pair.ada.delete(url, headers=key).status_code for _ in range(2)]

    assert answers == [204, 204]
    refused(pair.ada.delete(url), 404, "not_found")


def test_ct6_after_the_first_signature_nothing_is_uploaded_or_removed(pair: Pair) -> None:
    contract, document = signed_by_one(pair)

    refused(send(pair, contract, FIVE_PAGES), 409, "contract_frozen")
    refused(pair.ada.delete(f"/documents/{document['documentId']}"), 409, "contract_frozen")


def signed_by_one(pair: Pair) -> tuple[JSON, JSON]:
    contract = pair.draft()
    document = pair.upload(contract)
    expect(pair.patch(pair.ada, contract, signers=[pair.customer.user_id, pair.advisor.user_id]), 200)
    contract = expect(pair.patch(pair.ada, contract, status="REVIEW"), 200)
    pair.show_all(pair.carla, document)
    return expect(pair.patch(pair.carla, contract, **signing(contract)), 200), document


def test_pages_that_were_shown_are_counted_once_and_only_real_ones(pair: Pair) -> None:
    _, document = pair.in_review()
    url = f"/documents/{document['documentId']}/pages-shown"

    expect(pair.carla.post(url, json={"pageNumbers": [3, 1]}), 200)
    shown = expect(pair.carla.post(url, json={"pageNumbers": [1, 2]}), 200)

    assert shown["pageNumbers"] == [1, 2, 3]
    refused(pair.carla.post(url, json={"pageNumbers": [6]}), 422, "page_unknown")
    refused(pair.carla.post(url, json={"pageNumbers": [10**30]}), 422, "value_invalid")
    refused(pair.carla.post(url, json={"pageNumbers": ["1"]}), 422, "value_invalid")


def test_thumbnails_are_pictures_for_the_parties_only(pair: Pair) -> None:
    document = pair.upload(pair.draft())

    picture = pair.carla.get(f"/documents/{document['documentId']}/thumbnails/5")

    assert picture.headers["content-type"] == "image/webp"
    assert picture.content[8:12] == b"WEBP"
    assert "private" in picture.headers["cache-control"]
    for page in ("0", "6", "x", "-1"):
        refused(pair.carla.get(f"/documents/{document['documentId']}/thumbnails/{page}"), 404, "not_found")


def test_there_is_no_sealed_file_before_the_seal(pair: Pair) -> None:
    document = pair.upload(pair.draft())

    answer = pair.carla.get(f"/documents/{document['documentId']}/sealed")

    assert refused(answer, 409, "not_sealed")["contractStatus"] == "DRAFT"


EMPTY_TEXT = with_field(FT=Name.Tx, TU=String("Net income"), MaxLen=8, Ff=2)


def test_dc4_an_empty_form_field_is_there_to_be_filled_in_and_stays_through_a_placement(pair: Pair) -> None:
    contract = pair.draft()

    document = expect(send(pair, contract, EMPTY_TEXT), 201)

    (field,) = document["fields"]
    assert (field["label"], field["owner"], field["maxLength"], field["required"]) == (
        "Net income", "CUSTOMER", 8, True
    )  # fmt: skip
    assert field["rect"] == {"x": 100, "y": 100, "width": 200, "height": 20}
    assert [notice["code"] for notice in document["notices"]] == ["form_fields_placed"]
    assert "customer to fill in, 1 of them" in document["notices"][0]["text"]
    taken = {name: field[name] for name in PLACED}
    kept = pair.ada.put(f"/documents/{document['documentId']}/fields", json={"fields": [taken]})
    assert expect(kept, 200)["fields"] == [field]
    url = f"/fields/{field['fieldId']}"
    refused(pair.carla.patch(url, json={"value": "3100.00 EUR"}), 422, "value_invalid")
    assert expect(pair.carla.patch(url, json={"value": "3100.00"}), 200)["value"] == "3100.00"


def test_dc4_the_customers_own_forms_are_taken_as_they_are(pair: Pair) -> None:
    contract = pair.draft()
    url = f"/contracts/{contract['contractId']}/documents"

    document = expect(pair.carla.post(url, files={"file": ("Form.pdf", EMPTY_TEXT, "application/pdf")}), 201)

    assert document["fields"] == []
    assert [notice["code"] for notice in document["notices"]] == ["form_flattened"]
