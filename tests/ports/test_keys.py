"""Every key custody derives the same subkeys again, and keeps each secret under one name."""

import pytest

from livecontract.keys.port import Keys


def test_subkeys_depend_on_their_purpose_alone(keys: Keys) -> None:
    assert keys.subkey("blobs") == keys.subkey("blobs") != keys.subkey("database")
    assert len(keys.subkey("blobs")) == 32


def test_a_secret_comes_back(keys: Keys) -> None:
    keys.keep_secret("seal-identity", b"\x00private")

    assert keys.secret("seal-identity") == b"\x00private"


def test_an_unknown_secret_is_none(keys: Keys) -> None:
    assert keys.secret("seal-identity") is None


def test_a_secret_is_kept_once(keys: Keys) -> None:
    keys.keep_secret("seal", b"first")

    with pytest.raises(FileExistsError):
        keys.keep_secret("seal", b"second")

    assert keys.secret("seal") == b"first"


@pytest.mark.parametrize("name", ["", "../master.key", "a/b", ".hidden", "Ä"])
def test_a_name_that_could_lead_elsewhere_is_an_error(keys: Keys, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        keys.secret(name)
    with pytest.raises(ValueError, match="name"):
        keys.keep_secret(name, b"")
