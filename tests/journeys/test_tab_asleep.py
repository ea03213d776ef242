"""Nobody sees the pages of a tab that is not looked at; one that slept is up to date once it wakes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.agreements import filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import in_room, is_on_page, visit

# Browsers that a test drives believe that every tab is in front.
LOOKED_AT = """
  (state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }
"""


def look(page: Page, state: str) -> None:
    """Turn the tab away, `hidden`, or bring it to the front, `visible`."""
    page.evaluate(LOOKED_AT, state)


def lifecycle(page: Page, state: str) -> None:
    """Have the browser put the tab to sleep, `frozen`, or wake it, `active`."""
    page.context.new_cdp_session(page).send("Page.setWebLifecycleState", {"state": state})


def is_seen(page: Page, number: int, by: str, *, not_by: str = "nobody") -> None:
    """Wait until a page counts as seen by one, and still not by the other."""
    name = re.compile(rf"^Page {number}, (?=.*seen by {by})(?!.*not yet by {by})")
    expect(page.get_by_role("button", name=name)).to_be_visible()
    still = re.compile(rf"^Page {number}, .*not yet by {not_by}")
    expect(page.get_by_role("button", name=still)).to_have_count(0 if not_by == "nobody" else 1)


@pytest.mark.slow
def test_sg3_pages_in_a_tab_that_nobody_looks_at_are_not_seen_until_somebody_does(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room))
    is_seen(ada, 1, "Carla")
    look(carla, "hidden")
    for number in (2, 3):
        ada.get_by_role("button", name="Next page").click()
        is_on_page(carla, number)
        is_seen(ada, number, "Ada", not_by="Carla")
    lifecycle(carla, "frozen")
    ada.get_by_role("button", name="Next page").click()
    is_seen(ada, 4, "Ada", not_by="Carla")
    lifecycle(carla, "active")
    look(carla, "visible")
    is_on_page(carla, 4)
    is_seen(ada, 4, "Carla")
    is_seen(ada, 2, "Ada", not_by="Carla")
    expect(ada.get_by_role("list", name="People").get_by_text("on page 4").first).to_be_visible()
