"""How long two programs in a session notice a restart of the server: python -m bench.restart [ROUNDS].

Both say something all the time. The restart takes from the signal to end until another server says
that it is ready; what anybody waits for longer than that, for the answer to a command, is noticed.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from livecontract.client import LiveSession, join
from livecontract.wire.limits import DEFAULT_LIMITS
from tests.journeys.steps import create, expect
from tests.serving import Server, add_user, client_of, start_server

ROUNDS = 10
SETTLED_S = 2.0
# As often as one may go on saying something for ever.
PAUSE_S = 1 / DEFAULT_LIMITS.rates["chat"].per_s


def main(rounds: int) -> None:
    """Print how long the restarts took and how much longer the longest answers."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        ada_id = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
        carla_id = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
        server = start_server(data_dir)
        try:
            with client_of(server, ada_id) as ada, client_of(server, carla_id) as carla:
                contract_id = create(ada, carla_id)["contractId"]
                session = expect(ada.post(f"/contracts/{contract_id}/session"), 201)
            restarts, waits = [], []
            for _ in range(rounds):
                server, restart_s, longest_s = asyncio.run(
                    _round(server, session["webSocketUrl"], (ada, carla))
                )
                restarts.append(restart_s)
                waits += [wait - restart_s for wait in longest_s]
        finally:
            server.kill()
    print(f"restart, from the signal until ready: {statistics.median(restarts):.1f} s (median of {rounds})")
    median, most = statistics.median(waits), max(waits)
    print(f"noticed beyond it, {len(waits)} people: median {median:.2f} s, most {most:.2f} s")


async def _round(
    server: Server, url: str, people: tuple[httpx.Client, ...]
) -> tuple[Server, float, list[float]]:
    """The new server, how long the restart took, and the longest wait of each person."""
    port = urlsplit(server.url).port or 0
    tokens = [person.headers["Authorization"].removeprefix("Bearer ") for person in people]
    async with join(url, tokens[0]) as one, join(url, tokens[1]) as other:
        is_over = asyncio.Event()
        talks = [asyncio.create_task(_longest_wait(session, is_over)) for session in (one, other)]
        await asyncio.sleep(SETTLED_S)
        begin = time.perf_counter()
        await asyncio.to_thread(server.stop)
        server = await asyncio.to_thread(start_server, server.data_dir, port=port)
        took = time.perf_counter() - begin
        is_over.set()
        return server, took, list(await asyncio.gather(*talks))


async def _longest_wait(session: LiveSession, is_over: asyncio.Event) -> float:
    """Say something again and again; the answer that comes after the end counts as well."""
    longest = 0.0
    is_last = False
    while not is_last:
        is_last = is_over.is_set()
        begin = time.perf_counter()
        await session.say("Are you there?")
        longest = max(longest, time.perf_counter() - begin)
        await asyncio.sleep(PAUSE_S)
    return longest


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
