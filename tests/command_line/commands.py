"""Running the command line as people do, each command in a process of its own."""

import subprocess

from tests.serving import command, environment

Done = subprocess.CompletedProcess[str]
TIMEOUT_S = 60


def livecontract(*arguments: str, **settings: str) -> Done:
    """Run a command to its end, with settings for its environment."""
    return subprocess.run(
        [*command(), *arguments],
        capture_output=True,
        text=True,
        env=environment() | settings,
        timeout=TIMEOUT_S,
        check=False,
    )


def refused(done: Done, *words: str, code: int = 2) -> None:
    """Whether a command ended with one sentence, and with nothing else."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.count("\n") == 1
    assert done.stderr[0].isupper()
    for word in words:
        assert word in done.stderr


def add(role: str, email: str) -> list[str]:
    return ["users", "add", "--role", role, "--name", "Ada Lindqvist", "--email", email]
