"""A real server in a process of its own, and plain clients for it."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

STARTED = re.compile(r"https?://\S+")
START_TIMEOUT_S = 60


@dataclass
class Server:
    """A running `livecontract serve` on a free port of this machine."""

    process: "subprocess.Popen[str]"
    data_dir: Path
    url: str

    @property
    def web_socket_url(self) -> str:
        return self.url.replace("http", "ws", 1)

    def kill(self) -> None:
        """End it the hard way, as a power cut would; once more does no harm."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.close()

    def stop(self) -> int:
        """Ask it to end, and wait until it has; its exit code."""
        self.process.terminate()
        code = self.process.wait(timeout=30)
        self.close()
        return code

    def close(self) -> None:
        """Read no more of what it prints."""
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_server(data_dir: Path, *flags: str, port: int = 0) -> Server:
    """Start a server on a port, or on a free one, and wait until it says that it is ready."""
    with (data_dir.parent / "server.log").open("a") as log:
        process = subprocess.Popen(
            [*command(), "serve", "--port", str(port), "--data-dir", str(data_dir), *flags],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env=environment(),
        )
    try:
        return Server(process, data_dir, _address(process))
    except BaseException:
        process.kill()
        process.wait()
        raise


@contextlib.contextmanager
def serving(data_dir: Path, *flags: str) -> Iterator[Server]:
    """A server for the length of a block."""
    server = start_server(data_dir, *flags)
    try:
        yield server
    finally:
        server.kill()


def command() -> list[str]:
    """How the program is started."""
    return [sys.executable, "-m", "livecontract"]


def environment() -> dict[str, str]:
    """The environment without settings of the person who runs the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LIVECONTRACT_")}


def run(data_dir: Path, *arguments: str) -> str:
    """Run one command of the command line on a data folder; what it prints."""
    done = subprocess.run(
        [*command(), *arguments, "--data-dir", str(data_dir)],
        check=True,
        capture_output=True,
        text=True,
        env=environment(),
    )
    return done.stdout.strip()


def add_user(data_dir: Path, role: str, name: str, email: str) -> dict[str, Any]:
    """A new user, as the command line prints it."""
    added: dict[str, Any] = json.loads(
        run(data_dir, "users", "add", "--role", role, "--name", name, "--email", email)
    )
    return added


def client_of(server: Server, user_id: str) -> httpx.Client:
    """A REST client with a bearer token of that user."""
    token = run(server.data_dir, "tokens", "issue", "--user", user_id)
    return httpx.Client(base_url=server.url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


def _address(process: "subprocess.Popen[str]") -> str:
    if process.stdout is None:
        raise RuntimeError("the server's output is not at hand")
    for line in process.stdout:
        found = STARTED.search(line)
        if found:
            return found.group().rstrip("/.")
    raise RuntimeError(f"the server ended with {process.wait()} before it was ready")
