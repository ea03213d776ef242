"""The certificates of the seal: made, renewed, and found out when they do not fit."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from livecontract.pdf.authority import (
    SealIdentity,
    identity_problems,
    make_identity,
    renew_identity,
    without_root_key,
)
from tests.pdf.documents import NOW

OTHER = make_identity("Another Bank", NOW)


def test_a_new_identity_can_seal_at_once_and_until_its_certificates_end(identity: SealIdentity) -> None:
    assert identity_problems(identity, NOW) == ()
    assert identity_problems(identity, NOW + timedelta(days=729)) == ()


@pytest.mark.parametrize("days", [-1, 731])
def test_outside_its_time_an_identity_says_so(identity: SealIdentity, days: int) -> None:
    problems = identity_problems(identity, NOW + timedelta(days=days))

    assert any("seal certificate" in problem for problem in problems)
    assert any("time-stamp certificate" in problem for problem in problems)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"seal_key": OTHER.seal_key}, "The seal key does not belong"),
        ({"tsa_key": OTHER.tsa_key}, "The time-stamp key does not belong"),
        ({"root_certificate": OTHER.root_certificate}, "was not issued by the root certificate"),
        ({"crl": OTHER.crl}, "The revocation list was not issued"),
        ({"seal_key": b"junk"}, "cannot be read"),
        ({"root_certificate": b""}, "cannot be read"),
    ],
)
def test_parts_that_do_not_belong_together_are_named(
    identity: SealIdentity, changes: dict[str, Any], problem: str
) -> None:
    mixed = msgspec.structs.replace(identity, **changes)

    assert any(problem in found for found in identity_problems(mixed, NOW))


def test_certificates_in_each_others_place_are_found(identity: SealIdentity) -> None:
    swapped = msgspec.structs.replace(
        identity,
        seal_key=identity.tsa_key,
        seal_certificate=identity.tsa_certificate,
        tsa_key=identity.seal_key,
        tsa_certificate=identity.seal_certificate,
    )

    problems = identity_problems(swapped, NOW)

    assert any("contentCommitment" in problem for problem in problems)
    assert any("timeStamping" in problem for problem in problems)


def test_sl5_the_root_signs_both_certificates_and_the_revocation_list_outlives_them(
    identity: SealIdentity,
) -> None:
    root = x509.load_der_x509_certificate(identity.root_certificate)
    revoked = x509.load_der_x509_crl(identity.crl)

    for der in (identity.seal_certificate, identity.tsa_certificate):
        leaf = x509.load_der_x509_certificate(der)
        leaf.verify_directly_issued_by(root)
        assert revoked.next_update_utc is not None
        assert revoked.next_update_utc > leaf.not_valid_after_utc


def test_the_seal_certificate_serves_readers_that_look_for_an_email_signer(identity: SealIdentity) -> None:
    seal = x509.load_der_x509_certificate(identity.seal_certificate)

    purposes = seal.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value

    assert ExtendedKeyUsageOID.EMAIL_PROTECTION in purposes


def test_renewing_keeps_the_root_and_changes_both_keys(identity: SealIdentity) -> None:
    renewed = renew_identity(identity, NOW + timedelta(days=600))

    assert renewed.root_certificate == identity.root_certificate
    assert not {renewed.seal_key, renewed.tsa_key} & {identity.seal_key, identity.tsa_key}
    assert identity_problems(renewed, NOW + timedelta(days=1300)) == ()


def test_without_the_roots_key_nothing_can_be_renewed(identity: SealIdentity) -> None:
    with pytest.raises(ValueError, match="only its keeper"):
        renew_identity(without_root_key(identity), NOW)


def test_an_identity_shows_no_key_when_it_is_printed(identity: SealIdentity) -> None:
    assert repr(identity) == "SealIdentity(kind='local')"
