"""What the papers say about the project is so: paths, commands, version, decisions."""

import json
import re

import pytest

from tests.rules.tree import ROOT, files_under, project_files, pyproject, text_of

PAPERS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")

# Short forms count from these folders.
STARTS = ("", "src/livecontract/", "web/", "web/src/", "tests/", "docs/")
ENDINGS = "css|json|md|po|py|sh|svelte|toml|ts|typ"
NAMED_FILE = re.compile(rf"(?<![\w/.:@-])((?:[\w.-]+/)*[\w.-]+\.(?:{ENDINGS}))\b(?![/(])")
NAMED_FOLDER = re.compile(r"`((?:[\w.-]+/)+)`")

DECISION_PARTS = ("Context", "Decision", "Consequences", "Alternatives", "What enforces it")
MAX_DECISION_LINES = 60


@pytest.mark.parametrize("paper", PAPERS)
def test_every_path_that_a_paper_names_exists(paper: str) -> None:
    text = text_of(paper)
    named = {*NAMED_FILE.findall(text), *NAMED_FOLDER.findall(text)}

    assert sorted(path for path in named if not _exists(path)) == []


def test_every_command_of_the_makefile_is_explained_to_newcomers() -> None:
    words = re.findall(r"^([a-z-]+):.*## ", text_of("Makefile"), re.MULTILINE)
    explained = set(re.findall(r"`make ([a-z-]+)", text_of("README.md")))

    assert explained == set(words)


def test_the_change_log_begins_with_this_version() -> None:
    versions = re.findall(r"^## (\d+\.\d+\.\d+)", text_of("CHANGELOG.md"), re.MULTILINE)

    assert versions[:1] == [pyproject()["project"]["version"]]
    assert json.loads(text_of("web/package.json"))["version"] == versions[0]


def test_decisions_are_numbered_without_gaps() -> None:
    names = [path.rpartition("/")[2] for path in files_under("docs/decisions/", suffixes=(".md",))]

    assert names
    assert [name[:5] for name in names] == [f"{number:04}-" for number in range(1, len(names) + 1)]


@pytest.mark.parametrize("path", files_under("docs/decisions/", suffixes=(".md",)))
def test_a_decision_is_one_page_with_all_its_parts(path: str) -> None:
    text = text_of(path)

    assert tuple(re.findall(r"^## (.+)$", text, re.MULTILINE)) == DECISION_PARTS
    assert len(text.splitlines()) <= MAX_DECISION_LINES


def _exists(path: str) -> bool:
    if "/" not in path and any(known.rpartition("/")[2] == path for known in project_files()):
        return True
    return any((ROOT / start / path).exists() for start in STARTS)
