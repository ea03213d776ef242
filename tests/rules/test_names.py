"""A module or class is named by the noun it is about; these words stand where no noun was found."""

import ast
import re
from pathlib import PurePosixPath

import pytest

from tests.rules.tree import files_under, nodes_of, text_of

BANNED = frozenset(
    {
        *("util", "utils", "helper", "helpers", "common", "misc", "base"),
        *("manager", "handler", "handlers", "service", "services", "data", "info"),
    }
)

SOURCES = ("src/", "tests/", "tools/", "bench/", "web/src/", "web/packages/")


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    paths = files_under(*SOURCES, suffixes=(".py", ".ts", ".svelte", ".css"))

    assert [path for path in paths if any(banned_words(part) for part in _parts(path))] == []


def test_no_class_has_a_name_that_says_nothing() -> None:
    classes = [
        (path, node.name)
        for path in files_under(*SOURCES, suffixes=(".py",))
        for node in nodes_of(text_of(path))
        if isinstance(node, ast.ClassDef)
    ]

    assert [found for found in classes if banned_words(found[1])] == []


@pytest.mark.parametrize("name", ["utils", "mail_helpers", "SessionManager", "store-data", "theInfo.ts"])
def test_a_planted_name_is_found(name: str) -> None:
    assert banned_words(name)


@pytest.mark.parametrize("name", ["base64", "database", "InformationSheet", "outbox.py"])
def test_a_word_that_only_begins_like_a_banned_one_is_no_finding(name: str) -> None:
    assert not banned_words(name)


def banned_words(name: str) -> set[str]:
    """Return the banned words in a name written with underscores, hyphens, dots or capitals."""
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)
    return {word.lower() for word in words} & BANNED


def _parts(path: str) -> tuple[str, ...]:
    return PurePosixPath(path).parts
