"""Finds the Chromium that the browser tests drive, and gets one where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import client

# No sandbox: as root in a container Chromium's own cannot start, and the tests open our pages only.
# The rest keeps the browser from speaking to anybody but the server under test, and lets a fake camera and
# a fake microphone answer without a question.
FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_PATH = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
APT_PACKAGE = "chromium"

SENTENCE = (
    "The browser tests need Chromium, and it could be neither found nor installed: "
    "install it (Debian: apt install chromium), or name it in the variable CHROMIUM."
)


def main() -> int:
    """Make sure that there is a browser, trying the machine, apt and Playwright in this order."""
    use_locked_node()
    if find() is None and not (_by_apt() or _by_playwright()):
        print(SENTENCE, file=sys.stderr)
        return 1
    return 0


def use_locked_node() -> None:
    """Let Playwright run on the Node that builds the client.

    Its own needs libatomic, which small machines lack and only root can install.
    """
    os.environ["PLAYWRIGHT_NODEJS_PATH"] = str(client.node())


def find() -> Path | None:
    """Return what the variable CHROMIUM names, else a browser on the search path, else Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named)
    for name in (*NAMES, MAC_PATH):
        path = shutil.which(name)
        if path is not None and _answers(path):
            return Path(path)
    own = _playwright_path()
    return own if own.exists() else None


def _answers(path: str) -> bool:
    # Some distributions put a script there that only tells how to install the real one.
    try:
        answer = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def _by_apt() -> bool:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    print("Installing Chromium for the browser tests with apt …", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "-qq", "--no-install-recommends", APT_PACKAGE]
    for command in (["apt-get", "update", "-qq"], install):
        if subprocess.run(command, env=quiet, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return find() is not None


def _by_playwright() -> bool:
    print("Installing Chromium for the browser tests with Playwright …", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, check=False).returncode == 0 and find() is not None


def _playwright_path() -> Path:
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  takes half a second, and is rarely needed

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    sys.exit(main())
