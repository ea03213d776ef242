"""Whoever switches a check off for one line says why on that line; nobody waits by sleeping in a test."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules.tree import files_under, nodes_of, text_of

# How each tool is silenced.
SILENCED = re.compile(
    r"""
    [#] \s* noqa (?: : \s* [A-Z]+\d+ (?: ,\s* [A-Z]+\d+ )* )?
    | [#] \s* type: \s* ignore (?: \[ [\w,\s-]+ \] )?
    | (?: // | /\* | <!-- ) \s* eslint-disable (?: -next-line | -line )? (?: \s+ [@\w][\w@/-]* ,? )*
    | // \s* @ts-(?: ignore | expect-error )
    | <!-- \s* svelte-ignore \s+ \w+
    """,
    re.VERBOSE,
)
# At least two words, after whatever sets them off.
REASON = re.compile(r"[\s#:(–—-]*\w[\w'’]*\s+\w")

PYTHON = ("src/", "tests/", "tools/", "bench/", "hatch_build.py")


def test_every_silenced_check_gives_its_reason() -> None:
    paths = files_under(*PYTHON, "web/src/", "web/packages/", suffixes=(".py", ".ts", ".svelte"))

    findings = [
        f"{path}:{number}: {line.strip()}"
        for path in paths
        if path != "tests/rules/test_exceptions.py"
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if is_silenced_without_reason(line)
    ]

    assert findings == []


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        ("x = 1  # noqa: S101", True),
        ("x = 1  # noqa: S101, E501", True),
        ("x = 1  # noqa: S101  the library wants it so", False),
        ("x = f()  # type: ignore[arg-type]", True),
        ("x = f()  # type: ignore[arg-type]  # its stub forgets None", False),
        ("// eslint-disable-next-line no-console", True),
        ("// eslint-disable-next-line no-console -- the page of last resort", False),
        ("x = 1  # an ordinary comment", False),
    ],
)
def test_a_planted_exception_is_found(line: str, unexplained: bool) -> None:  # noqa: FBT001  a table's column
    assert is_silenced_without_reason(line) == unexplained


def test_no_test_sleeps() -> None:
    findings = [
        f"{path}:{line}"
        for path in files_under("tests/", suffixes=(".py",))
        for line in sleeping_lines(text_of(path))
    ]

    assert findings == []


def test_a_planted_sleep_is_found_and_a_mere_yield_is_not() -> None:
    source = "time.sleep(1)\nasyncio.sleep(0)\npage.wait_for_timeout(50)\nsleep(delay)"

    assert list(sleeping_lines(source)) == [1, 3, 4]


def is_silenced_without_reason(line: str) -> bool:
    """Tell whether a line switches a check off and leaves the reader guessing."""
    found = SILENCED.search(line)
    return found is not None and REASON.match(line, found.end()) is None


def sleeping_lines(source: str) -> Iterator[int]:
    """Yield the line of every call that waits for time to pass; `sleep(0)` only lets others run."""
    for node in nodes_of(source):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
        lets_others_run = [getattr(argument, "value", None) for argument in node.args] == [0]
        if name == "wait_for_timeout" or (name == "sleep" and not lets_others_run):
            yield node.lineno
