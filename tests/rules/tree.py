"""The files of the project as git sees them: what is committed, and what would be committed next."""

import ast
import subprocess
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# Written by programs of ours and compared with their sources by other tests.
GENERATED = ("protocol/", "web/src/protocol/rest.ts", "web/packages/client/src/frames.ts")


@cache
def project_files() -> tuple[str, ...]:
    """Return the paths from the project's root, sorted; ignored files are not among them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return tuple(sorted(path for path in answer.stdout.split("\0") if path and (ROOT / path).is_file()))


def files_under(*starts: str, suffixes: tuple[str, ...]) -> list[str]:
    """Return the hand-written files whose path begins and ends as asked."""
    return [
        path
        for path in project_files()
        if path.startswith(starts) and path.endswith(suffixes) and not path.startswith(GENERATED)
    ]


def text_of(path: str) -> str:
    """Return a file's text; a missing file is a failed test that names it."""
    file = ROOT / path
    assert file.is_file(), f"{path} is missing"
    return file.read_text("utf-8")


@cache
def nodes_of(source: str) -> tuple[ast.AST, ...]:
    """Return all that a Python text consists of; several rules ask for the same texts."""
    return tuple(ast.walk(ast.parse(source)))


def pyproject() -> dict[str, Any]:
    """Return what pyproject.toml says."""
    return tomllib.loads(text_of("pyproject.toml"))
