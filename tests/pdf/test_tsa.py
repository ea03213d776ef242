"""The time-stamp authority: what it answers, and that others accept it."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.cms import SHA256_ALGORITHM, integer, octets, sequence
from livecontract.pdf.tsa import POLICY, LocalTimeStamper, TimeStampAuthority, TimeStampRefused
from tests.pdf.documents import NOW

DIGEST = hashlib.sha256(b"what is stamped").digest()


@pytest.fixture
def authority(identity: SealIdentity) -> TimeStampAuthority:
    return TimeStampAuthority(identity.tsa_key, identity.tsa_certificate, clock=lambda: NOW)


def asked(digest: bytes = DIGEST, **members: object) -> bytes:
    """A request for a time stamp, with further members."""
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    encoded: bytes = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, **members}).dump()
    return encoded


def statement_of(token: bytes) -> tsp.TSTInfo:
    """What a token says."""
    return cms.ContentInfo.load(token)["content"]["encap_content_info"]["content"].parsed


def test_a_token_repeats_the_question_and_says_the_time_and_how_exactly(
    authority: TimeStampAuthority,
) -> None:
    reply = tsp.TimeStampResp.load(authority.reply(asked(nonce=77, cert_req=True)))

    statement = statement_of(reply["time_stamp_token"].dump())
    assert reply["status"]["status"].native == "granted"
    assert statement["message_imprint"]["hashed_message"].native == DIGEST
    assert statement["nonce"].native == 77
    assert statement["gen_time"].native == NOW
    assert statement["accuracy"]["seconds"].native == 1
    assert statement["policy"].dotted == POLICY


def test_the_certificate_is_enclosed_only_when_it_is_asked_for(authority: TimeStampAuthority) -> None:
    tokens = [
        tsp.TimeStampResp.load(authority.reply(asked(cert_req=wanted)))["time_stamp_token"]["content"]
        for wanted in (True, False)
    ]

    assert [len(token["certificates"] or ()) for token in tokens] == [1, 0]


def test_two_tokens_never_have_the_same_serial_number(authority: TimeStampAuthority) -> None:
    stamper = LocalTimeStamper(authority.reply)

    numbers = {statement_of(stamper.token(DIGEST))["serial_number"].native for _ in range(20)}

    assert len(numbers) == 20


@pytest.mark.parametrize(
    ("request_bytes", "failure"),
    [
        (b"junk", "bad_data_format"),
        (b"", "bad_data_format"),
        (asked(digest=b"short"), "bad_alg"),
        (asked(req_policy="1.2.3.4"), "unaccepted_policy"),
        (asked(version=2), "bad_request"),
    ],
)
def test_a_bad_request_is_rejected_with_its_reason(
    authority: TimeStampAuthority, request_bytes: bytes, failure: str
) -> None:
    reply = core.Sequence.load(authority.reply(request_bytes))

    status = tsp.PKIStatusInfo.load(reply[0].dump())
    assert status["status"].native == "rejection"
    assert status["fail_info"].native == {failure}


def test_the_stamper_hands_over_the_authoritys_own_bytes(authority: TimeStampAuthority) -> None:
    replies: list[bytes] = []

    def recorded(request: bytes) -> bytes:
        replies.append(authority.reply(request))
        return replies[-1]

    token = LocalTimeStamper(recorded).token(DIGEST)

    # A token that was taken apart and built anew once made single seals take seven seconds.
    assert replies[0].endswith(token)


def test_an_answer_to_another_question_is_refused(authority: TimeStampAuthority) -> None:
    stale = authority.reply(asked(nonce=1, cert_req=True))

    with pytest.raises(TimeStampRefused, match="another question"):
        LocalTimeStamper(lambda _: stale).token(DIGEST)


@pytest.mark.parametrize("reply", [b"junk", b"", bytes.fromhex("3009300702010203020204")])
def test_a_refusal_and_nonsense_are_no_time_stamps(reply: bytes) -> None:
    with pytest.raises(TimeStampRefused):
        LocalTimeStamper(lambda _: reply).token(DIGEST)


def test_fresh_keys_of_every_length_give_tokens_that_can_be_read() -> None:
    for _ in range(12):
        made = make_identity("Meridian Bank", NOW)
        stamper = LocalTimeStamper(TimeStampAuthority(made.tsa_key, made.tsa_certificate).reply)
        token = stamper.token(DIGEST)
        assert statement_of(token)["message_imprint"]["hashed_message"].native == DIGEST


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not on this machine")
def test_openssl_accepts_a_token(
    authority: TimeStampAuthority, identity: SealIdentity, tmp_path: Path
) -> None:
    (tmp_path / "stamped").write_bytes(b"what is stamped")
    root = x509.load_der_x509_certificate(identity.root_certificate)
    (tmp_path / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
    question = sequence(integer(1), sequence(SHA256_ALGORITHM, octets(DIGEST)), integer(5), b"\x01\x01\xff")
    (tmp_path / "reply").write_bytes(authority.reply(question))

    verified = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "stamped", "-in", "reply", "-CAfile", "root.pem"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Verification: OK" in verified.stdout
