"""The customer's whole job on a phone, from the letter to the sealed contract, signed with a drawing."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Person
from tests.journeys.agreements import INCOME, VALUES, filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import PHONE, faults, in_room, is_too_wide, visit
from tests.journeys.steps import show_all

TITLE = "Loan agreement for a phone"
ADDRESS = "Home address"


def is_at_hand(page: Page, action: Locator) -> None:
    """The primary action is on the screen in whole, and nothing lies beside the screen."""
    expect(action).to_be_in_viewport(ratio=1)
    assert not is_too_wide(page)


def come_in(carla: Page) -> None:
    letter = carla.get_by_role("listitem").filter(has_text=TITLE)
    letter.get_by_role("link", name="Open the link").tap()
    carla.get_by_role("button", name="Open the contract").tap()
    join = carla.get_by_role("button", name="Join Ada in the room")
    is_at_hand(carla, join)
    join.tap()
    in_room(carla)


def fill_in(carla: Page, label: str, text: str, action: str) -> None:
    """Fill in the field whose sheet is open; `action` is the sheet's button."""
    sheet = carla.get_by_role("dialog", name=label)
    sheet.get_by_role("textbox", name=label).fill(text)
    is_at_hand(carla, sheet.get_by_role("button", name=action))
    sheet.get_by_role("button", name=action).tap()


def read_on(carla: Page, pages: int) -> None:
    """Take the next step until there is no page left to go to."""
    sign = carla.get_by_role("button", name="Review and sign")
    for _ in range(pages):
        step = carla.get_by_role("button", name=re.compile("^Next: go to page "))
        expect(sign.or_(step)).to_be_visible()
        if sign.is_visible():
            return
        name = step.inner_text()
        is_at_hand(carla, step)
        step.tap()
        expect(carla.get_by_role("button", name=name)).to_be_hidden()


def draw(carla: Page) -> None:
    """Two strokes on the pad."""
    pad = carla.get_by_label("Draw your signature here")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    for path in (((0.2, 0.7), (0.3, 0.2), (0.4, 0.8), (0.6, 0.3)), ((0.5, 0.8), (0.7, 0.5), (0.85, 0.6))):
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in path]
        carla.mouse.move(*places[0])
        carla.mouse.down()
        for place in places[1:]:
            carla.mouse.move(*place, steps=8)
        carla.mouse.up()


def sign_drawn(carla: Page) -> None:
    is_at_hand(carla, carla.get_by_role("button", name="Review and sign"))
    carla.get_by_role("button", name="Review and sign").tap()
    dialog = carla.get_by_role("dialog")
    dialog.get_by_text("Draw", exact=True).tap()
    draw(carla)
    expect(dialog.locator("svg path")).to_have_count(2)
    dialog.get_by_role("checkbox").check()
    button = dialog.get_by_role("button", name="Sign as Carla Moreno")
    button.scroll_into_view_if_needed()
    is_at_hand(carla, button)
    button.tap()
    expect(carla.get_by_text("Signed. Ada signs next.").first).to_be_visible()


def sign_typed(ada: Page) -> None:
    ada.get_by_role("button", name="Review and sign").click()
    ada.get_by_role("dialog").get_by_role("checkbox").check()
    ada.get_by_role("button", name="Sign as Ada Lindqvist").click()


@pytest.mark.slow
def test_ui2_ui1_the_customer_does_it_all_on_a_phone_and_signs_with_a_drawing(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple, TITLE, but=frozenset({ADDRESS, INCOME}))
    show_all(couple.ada, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = visit(person, couple.server, None, "/app/mailbox", **PHONE)
    come_in(carla)
    step = carla.get_by_role("button", name="Next: home address")
    is_at_hand(carla, step)
    step.tap()
    fill_in(carla, ADDRESS, VALUES[ADDRESS], "Next: net monthly income")
    fill_in(carla, INCOME, "3,140", "Done")
    expect(ada.get_by_text("3,140").first).to_be_visible()
    read_on(carla, agreement.document["pageCount"])
    sign_drawn(carla)
    sign_typed(ada)
    for page in (ada, carla):
        expect(page.get_by_role("heading", name="Signed")).to_be_visible()
    is_at_hand(carla, carla.get_by_role("link", name="Download the signed contract"))
    expect(carla.locator(".textLayer").get_by_text("borrower").last).to_be_in_viewport()
    assert faults(carla) == {}
