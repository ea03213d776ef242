"""Every rule in docs/spec.md is shown by a test that carries its number, and no test carries another."""

import ast
import re
from collections.abc import Iterator

from tests.rules.tree import files_under, nodes_of, text_of

SPEC = "docs/spec.md"

# A rule stands at the start of a line, as a list item, a table row, a heading or a paragraph.
DEFINITION = re.compile(r"^\W*([A-Z]{2}\d+)\b", re.MULTILINE)
CITATION = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2}\d+)(?![A-Za-z0-9])")
CLIENT_TITLE = re.compile(r"\b(?:describe|it|test)(?:\.\w+)*\(\s*([\"'`])(.*?)\1", re.DOTALL)


def test_every_rule_is_shown_by_a_test() -> None:
    assert sorted(rules() - cited_by_tests(), key=_order) == []


def test_every_number_that_a_test_carries_is_a_rule() -> None:
    prefixes = {rule[:2] for rule in rules()}

    unknown = {number for number in cited_by_tests() - rules() if number[:2] in prefixes}

    assert sorted(unknown, key=_order) == []


def test_no_rule_is_numbered_twice() -> None:
    numbers = DEFINITION.findall(text_of(SPEC))

    assert sorted({number for number in numbers if numbers.count(number) > 1}, key=_order) == []


def test_numbers_are_read_from_names_docstrings_and_parameters() -> None:
    source = '''
def test_ct7_and_sg3_hold():
    """Shows AU2 as well."""

@pytest.mark.parametrize("x", [pytest.param(1, id="FD4 a number")])
def test_more(x): ...

def not_a_test_xx9(): ...
'''

    assert sorted(numbers_in_python(source)) == ["AU2", "CT7", "FD4", "SG3"]


def rules() -> set[str]:
    """Return the numbers that docs/spec.md gives."""
    return set(DEFINITION.findall(text_of(SPEC)))


def cited_by_tests() -> set[str]:
    """Return the numbers in test titles, in Python and in the browser client."""
    numbers: set[str] = set()
    for path in files_under("tests/", suffixes=(".py",)):
        if not path.startswith("tests/rules/"):
            numbers.update(numbers_in_python(text_of(path)))
    for path in files_under("web/src/", "web/packages/", suffixes=(".test.ts",)):
        for _, title in CLIENT_TITLE.findall(text_of(path)):
            numbers.update(_numbers(title))
    return numbers


def numbers_in_python(source: str) -> Iterator[str]:
    """Yield the numbers in the names, docstrings and parameter ids of test functions."""
    for node in nodes_of(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield from _numbers(node.name.replace("_", " "))
            yield from _numbers(ast.get_docstring(node) or "")
        elif isinstance(node, ast.keyword) and node.arg == "id" and isinstance(node.value, ast.Constant):
            yield from _numbers(str(node.value.value))


def _numbers(text: str) -> Iterator[str]:
    return (number.upper() for number in CITATION.findall(text))


def _order(number: str) -> tuple[str, int]:
    return number[:2], int(number[2:])
