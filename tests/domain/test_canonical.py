"""The canonical form of JSON is RFC 8785's, whatever the value."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from livecontract.domain.canonical import canonical

NAMES = st.text(st.characters(max_codepoint=127), max_size=6)
NUMBERS = st.integers(1 - 2**53, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@given(VALUES)
def test_au1_sg7_the_canonical_form_is_that_of_the_reference(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]  # any plain JSON value


@pytest.mark.parametrize("number", [-0.0, 100.0, 1e-6, 0.00099, 0.001, 1e15, 1e16, 1e21, 5e-324, 571.88])
def test_numbers_at_the_edges_are_written_as_the_reference_does(number: float) -> None:
    assert canonical([number]) == rfc8785.dumps([number])
