"""What a child of the server gets to know of it, and what it says of failures: nothing secret."""

import os
from typing import Final

_INHERITED: Final = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ")


def inherited() -> dict[str, str]:
    """All that a child may know of the server's environment: no settings, no secrets."""
    return {name: os.environ[name] for name in _INHERITED if name in os.environ}


def place_of(reason: BaseException | None) -> str:
    """The kind of error and its line; its text may quote the document, so it stays in the child."""
    trace = reason.__traceback__ if reason else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    if trace is None:
        return ""
    file = trace.tb_frame.f_code.co_filename.rsplit("/", 1)[-1]
    return f"{type(reason).__name__} at {file}:{trace.tb_lineno}"
