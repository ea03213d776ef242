"""How long both people wait for SIGNED after the last signature: python -m bench.signed.

A real server, one contract after the other: 20 pages, two signers, both connected. The clock runs
from sending the customer's signature until both have heard that the contract is SIGNED, which is
said when the sealed file is there; then the file is fetched.
"""

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from websockets.asyncio.client import ClientConnection, connect

from bench.seal import document
from tests.journeys.steps import create, expect, patch, show_all, sign, signing_body, upload
from tests.serving import Server, add_user, client_of, serving

PAGES = 20
# The first ones find the workers cold.
UNCOUNTED, ROUNDS = 3, 20
PATIENCE_S = 60


class People(NamedTuple):
    """The two people's REST clients."""

    ada: httpx.Client
    carla: httpx.Client


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        ada = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
        carla = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
        with serving(data_dir) as server, client_of(server, ada) as one, client_of(server, carla) as other:
            people = People(one, other)
            pdf = document(PAGES)
            waits = [
                asyncio.run(_wait(server, people, _almost_signed(people, [ada, carla], pdf)))
                for _ in range(UNCOUNTED + ROUNDS)
            ][UNCOUNTED:]
    print(f"{PAGES} pages, {ROUNDS} contracts, from the last signature:")
    for what, each in zip(
        ("SIGNED on both screens", "sealed file fetched"), zip(*waits, strict=True), strict=True
    ):
        p50, p90 = statistics.median(each), statistics.quantiles(each, n=10)[-1]
        print(f"  {what}: p50 {p50:.0f} ms, p90 {p90:.0f} ms")


def _almost_signed(people: People, signers: list[str], pdf: bytes) -> str:
    """A contract that lacks nothing but the customer's signature."""
    contract_id: str = create(people.ada, signers[1])["contractId"]
    patch(people.ada, contract_id, signers=signers)
    uploaded = upload(people.ada, contract_id, pdf)
    patch(people.ada, contract_id, status="REVIEW")
    for person in people:
        show_all(person, uploaded)
    sign(people.ada, contract_id, "Ada Lindqvist")
    return contract_id


async def _wait(server: Server, people: People, contract_id: str) -> tuple[float, float]:
    """Milliseconds until both have heard of it, and until the customer has the file."""
    session = people.ada.post(f"/contracts/{contract_id}/session")
    session_id = session.raise_for_status().json()["sessionId"]
    contract = expect(people.carla.get(f"/contracts/{contract_id}"), 200)
    url = f"{server.web_socket_url}/sessions/{session_id}"
    async with (
        asyncio.timeout(PATIENCE_S),
        _connected(url, people.ada) as ada,
        _connected(url, people.carla) as carla,
    ):
        documents = (await _heard(carla, "snapshot"))["documents"]
        await _heard(ada, "snapshot")
        signature = {"type": "contractSigned", "cid": contract_id, **signing_body(contract, "Carla Moreno")}
        begin = time.perf_counter()
        await carla.send(json.dumps(signature))
        await asyncio.gather(_signed(ada), _signed(carla))
        signed = time.perf_counter()
        file = people.carla.get(f"/documents/{documents[0]['documentId']}/sealed", follow_redirects=True)
        file.raise_for_status()
        if not file.content.startswith(b"%PDF"):
            raise RuntimeError("the sealed file is no PDF")
    return (signed - begin) * 1000, (time.perf_counter() - begin) * 1000


def _connected(url: str, person: httpx.Client) -> connect:
    headers = {"Authorization": person.headers["Authorization"]}
    return connect(url, additional_headers=headers, compression=None, max_size=None)


async def _signed(socket: ClientConnection) -> None:
    while (await _heard(socket, "statusUpdate"))["status"] != "SIGNED":
        pass


async def _heard(socket: ClientConnection, kind: str) -> dict[str, Any]:
    """The next frame of that kind; a refusal ends the measurement."""
    while True:
        frame: dict[str, Any] = json.loads(await socket.recv())
        if frame["type"] == "refused":
            raise RuntimeError(f"refused: {frame}")
        if frame["type"] == kind:
            return frame


if __name__ == "__main__":
    main()
