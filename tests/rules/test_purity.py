"""The rules of the product are pure: domain/ computes with values and touches nothing else."""

import ast
from collections.abc import Iterator

import pytest

from tests.rules.tree import files_under, nodes_of, text_of

# Modules that compute and do nothing else: none that waits, reads, writes, or knows the time.
ALLOWED_IMPORTS = frozenset(
    {
        "base64",
        "collections",
        "collections.abc",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
        "hashlib",
        "itertools",
        "math",
        "msgspec",
        "msgspec.json",
        "msgspec.structs",
        "operator",
        "re",
        "rfc8785",
        "types",
        "typing",
        "unicodedata",
    }
)
OWN_PACKAGE = "livecontract.domain"

# Time, chance and ids come in as arguments.
FORBIDDEN_NAMES = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})
FORBIDDEN_ATTRIBUTES = frozenset({"fromtimestamp", "now", "today", "utcnow"})


def test_the_domain_touches_nothing_outside_itself() -> None:
    files = files_under("src/livecontract/domain/", suffixes=(".py",))

    findings = [f"{path}:{finding}" for path in files for finding in impurities(text_of(path))]

    assert files
    assert findings == []


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("import sqlite3", "1: imports sqlite3"),
        ("from os import path", "1: imports os"),
        ("from livecontract.store import port", "1: imports livecontract.store"),
        ("from . import port", "1: imports by a relative path"),
        ("import datetime\nx = datetime.datetime.now()", "2: uses now"),
        ("async def f():\n    pass", "1: waits"),
        ("def f():\n    global x", "2: changes a global"),
        ("x = open('file')", "1: uses open"),
    ],
)
def test_a_planted_impurity_is_found(source: str, finding: str) -> None:
    assert list(impurities(source)) == [finding]


def impurities(source: str) -> Iterator[str]:
    """Say line and kind of everything that a pure module must not contain."""
    for node in nodes_of(source):
        for finding in _findings(node):
            yield f"{getattr(node, 'lineno', 0)}: {finding}"


def _findings(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (f"imports {name.name}" for name in names if not _is_allowed(name.name))
        case ast.ImportFrom(level=level) if level:
            yield "imports by a relative path"
        case ast.ImportFrom(module=str(module)) if not _is_allowed(module):
            yield f"imports {module}"
        case ast.Name(id=name) if name in FORBIDDEN_NAMES:
            yield f"uses {name}"
        case ast.Attribute(attr=name) if name in FORBIDDEN_ATTRIBUTES:
            yield f"uses {name}"
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            yield "waits"
        case ast.Global():
            yield "changes a global"


def _is_allowed(module: str) -> bool:
    return module in ALLOWED_IMPORTS or module == OWN_PACKAGE or module.startswith(f"{OWN_PACKAGE}.")
