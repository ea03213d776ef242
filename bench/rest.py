"""How many contracts the server reads a second over REST on one core, and what each read costs."""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

from livecontract.demo.contract import sample_pdf
from tests.journeys.steps import create, upload
from tests.serving import Server, add_user, client_of, serving

CONNECTIONS = 16
WARM_UP_S = 1.0
MEASURED_S = 5.0
CLOCK_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Print the figures for a contract with and without a document."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        ada = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
        carla = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
        with serving(data_dir) as server, client_of(server, ada) as client:
            _keep_apart(server)
            token = client.headers["Authorization"]
            bare = create(client, carla)["contractId"]
            full = create(client, carla)["contractId"]
            upload(client, full, sample_pdf())
            _report(server, "health, no database", "/health/live", token)
            _report(server, "contract without documents", f"/contracts/{bare}", token)
            _report(server, "contract with one document", f"/contracts/{full}", token)


def _keep_apart(server: Server) -> None:
    """One core for the server and another for the requests, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    for thread in Path(f"/proc/{server.process.pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {cores[0]})
    os.sched_setaffinity(0, {cores[-1]})


def _report(server: Server, what: str, path: str, token: str) -> None:
    asyncio.run(_load(server, path, token, WARM_UP_S))
    cpu = cpu_s(server)
    begin = time.perf_counter()
    count, latencies = asyncio.run(_load(server, path, token, MEASURED_S))
    wall = time.perf_counter() - begin
    cpu = cpu_s(server) - cpu
    p50, p99 = (sorted(latencies)[int(len(latencies) * share)] * 1000 for share in (0.5, 0.99))
    print(
        f"GET {what}: {count / wall:.0f}/s on one core with {CONNECTIONS} connections, "
        f"p50 {p50:.1f} ms, p99 {p99:.1f} ms; {cpu / count * 1e6:.0f} µs of processor time each"
    )


async def _load(server: Server, path: str, token: str, seconds: float) -> tuple[int, list[float]]:
    """Requests of all connections until the time is over, and how long each took in seconds."""
    until = time.perf_counter() + seconds
    each = await asyncio.gather(*(_reader(server, path, token, until) for _ in range(CONNECTIONS)))
    latencies = [latency for one in each for latency in one]
    return len(latencies), latencies


async def _reader(server: Server, path: str, token: str, until: float) -> list[float]:
    address = urlsplit(server.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    request = f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: {token}\r\n\r\n".encode()
    latencies = []
    while (begin := time.perf_counter()) < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{path} was answered with {head.split(bytes([13]), 1)[0].decode()}")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        latencies.append(time.perf_counter() - begin)
    writer.close()
    await writer.wait_closed()
    return latencies


def cpu_s(server: Server) -> float:
    """Processor time that the server, without its workers, has used so far (proc(5), utime and stime)."""
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * CLOCK_TICK_S


if __name__ == "__main__":
    main()
