"""The same person in two tabs: both follow, the other sees one person, and a sign-out is for both."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.agreements import filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import faults, in_room, is_on_page, visit
from tests.journeys.steps import show_all


def is_seen_by_both(ada: Page, number: int) -> None:
    """Wait for the second that a page has to be in view."""
    expect(ada.get_by_role("button", name=re.compile(rf"^Page {number}, (?!.*not yet)"))).to_be_visible()


@pytest.mark.slow
def test_lv7_two_tabs_are_one_person_who_stays_when_one_is_closed(person: Person, couple: Pair) -> None:
    agreement = filled(couple)
    show_all(couple.ada, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    first = in_room(visit(person, couple.server, couple.customer, agreement.room))
    second = first.context.new_page()
    second.goto(agreement.room)
    people = ada.get_by_role("list", name="People")
    turn = ada.get_by_role("button", name="Next page")
    in_room(second)
    turn.click()
    for tab in (first, second):
        is_on_page(tab, 2)
    expect(people.get_by_role("listitem")).to_have_count(2)
    expect(people.get_by_text("on page 2")).to_be_visible()
    first.close()
    # Three pages take three seconds to be seen, one more than a person without a line counts as here.
    for number in (3, 4, 5):
        turn.click()
        is_on_page(second, number)
        is_seen_by_both(ada, number)
        expect(people.get_by_text(f"on page {number}")).to_be_visible()
    second.close()
    expect(people.get_by_text("offline")).to_be_visible()


@pytest.mark.slow
def test_ac5_a_room_whose_person_signs_out_in_another_tab_says_so_at_once(person: Person, pair: Pair) -> None:
    agreement = filled(pair)
    ada = in_room(visit(person, pair.server, pair.advisor, agreement.room))
    carla = in_room(visit(person, pair.server, pair.customer, agreement.room))
    second = carla.context.new_page()
    second.goto("/app/")
    second.get_by_role("button", name=re.compile("Carla Moreno")).click()
    second.get_by_role("button", name="Sign out").click()
    said = "Your sign-in has ended. Sign in again to come back to the room."
    expect(carla.get_by_role("heading", name=said)).to_be_visible()
    assert faults(carla) == {}
    people = ada.get_by_role("list", name="People")
    expect(people.get_by_text(re.compile("reconnecting|offline since"))).to_be_visible()
    carla.get_by_role("button", name="Sign in again").click()
    expect(carla).to_have_url(re.compile("/app/sign-in"))
