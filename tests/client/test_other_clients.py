"""Clients that are no part of the program, in plain Python and in TypeScript, on a real server."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.realtime.conftest import Meeting
from tests.realtime.serving import Port, listening
from tools.client import node

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "web" / "packages" / "client"


@pytest.fixture
async def port(meeting: Meeting) -> AsyncIterator[Port]:
    async with listening(meeting) as opened:
        yield opened


async def said_by(port: Port, *command: str | Path) -> list[str]:
    """What a program prints that takes part as Ada, line by line."""
    process = await asyncio.create_subprocess_exec(
        *command,
        port.url(),
        port.token(port.meeting.ada),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    output, errors = await process.communicate()
    assert (process.returncode, errors.decode()) == (0, "")
    return output.decode().splitlines()


async def test_the_plain_client_of_the_paper_takes_part(port: Port, tmp_path: Path) -> None:
    paper = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    part = paper.partition("\n## Without any of our code\n")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", part, re.DOTALL)
    file = tmp_path / "plain.py"
    file.write_text(code, "utf-8")

    lines = await said_by(port, sys.executable, "-I", file)

    assert re.findall(r"^(?:import|from) (\w+)", code, re.MULTILINE) == [
        "asyncio",
        "json",
        "sys",
        "uuid",
        "websockets",
    ]
    assert lines == ["page 1", f"{port.meeting.ada.user_id}: Good morning", "closed: 1000"]


async def test_the_typescript_client_takes_part_outside_of_a_browser(port: Port) -> None:
    lines = await said_by(port, node(), PACKAGE / "example.ts")

    assert lines == [f"{port.meeting.ada.user_id}: Good morning", "said, with page 1 open"]


def test_the_example_of_the_typescript_client_is_the_one_that_is_run() -> None:
    readme = (PACKAGE / "README.md").read_text("utf-8")
    (shown,) = re.findall(r"```ts\n(.*?)```", readme, re.DOTALL)

    assert shown == (PACKAGE / "example.ts").read_text("utf-8")
