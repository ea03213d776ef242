"""The table of close codes keeps its promises."""

import pytest

from livecontract.wire.close_codes import CloseCode


@pytest.mark.parametrize("code", CloseCode)
def test_lv9_whoever_is_told_a_code_below_4500_may_come_back(code: CloseCode) -> None:
    assert code.invites_back == (code < 4500)


@pytest.mark.parametrize("code", CloseCode)
def test_a_reason_fits_into_a_close_frame(code: CloseCode) -> None:
    assert 0 < len(code.reason.encode()) <= 123


def test_a_code_is_its_number_on_the_wire() -> None:
    numbers = [int(code) for code in CloseCode]

    assert int(CloseCode.SESSION_ENDED) == 4510
    assert len(set(numbers)) == len(numbers)
