"""Who turns the pages: going along or looking around, always seeing where the other is; all on record."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.agreements import end_session, filled, open_session
from tests.journeys.conftest import Pair
from tests.journeys.screens import faults, in_room, is_on_page, visit
from tests.journeys.steps import show_all


def is_at(page: Page, does: str) -> None:
    """Wait until the head of a room says this of the other person."""
    other = page.get_by_role("list", name="People").get_by_role("listitem").filter(has_not_text="(you)")
    expect(other.get_by_text(does)).to_be_visible()


@pytest.mark.slow
def test_lv10_whoever_looks_around_sees_where_the_other_is_and_comes_back_and_the_record_tells(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple, "Loan agreement, led by turns")
    for client in (couple.ada, couple.carla):
        show_all(client, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room))
    carla.get_by_role("button", name="Look around").click()
    carla.get_by_role("button", name=re.compile("^Page 4, ")).click()
    expect(carla.get_by_text("You are on page 4.")).to_be_visible()
    is_at(ada, "on page 4")
    ada.get_by_role("button", name="Next page").click()
    expect(carla.get_by_text("Ada is on page 2.")).to_be_visible()
    is_on_page(carla, 4)
    assert faults(ada) | faults(carla) == {}
    carla.get_by_role("button", name="Back to Ada").click()
    is_on_page(carla, 2)
    is_at(ada, "on page 2")
    ada.get_by_role("button", name="Let Carla lead").click()
    carla.get_by_role("button", name="Take the lead").click()
    is_at(ada, "leading")
    session = open_session(couple, agreement)
    end_session(couple, agreement)
    ada.goto(f"/app/sessions/{session['sessionId']}/replay")
    events = in_room(ada).get_by_role("region", name="Events")
    for told in ("Ada turned to page 2", "Ada offered Carla the lead", "Carla leads"):
        expect(events.get_by_role("button", name=re.compile(told))).to_be_visible()
    events.get_by_role("button", name=re.compile("Carla leads")).click()
    is_at(ada, "leading")
