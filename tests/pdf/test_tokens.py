"""A time-stamp token that stands alone says what it stamps and when, and no byte of it can be changed."""

import msgspec
import pytest

from livecontract.pdf.authority import SealIdentity, make_identity
from livecontract.pdf.proof import Broken
from livecontract.pdf.seal import time_stamp
from livecontract.pdf.tokens import stamped_at
from tests.pdf.documents import NOW

OTHER = make_identity("Another bank", NOW)
DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def token(identity: SealIdentity) -> bytes:
    return time_stamp(DIGEST, identity)


def test_ev1_any_changed_byte_of_a_token_is_found(identity: SealIdentity, token: bytes) -> None:
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1 << (place % 8)
        with pytest.raises(Broken):
            stamped_at(bytes(changed), DIGEST.hex(), identity.root_certificate)


@pytest.mark.parametrize("change", [b"", b"\0", b"\x30\x00"])
def test_ev1_a_token_that_was_cut_or_lengthened_is_none(
    identity: SealIdentity, token: bytes, change: bytes
) -> None:
    with pytest.raises(Broken):
        stamped_at(token + change if change else token[:-1], DIGEST.hex(), identity.root_certificate)


def test_ev1_a_token_over_something_else_or_of_somebody_else_is_none(
    identity: SealIdentity, token: bytes
) -> None:
    with pytest.raises(Broken, match="something else"):
        stamped_at(token, "0" * 64, identity.root_certificate)
    with pytest.raises(Broken, match="somebody else"):
        stamped_at(token, DIGEST.hex(), OTHER.root_certificate)


def test_ev1_a_certificate_that_is_not_for_time_stamps_makes_none(identity: SealIdentity) -> None:
    mixed = msgspec.structs.replace(
        identity, tsa_key=identity.seal_key, tsa_certificate=identity.seal_certificate
    )

    with pytest.raises(Broken, match="for something else"):
        stamped_at(time_stamp(DIGEST, mixed), DIGEST.hex(), identity.root_certificate)
