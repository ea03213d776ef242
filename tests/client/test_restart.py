"""The server is restarted under two programs: they come back, and nothing acknowledged is lost."""

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from livecontract.client import LiveSession, join
from livecontract.demo.contract import sample_pdf
from livecontract.wire.close_codes import CloseCode
from livecontract.wire.limits import DEFAULT_LIMITS
from tests.journeys.steps import a_field, create, expect, patch, place, upload
from tests.serving import Server, add_user, client_of, start_server

pytestmark = pytest.mark.slow
SUBPROTOCOL = Subprotocol("livecontract.v1")


@dataclass
class Stage:
    """A server, a contract in review with a field of the customer's, and a session on it."""

    server: Server
    ada: httpx.Client
    carla: httpx.Client
    contract_id: str
    field_id: str
    url: str

    def start_again(self) -> None:
        """Start another server at the address of the one that has ended."""
        port = urlsplit(self.server.url).port
        self.server = start_server(self.server.data_dir, port=port or 0)

    def entering(self, person: httpx.Client) -> AbstractAsyncContextManager[LiveSession]:
        return join(self.url, person.headers["Authorization"].removeprefix("Bearer "))


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    data_dir = tmp_path / "data"
    ada_id = add_user(data_dir, "advisor", "Ada Lindqvist", "ada@bank.example")["userId"]
    carla_id = add_user(data_dir, "customer", "Carla Moreno", "carla@post.example")["userId"]
    server = start_server(data_dir)
    with client_of(server, ada_id) as ada, client_of(server, carla_id) as carla:
        contract_id = create(ada, carla_id)["contractId"]
        document = upload(ada, contract_id, sample_pdf())
        (text,) = place(ada, document["documentId"], a_field("text", "CUSTOMER", 100))
        patch(ada, contract_id, status="REVIEW")
        session = expect(ada.post(f"/contracts/{contract_id}/session"), 201)
        made = Stage(server, ada, carla, contract_id, text["fieldId"], session["webSocketUrl"])
        yield made
        made.server.kill()


def test_lv13_a_server_that_is_about_to_stop_is_not_ready_while_it_sends_people_away(stage: Stage) -> None:
    headers = {"Authorization": stage.carla.headers["Authorization"]}
    with connect(stage.url, additional_headers=headers, subprotocols=[SUBPROTOCOL]) as carla:
        hear_until(carla, "welcome")
        assert stage.ada.get("/health/ready").status_code == 200

        stage.server.process.terminate()
        goaway = hear_until(carla, "goaway")
        ready = stage.ada.get("/health/ready")
        alive = stage.ada.get("/health/live")

        assert (ready.status_code, ready.json()["status"]) == (503, "draining")
        assert (alive.status_code, goaway["reconnectWithinMs"]) == (200, 1000)
        with pytest.raises(ConnectionClosed) as closed:
            hear_until(carla, "nothing more")
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == CloseCode.GOING_AWAY
    assert stage.server.process.wait(timeout=30) == 0


def hear_until(socket: ClientConnection, kind: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(socket.recv(timeout=30))
        if frame["type"] == kind:
            return frame


class Filling:
    """Carla's program gives the field one value after the other, each when the last was acknowledged."""

    def __init__(self, carla: LiveSession, field_id: str) -> None:
        self.values: list[str] = []
        self.has_begun = asyncio.Event()
        self.is_down = asyncio.Event()
        self._carla = carla
        self._field_id = field_id

    async def run(self) -> None:
        """Many values while the server goes down, and one for which nobody is there at first."""
        for _ in range(DEFAULT_LIMITS.rates["write"].burst - 5):
            await self._fill()
            self.has_begun.set()
        await self.is_down.wait()
        await self._fill()

    async def _fill(self) -> None:
        value = f"{len(self.values)} Mill Lane"
        (document,) = self._carla.view.documents
        await self._carla.fill(self._field_id, value, document.fields[0].version)
        self.values.append(value)


@pytest.mark.parametrize("end", [Server.stop, Server.kill])
async def test_lv3_lv4_wr6_programs_come_back_after_a_restart_and_find_all_that_was_acknowledged(
    stage: Stage, end: Callable[[Server], object]
) -> None:
    async with stage.entering(stage.ada) as ada, stage.entering(stage.carla) as carla:
        filling = Filling(carla, stage.field_id)
        running = asyncio.create_task(filling.run())
        await filling.has_begun.wait()
        await asyncio.to_thread(end, stage.server)
        filling.is_down.set()
        await asyncio.to_thread(stage.start_again)
        await running
        await ada.say("There we are again.")
        await carla.turn_to(1)

        seen = [one.view.documents[0].fields[0].value for one in (ada, carla)]
        assert seen == [filling.values[-1]] * 2

    audit = expect(stage.ada.get(f"/contracts/{stage.contract_id}/audit?limit=500"), 200)
    kept = [entry["data"]["value"] for entry in audit["items"] if entry["type"] == "fieldChanged"]
    assert kept == filling.values
    assert audit["verified"] is True
