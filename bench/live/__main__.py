"""What a page turn costs the server, beside the least that any server could need: python -m bench.live.

The load generator and the bare C relay come from a folder beside the project (or LIVECONTRACT_BENCH);
without it there is nothing to compare with. Server on core 0, generator on core 1.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
KIT = Path(os.environ.get("LIVECONTRACT_BENCH") or ROOT.parent / "shared" / "bench")
SESSIONS = int(os.environ.get("LIVECONTRACT_BENCH_SESSIONS", "1000"))
ROUNDS = 3
READY_S = 120
PORTS = iter(range(20300, 20400))


def main() -> None:
    """Interleaved rounds of both servers, and their ratio."""
    if not KIT.is_dir():
        print(f"The load generator is not at {KIT}: nothing was measured.")
        return
    with tempfile.TemporaryDirectory() as made:
        home = Path(made)
        floor = home / "floor_relay"
        subprocess.run(["cc", "-O2", "-o", floor, KIT / "peers" / "floor_relay.c"], check=True)
        rounds = [(measure_ours(home), measure_floor(home, floor)) for _ in range(ROUNDS)]
    print(f"{SESSIONS} sessions; server CPU per page turn, one in and two out; median of {ROUNDS} rounds")
    for what in ("closed", "open"):
        ours, least = (
            sorted(pair[side][what]["us_per_event"] for pair in rounds)[ROUNDS // 2] for side in (0, 1)
        )
        print(f"  {what:7} ours {ours:6.1f} us, C relay {least:6.1f} us, ratio {ours / least:.2f}")
    for name, side in (("ours", 0), ("C relay", 1)):
        latency = rounds[-1][side]["open"]["peer_us"]
        connect = rounds[-1][side]["connect"]
        print(
            f"  {name:8} latency p50 {latency['p50'] / 1000:.3f} ms, p99 {latency['p99'] / 1000:.3f} ms; "
            f"{connect['per_s']:.0f} connects/s"
        )


def measure_ours(home: Path) -> dict[str, Any]:
    """Our server's reports by kind."""
    port, tokens = next(PORTS), home / "tokens.txt"
    tokens.unlink(missing_ok=True)
    command = [
        sys.executable,
        str(Path(__file__).with_name("server.py")),
        str(port),
        str(SESSIONS),
        str(tokens),
    ]
    with running(command) as pid:
        wait_for(tokens)
        return load(
            home,
            "livecontract",
            pid,
            f"ws://127.0.0.1:{port}/sessions/{{sid}}",
            *("--header", "Authorization: Bearer {token}", "--tokens", str(tokens)),
        )


def measure_floor(home: Path, program: Path) -> dict[str, Any]:
    """The same from a relay in C that checks nothing and keeps nothing."""
    port = next(PORTS)
    with running([str(program), str(port)]) as pid:
        time.sleep(0.5)
        return load(home, "plain", pid, f"ws://127.0.0.1:{port}/sessions/{{sid}}")


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """A server on core 0."""
    process = subprocess.Popen(["taskset", "-c", "0", *command], cwd=ROOT)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def wait_for(file: Path) -> None:
    """Wait until the server has written its file."""
    end = time.monotonic() + READY_S
    while not file.exists() or not file.stat().st_size:
        if time.monotonic() > end:
            raise TimeoutError("the server did not become ready")
        time.sleep(0.1)


def load(home: Path, mode: str, pid: int, url: str, *more: str) -> dict[str, Any]:
    """The generator's reports by kind; fails when an event was lost, doubled or out of order."""
    command = [
        sys.executable,
        str(KIT / "load.py"),
        "--mode",
        mode,
        "--core",
        "1",
        "--pid",
        str(pid),
        "--json",
    ]
    command += ["--url-template", url, "--sessions", str(SESSIONS), "--events", "1000000", "--seconds", "3"]
    done = subprocess.run(
        [*command, "--rate", "2000", *more],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "BENCH_HOME": str(home)},
    )
    return {report["what"]: report for report in json.loads(done.stdout)}


if __name__ == "__main__":
    main()
