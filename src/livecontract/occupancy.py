"""The data folder: fit to be used, and held by one server at a time."""

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from livecontract.settings import SettingsWrong

LOCK_NAME = "server.lock"


class FolderHeld(Exception):
    """Another server has the data folder; the message says which one, and what to do."""


def make_folder(folder: Path) -> None:
    """Make the folder where it is missing, for its owner only.

    Raises `SettingsWrong` when it cannot be made, read or written.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise _unusable(folder, error.errno) from error
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise SettingsWrong(f"The data_dir {folder} cannot be read and written by this user.")


@contextmanager
def held(folder: Path, url: str) -> Iterator[None]:
    """Keep every other server off the folder for the length of a block; `url` is where this one is reached.

    The operating system lets go of the lock when the process ends, however it ends. Commands that
    change one thing and end do not ask for it: the database orders them. Raises `FolderHeld`, and
    `SettingsWrong` when the folder cannot be used.
    """
    make_folder(folder)
    # A POSIX lock belongs to this process alone: children that outlive it do not keep it.
    with _opened(folder / LOCK_NAME) as lock:
        try:
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            raise _held(folder, lock.read()) from None
        except OSError as error:
            raise _unusable(folder, error.errno) from error
        _write(lock, _self(url))
        try:
            yield
        finally:
            _write(lock, "")


def address_of_holder(folder: Path) -> str | None:
    """Where the server is reached that has the folder, or had it when it was killed; None if none has."""
    try:
        lines = (folder / LOCK_NAME).read_text("utf-8").splitlines()
    except OSError:
        return None
    return lines[0] if lines else None


def _opened(path: Path) -> IO[str]:
    try:
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
    except OSError as error:
        raise _unusable(path.parent, error.errno) from error


def _self(url: str) -> str:
    """The address on a line of its own, for programs; then a line for people."""
    since = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return f"{url}\nprocess {os.getpid()} on {socket.gethostname()}, at {url} since {since}\n"


def _write(lock: IO[str], text: str) -> None:
    lock.seek(0)
    lock.truncate()
    lock.write(text)
    lock.flush()


def _held(folder: Path, text: str) -> FolderHeld:
    _, _, holder = text.strip().partition("\n")
    return FolderHeld(
        f"The data_dir {folder} is in use by another server: {holder or 'one that is just starting'}. "
        "Stop that one, or give this one a folder of its own with --data-dir."
    )


def _unusable(folder: Path, number: int | None) -> SettingsWrong:
    return SettingsWrong(f"The data_dir {folder} cannot be used: {os.strerror(number or 0)}.")
