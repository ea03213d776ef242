"""Somebody waits in the room: the other's page of the contract says so within seconds, and leads in."""

from playwright.sync_api import expect

from tests.conftest import Person
from tests.journeys.agreements import filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import faults, visit

SOON_MS = 15_000


def test_the_page_of_a_contract_says_that_the_other_is_in_the_room(person: Person, couple: Pair) -> None:
    agreement = filled(couple)
    ada = visit(person, couple.server, couple.advisor, agreement.page)
    expect(ada.get_by_role("button", name="Open the room")).to_be_visible()
    here = ada.get_by_text("In the room now", exact=True)
    assert here.count() == 0

    carla = visit(person, couple.server, couple.customer, agreement.room)

    expect(here).to_be_visible(timeout=SOON_MS)
    expect(ada.get_by_role("button", name="Join Carla in the room")).to_be_visible()
    assert faults(ada) == {}

    carla.close()
    expect(here).to_be_hidden(timeout=SOON_MS)
    expect(ada.get_by_role("button", name="Open the room")).to_be_visible()
