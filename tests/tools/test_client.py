"""The browser client is built when its sources changed, and only then."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools import client

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Make a project with client sources and a client that was built from them."""
    for path, text in {"package.json": "{}", "src/main.ts": "start()", "node_modules/x.js": "x"}.items():
        file = tmp_path / client.SOURCES / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / client.OUTPUT).mkdir(parents=True)
    (tmp_path / client.BUILD_ID).write_text(client.source_digest(tmp_path))
    return tmp_path


def test_a_client_built_from_its_sources_is_fresh(project: Path) -> None:
    assert client.is_fresh(project)


@pytest.mark.parametrize("path", ["src/main.ts", "src/new.ts", "vite.config.ts"])
def test_a_changed_or_new_source_makes_the_client_stale(project: Path, path: str) -> None:
    (project / client.SOURCES / path).write_text("changed")

    assert not client.is_fresh(project)


def test_a_renamed_source_makes_the_client_stale(project: Path) -> None:
    source = project / client.SOURCES / "src/main.ts"
    source.rename(source.with_name("other.ts"))

    assert not client.is_fresh(project)


def test_installed_packages_are_no_sources(project: Path) -> None:
    (project / client.SOURCES / "node_modules/x.js").write_text("changed")

    assert client.is_fresh(project)


def test_a_missing_client_is_stale(project: Path) -> None:
    (project / client.BUILD_ID).unlink()

    assert not client.is_fresh(project)


def test_without_sources_there_is_nothing_to_build(tmp_path: Path) -> None:
    client.build(tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_an_unknown_word_is_answered_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert client.main(["biuld"]) == 2
    assert "build|check" in capsys.readouterr().err


@pytest.mark.slow
def test_a_source_distribution_installs_without_node(tmp_path: Path) -> None:
    """With nothing to start Node with, the wheel still holds the client that the archive brought."""
    _hatchling(ROOT, "-t", "sdist", "-d", str(tmp_path))
    (archive,) = tmp_path.glob("*.tar.gz")
    subprocess.run(["tar", "-xf", archive, "-C", tmp_path], check=True)
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")

    _hatchling(unpacked, "-t", "wheel", "-d", str(tmp_path), path="")

    (wheel,) = tmp_path.glob("*.whl")
    assert client.is_fresh(unpacked)
    assert not (unpacked / client.SOURCES / "node_modules").exists()
    assert "livecontract/client/app/index.html" in zipfile.ZipFile(wheel).namelist()


def _hatchling(folder: Path, *arguments: str, path: str | None = None) -> None:
    environment = None if path is None else {"PATH": path}
    command = [sys.executable, "-m", "hatchling", "build", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
