"""What is committed speaks of the product only: no path of one machine, no address of a package registry."""

import re

import pytest

from tests.rules.tree import ROOT, project_files

# Written in pieces, so that this file passes its own rule.
MACHINE_PATHS = tuple(f"/{folder}/" for folder in ("work", "root", "home", "Users", "workspace"))
REGISTRY_HOSTS = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmjs" + ".com",
    "yarnpkg" + ".com",
    "deb.debian" + ".org",
    "proxy.golang" + ".org",
    "crates" + ".io",
)
MACHINE_PATH = re.compile(rf"(?<![\w.)}}/])(?:{'|'.join(map(re.escape, MACHINE_PATHS))})\w")


def test_no_file_names_a_path_of_one_machine_or_a_package_registry() -> None:
    findings = [
        f"{path}:{number}: {line.strip()[:120]}"
        for path in project_files()
        for number, line in enumerate(_lines(path), 1)
        if names_a_place(line)
    ]

    assert findings == []


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("open('" + MACHINE_PATHS[0] + "main/file')", True),
        ("see https://" + REGISTRY_HOSTS[0] + "/project/x", True),
        ("GET https://bank.example" + MACHINE_PATHS[2] + "page", False),
        ("the work/home balance", False),
    ],
)
def test_a_planted_place_is_found(line: str, found: bool) -> None:  # noqa: FBT001  a table's column
    assert names_a_place(line) == found


def names_a_place(line: str) -> bool:
    """Tell whether a line holds something that is true on one machine only, or names a registry."""
    return MACHINE_PATH.search(line) is not None or any(host in line for host in REGISTRY_HOSTS)


def _lines(path: str) -> list[str]:
    content = (ROOT / path).read_bytes()
    return [] if b"\0" in content else content.decode("utf-8").splitlines()
