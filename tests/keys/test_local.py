"""The master key: made once, for its owner only, never replaced."""

from pathlib import Path

import pytest

from livecontract.keys.local import LocalKeys
from livecontract.keys.port import KeyExposed, KeyMissing, KeyWrong


def test_ky1_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = LocalKeys.open(tmp_path)
    again = LocalKeys.open(tmp_path)
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600
    assert first.subkey("blobs") == again.subkey("blobs") != again.subkey("database")


def test_ky1_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path)
    (tmp_path / "master.key").chmod(0o644)
    with pytest.raises(KeyExposed):
        LocalKeys.open(tmp_path)


def test_st3_a_missing_key_is_not_replaced(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path)
    (tmp_path / "master.key").unlink()
    with pytest.raises(KeyMissing):
        LocalKeys.open(tmp_path)
    assert not (tmp_path / "master.key").exists()


def test_st3_a_wrong_key_is_noticed_before_anything_is_opened(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path / "a")
    LocalKeys.open(tmp_path / "b")
    (tmp_path / "a" / "master.key").write_bytes((tmp_path / "b" / "master.key").read_bytes())
    with pytest.raises(KeyWrong):
        LocalKeys.open(tmp_path / "a")


def test_secrets_come_back_and_are_kept_once(tmp_path: Path) -> None:
    keys = LocalKeys.open(tmp_path)
    keys.keep_secret("seal", b"private")
    assert keys.secret("seal") == b"private"
    assert keys.secret("other") is None
    with pytest.raises(FileExistsError):
        keys.keep_secret("seal", b"another")
