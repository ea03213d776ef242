"""How long a server takes to be ready, what it holds when idle, how many contracts it reads a second.

With `--patient` it waits until the sealing worker has ended, and says what the server holds then.
"""

import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import httpx

from livecontract.pdf.workers import IDLE_LIMIT_S
from tests.journeys.steps import create
from tests.serving import Server, add_user, client_of, serving

ROUNDS = 5
READ_S = 5.0


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        ada = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
        carla = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
        starts = [_start(data_dir) for _ in range(ROUNDS)]
        print(f"start to ready: {statistics.median(starts):.2f} s (median of {ROUNDS})")
        with serving(data_dir) as server:
            print(f"memory, idle: {memory_mb(server):.0f} MB (the server itself, without its workers)")
            with client_of(server, ada) as client:
                client.get("/health/ready", timeout=30.0).raise_for_status()
            print(f"memory, idle: {whole_memory_mb(server):.0f} MB (server and worker, what they share once)")
            if "--patient" in sys.argv:
                time.sleep(IDLE_LIMIT_S + READ_S)
                print(f"memory, idle: {whole_memory_mb(server):.0f} MB ({IDLE_LIMIT_S:.0f} s without a job)")
            with client_of(server, ada) as client:
                contract_id = create(client, carla)["contractId"]
                rate = _reads_per_second(client, contract_id)
                print(f"GET /contracts/{{id}}: {rate:.0f} a second (one client)")


def _start(data_dir: Path) -> float:
    begin = time.perf_counter()
    with serving(data_dir):
        return time.perf_counter() - begin


def memory_mb(server: Server) -> float:
    """What the server itself, without its workers, holds (proc(5), VmRSS)."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def whole_memory_mb(server: Server) -> float:
    """What the server and its children hold, shared pages counted once (proc(5), Pss of smaps_rollup)."""
    number = server.process.pid
    tasks = Path(f"/proc/{number}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    return sum(_proportional_mb(each) for each in [str(number), *children])


def _proportional_mb(process: str) -> float:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(int(amount) for amount in re.findall(r"^Pss: +(\d+)", rollup, re.MULTILINE)) / 1024


def _reads_per_second(client: httpx.Client, contract_id: str) -> float:
    """Requests of one client that waits for each answer, so a lower bound."""
    done = threading.Event()
    timer = threading.Timer(READ_S, done.set)
    timer.start()
    count = 0
    while not done.is_set():
        client.get(f"/contracts/{contract_id}").raise_for_status()
        count += 1
    return count / READ_S


if __name__ == "__main__":
    main()
