"""The server is restarted under two people in the room: they go on where they were, and nothing is lost."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.conftest import Person
from tests.journeys.agreements import INCOME, filled
from tests.journeys.conftest import a_pair
from tests.journeys.screens import in_room, is_on_page, visit
from tests.serving import Server, start_server

QUESTION = "Is it all still there?"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Server]]:
    """One server after the other on one data folder, at one address."""
    started = [start_server(tmp_path / "data")]
    yield started
    started[-1].kill()


@pytest.mark.slow
def test_ui3_lv1_wr6_a_room_goes_on_after_a_restart_of_the_server(
    person: Person, servers: list[Server]
) -> None:
    (server,) = servers
    with a_pair(server) as pair:
        agreement = filled(pair, but=frozenset({INCOME}))
        ada = in_room(visit(person, server, pair.advisor, agreement.room))
        carla = in_room(visit(person, server, pair.customer, agreement.room))
        ada.get_by_role("button", name="Page 3, ").click()
        is_on_page(carla, 3)
        income = carla.get_by_role("textbox", name=INCOME)
        income.fill("3140")
        assert server.stop() == 0
        income.press("Enter")
        message = ada.get_by_role("textbox", name="Write to Carla")
        message.fill(QUESTION)
        message.press("Enter")
        servers.append(start_server(server.data_dir, port=urlsplit(server.url).port or 0))
        expect(carla.get_by_role("log").get_by_text(QUESTION)).to_be_visible()
        expect(ada.locator("[data-field]").filter(has_text="3,140")).to_be_visible()
        expect(income).to_have_value("3,140")
        for screen in (ada, carla):
            is_on_page(screen, 3)
