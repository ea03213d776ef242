"""Whether memory stays flat while sessions come and go: python -m bench.soak [SESSIONS].

A real server; in each session two people connect, do a little of everything and leave, by turns
with a goodbye, by a torn line, or because the session is ended under them. The memory of the
server is read on the way, each time after it has forgotten who just left, and what a session costs.
"""

import asyncio
import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.rest import cpu_s
from bench.start import memory_mb
from livecontract.demo.contract import sample_pdf
from livecontract.realtime.presence import OFFLINE_AFTER_S
from tests.journeys.steps import JSON, a_field, create, patch, place, upload
from tests.serving import Server, add_user, client_of, serving

SESSIONS = 10_000
PAIRS, CONTRACTS_EACH = 2, 20
AT_ONCE = 8
READ_AT = (0.1, 0.5, 1.0)
PATIENCE_S = 60
# One address may ask for a few connections a second only; this machine has many addresses.
SOURCES = itertools.cycle([f"127.0.{net}.{host}" for net in (1, 2) for host in range(1, 251)])


End: TypeAlias = Callable[[], Coroutine[Any, Any, None]]
WayOut: TypeAlias = Callable[[ClientConnection, ClientConnection, End], Coroutine[Any, Any, None]]


class Place(NamedTuple):
    """A contract in review that sessions take place on, with the headers of its two people."""

    contract_id: str
    document_id: str
    field_id: str
    ada: dict[str, str]
    carla: dict[str, str]


def main(sessions: int) -> None:
    """Print memory and cost at each share of the sessions."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        pairs = [_pair(data_dir, number) for number in range(PAIRS)]
        with serving(data_dir) as server:
            places = [one for pair in pairs for one in _places(server, *pair)]
            print(f"before the first session: {memory_mb(server):.1f} MB", flush=True)
            done = 0
            for share in READ_AT:
                wanted = round(sessions * share) - done
                cpu_ms = _measure(server, places, wanted) / wanted * 1000
                done += wanted
                figures = f"{memory_mb(server):.1f} MB, {cpu_ms:.1f} ms of processor time for each"
                print(f"after {done:,} sessions: {figures}", flush=True)


def _measure(server: Server, places: list[Place], count: int) -> float:
    """Seconds of the server's processor time for so many sessions, until it has forgotten them."""
    begin = cpu_s(server)
    asyncio.run(_hold(server, places, count))
    time.sleep(OFFLINE_AFTER_S + 2)
    return cpu_s(server) - begin


def _pair(data_dir: Path, number: int) -> tuple[str, str]:
    """An advisor and a customer; one pair alone would soon start sessions too often."""
    ada = add_user(data_dir, "advisor", "Ada Lindqvist", f"ada-{number}@bank.example")
    carla = add_user(data_dir, "customer", "Carla Moreno", f"carla-{number}@post.example")
    return ada["userId"], carla["userId"]


def _places(server: Server, ada: str, carla: str) -> list[Place]:
    with client_of(server, ada) as one, client_of(server, carla) as other:
        headers = [{"Authorization": person.headers["Authorization"]} for person in (one, other)]
        found = []
        for _ in range(CONTRACTS_EACH):
            contract_id = create(one, carla)["contractId"]
            document = upload(one, contract_id, sample_pdf())
            (field,) = place(one, document["documentId"], a_field("text", "CUSTOMER", 100))
            patch(one, contract_id, status="REVIEW")
            found.append(Place(contract_id, document["documentId"], field["fieldId"], *headers))
    return found


async def _hold(server: Server, places: list[Place], count: int) -> None:
    """So many sessions, a few at once, each contract in turn."""
    rounds = iter(range(count))
    async with httpx.AsyncClient(base_url=server.url, timeout=PATIENCE_S) as http:
        lanes = [places[lane::AT_ONCE] for lane in range(AT_ONCE)]
        await asyncio.gather(*(_lane(http, server.web_socket_url, lane, rounds) for lane in lanes))


async def _lane(http: httpx.AsyncClient, url: str, places: list[Place], rounds: Iterator[int]) -> None:
    for number, where in zip(rounds, itertools.cycle(places), strict=False):
        async with asyncio.timeout(PATIENCE_S):
            await _session(http, url, where, WAYS_OUT[number % len(WAYS_OUT)])


async def _session(http: httpx.AsyncClient, url: str, where: Place, leave: WayOut) -> None:
    started = await http.post(f"/contracts/{where.contract_id}/session", headers=where.carla)
    session_id = started.raise_for_status().json()["sessionId"]
    async with (
        _connected(f"{url}/sessions/{session_id}", where.ada) as ada,
        _connected(f"{url}/sessions/{session_id}", where.carla) as carla,
    ):
        await _talk(where, ada, carla)

        async def end() -> None:
            (await http.delete(f"/sessions/{session_id}", headers=where.ada)).raise_for_status()

        await leave(ada, carla, end)


async def _talk(where: Place, ada: ClientConnection, carla: ClientConnection) -> None:
    at = {"documentId": where.document_id, "pageNumber": 1}
    snapshot = await _heard(carla, "snapshot")
    (field,) = snapshot["documents"][0]["fields"]
    await _say(ada, "pageChange", cid="turn", pageNumber=1)
    await _say(ada, "pointer", x=10, y=20, visible=True, **at)
    await _say(carla, "viewport", **at)
    await _say(carla, "pageShown", **at)
    await _say(carla, "chatMessage", cid="said", text="Good morning")
    change = {"fieldId": where.field_id, "value": f"{field['version']} Mill Lane", "base": field["version"]}
    await _say(carla, "fieldChange", cid=f"fill {where.contract_id} {field['version']}", **change)
    for socket in (ada, carla):
        await _heard(socket, "fieldChange")


async def _goodbye(ada: ClientConnection, carla: ClientConnection, end: End) -> None:
    for socket in (ada, carla):
        await _say(socket, "bye")
        await socket.wait_closed()
    await end()


async def _torn(ada: ClientConnection, carla: ClientConnection, end: End) -> None:
    for socket in (ada, carla):
        socket.transport.abort()
    await end()


async def _ended(ada: ClientConnection, carla: ClientConnection, end: End) -> None:
    await end()
    for socket in (ada, carla):
        await _heard(socket, "sessionEnded")
        await socket.wait_closed()


WAYS_OUT: tuple[WayOut, ...] = (_goodbye, _torn, _ended)


def _connected(url: str, headers: dict[str, str]) -> connect:
    return connect(url, additional_headers=headers, compression=None, local_addr=(next(SOURCES), 0))


async def _say(socket: ClientConnection, kind: str, **members: Any) -> None:
    await socket.send(json.dumps({"type": kind, **members}))


async def _heard(socket: ClientConnection, kind: str) -> JSON:
    """The next frame of that kind; a refusal ends the measurement."""
    frame: JSON = {}
    while frame.get("type") != kind:
        frame = json.loads(await socket.recv())
        if frame["type"] == "refused":
            raise RuntimeError(f"refused: {frame}")
    return frame


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SESSIONS)
