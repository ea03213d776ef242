"""The lock files say the same as the files in which versions are chosen."""

import json
import re

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import hatch_build
from tests.rules.tree import pyproject, text_of

LOCKED = re.compile(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", re.MULTILINE)


def test_every_requirement_is_locked_at_a_version_that_it_allows() -> None:
    locked = _locked()

    refused = [
        str(requirement)
        for requirement in _requirements()
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]

    assert refused == []


def test_every_locked_package_has_hashes() -> None:
    entries = re.split(r"\n(?=[a-z0-9])", text_of("requirements.lock"))

    packages = [entry for entry in entries if LOCKED.match(entry)]

    assert packages
    assert [entry for entry in packages if "--hash=sha256:" not in entry] == []


def test_the_build_uses_the_same_tools_as_the_locked_environment() -> None:
    built_with = {*pyproject()["build-system"]["requires"], hatch_build.NODE}

    assert built_with <= set(pyproject()["dependency-groups"]["dev"])


def test_the_browser_client_is_locked_as_its_package_file_says() -> None:
    package = json.loads(text_of("web/package.json"))
    locked = json.loads(text_of("web/package-lock.json"))["packages"][""]

    chosen = {key: package.get(key) for key in ("version", "dependencies", "devDependencies")}

    assert {key: locked.get(key) for key in chosen} == chosen


def _requirements() -> list[Requirement]:
    project = pyproject()
    lines = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
    ]
    return [Requirement(line) for line in lines]


def _locked() -> dict[str, str]:
    found = LOCKED.findall(text_of("requirements.lock"))
    return {canonicalize_name(name): version for name, version in found}
