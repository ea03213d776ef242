"""A key is made only where none was ever needed, and what it protects opens under it alone."""

from pathlib import Path

import pytest

from livecontract.keys.local import LocalKeys
from livecontract.keys.port import KeyExposed, KeyMissing, KeyWrong


def test_st3_no_key_is_made_where_data_waits_for_one(tmp_path: Path) -> None:
    database, blobs = tmp_path / "live.db", tmp_path / "blobs"
    (blobs / "ab").mkdir(parents=True)
    LocalKeys.open(tmp_path / "fresh", traces=[database, blobs])

    (blobs / "ab" / "blob").write_bytes(b"x")

    with pytest.raises(KeyMissing, match=r"blobs needs it"):
        LocalKeys.open(tmp_path / "keys", traces=[database, blobs])
    assert not (tmp_path / "keys" / "master.key").exists()


def test_st3_a_key_kept_elsewhere_that_is_gone_is_missed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "master.key"
    LocalKeys.open(tmp_path / "keys", master_key_file=elsewhere)
    elsewhere.unlink()

    with pytest.raises(KeyMissing, match=str(elsewhere)):
        LocalKeys.open(tmp_path / "keys", master_key_file=elsewhere)


def test_ky1_a_key_kept_elsewhere_is_made_there_and_nowhere_else(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere" / "master.key"

    LocalKeys.open(tmp_path / "keys", master_key_file=elsewhere)

    assert elsewhere.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "keys" / "master.key").exists()


def test_a_key_that_was_restored_opens_everything_again(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path).keep_secret("seal", b"private")
    key = (tmp_path / "master.key").read_bytes()
    (tmp_path / "master.key").unlink()

    (tmp_path / "master.key").touch(0o600)
    (tmp_path / "master.key").write_bytes(key)

    assert LocalKeys.open(tmp_path).secret("seal") == b"private"


@pytest.mark.parametrize("content", [b"", b"abc", b"g" * 64, b"\xff" * 32, b"0" * 66])
def test_a_key_file_with_something_else_in_it_is_refused(tmp_path: Path, content: bytes) -> None:
    LocalKeys.open(tmp_path)
    (tmp_path / "master.key").write_bytes(content)

    with pytest.raises(KeyWrong, match="64 hexadecimal digits"):
        LocalKeys.open(tmp_path)


def test_ky1_the_sentence_about_an_exposed_key_says_what_to_type(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path)
    (tmp_path / "master.key").chmod(0o640)

    with pytest.raises(KeyExposed, match=r"chmod 600 .*master\.key"):
        LocalKeys.open(tmp_path)


def test_a_secret_under_another_name_does_not_open(tmp_path: Path) -> None:
    keys = LocalKeys.open(tmp_path)
    keys.keep_secret("seal", b"private")
    (tmp_path / "secrets" / "seal").rename(tmp_path / "secrets" / "mail")

    with pytest.raises(KeyWrong):
        keys.secret("mail")


@pytest.mark.parametrize("length", [0, 5, 20])
def test_a_damaged_secret_does_not_open(tmp_path: Path, length: int) -> None:
    keys = LocalKeys.open(tmp_path)
    keys.keep_secret("seal", b"private")
    file = tmp_path / "secrets" / "seal"
    file.write_bytes(file.read_bytes()[:length])

    with pytest.raises(KeyWrong):
        keys.secret("seal")


def test_secrets_are_the_owners_and_show_nothing(tmp_path: Path) -> None:
    LocalKeys.open(tmp_path).keep_secret("seal", b"private")

    for file in (tmp_path / "secrets").iterdir():
        assert file.stat().st_mode & 0o077 == 0
        assert b"private" not in file.read_bytes()
