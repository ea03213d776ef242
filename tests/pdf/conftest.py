"""Fixtures for the tests of PDFs: one identity to seal with."""

import pytest

from livecontract.pdf.authority import SealIdentity, make_identity
from tests.pdf.documents import NOW


@pytest.fixture(scope="session")
def identity() -> SealIdentity:
    return make_identity("Meridian Bank", NOW)
