"""Modules and functions stay short enough to be read in one go."""

import ast

from tests.rules.tree import files_under, nodes_of, text_of

MAX_MODULE_LINES = 400
MAX_FUNCTION_LINES = 50

SOURCES = ("src/", "tests/", "tools/", "bench/", "web/src/", "web/packages/", "hatch_build.py")


def test_no_module_is_longer_than_four_hundred_lines() -> None:
    lengths = {
        path: len(text_of(path).splitlines())
        for path in files_under(*SOURCES, suffixes=(".py", ".ts", ".svelte", ".css"))
    }

    assert {path: length for path, length in lengths.items() if length > MAX_MODULE_LINES} == {}


def test_no_function_is_longer_than_fifty_lines() -> None:
    too_long = [
        f"{path}: {name} has {length} lines"
        for path in files_under(*SOURCES, suffixes=(".py",))
        for name, length in function_lengths(text_of(path))
        if length > MAX_FUNCTION_LINES
    ]

    assert too_long == []


def test_a_planted_long_function_is_found() -> None:
    source = "def short():\n    pass\n\nclass A:\n    async def long(self):\n" + "        pass\n" * 60

    assert function_lengths(source) == [("short", 2), ("long", 61)]


def function_lengths(source: str) -> list[tuple[str, int]]:
    """Name and number of lines of every function, from `def` to its last line."""
    return [
        (node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in nodes_of(source)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
