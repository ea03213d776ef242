"""A hash that goes on where another one ended is the hash of the whole."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from livecontract.pdf.hashed import Hashed


@given(st.binary(max_size=200), st.binary(max_size=200), st.data())
def test_what_is_hashed_on_is_hashed_from_the_start(
    beginning: bytes, rest: bytes, data: st.DataObject
) -> None:
    whole = beginning + rest
    end = data.draw(st.integers(len(beginning), len(whole)))
    hashed = Hashed(beginning)

    assert hashed.extended(whole, end).digest() == hashlib.sha256(whole[:end]).digest()
    assert hashed.sha256 == hashlib.sha256(beginning).hexdigest()
