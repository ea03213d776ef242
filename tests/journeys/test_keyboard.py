"""The whole of the customer's job in the room without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Person
from tests.journeys.agreements import INCOME, VALUES, filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import in_room, is_on_page, visit
from tests.journeys.steps import expect as answer
from tests.journeys.steps import show_all

DAY = "Day of the month"
BIRTH = "Date of birth"
FARTHEST = 60


def go_to(page: Page, target: Locator, key: str = "Tab") -> None:
    """Press a key until the target has the focus."""
    expect(target).to_be_visible()
    for _ in range(FARTHEST):
        page.keyboard.press(key)
        if target.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail(f"{key} does not lead to {target}")


def fill_in(carla: Page) -> None:
    """Begin in the first open field; Enter goes on from each to the next."""
    go_to(carla, carla.get_by_role("textbox", name=BIRTH))
    carla.keyboard.type("14 March 1988")
    carla.keyboard.press("Enter")
    income = carla.get_by_role("textbox", name=INCOME)
    expect(income).to_be_focused()
    carla.keyboard.type("31x")
    carla.keyboard.press("Escape")
    expect(income).to_have_value("")
    carla.keyboard.type("3,140")
    carla.keyboard.press("Enter")
    choice = carla.get_by_role("combobox", name=DAY)
    expect(choice).to_be_focused()
    carla.keyboard.type("15")
    expect(choice).to_have_value("15th")
    go_to(carla, carla.get_by_role("checkbox", name="Reminder by e-mail"))
    carla.keyboard.press("Space")
    expect(carla.get_by_role("checkbox", name="Reminder by e-mail")).to_be_checked()


def read(carla: Page, pages: int) -> None:
    """Turn with the page keys from the first page to the last, each until it counts as seen."""
    go_to(carla, carla.get_by_role("group", name=re.compile("^The paper: ")), key="F6")
    for _ in range(pages):
        carla.keyboard.press("PageUp")
    for number in range(1, pages + 1):
        is_on_page(carla, number)
        seen = re.compile(rf"^Page {number}, (?!.*not yet)")
        expect(carla.get_by_role("button", name=seen)).to_be_visible()
        carla.keyboard.press("PageDown")


def sign(carla: Page) -> None:
    """Look into the dialog, leave it by Escape, come back, choose a hand, agree, sign."""
    step = carla.get_by_role("button", name="Review and sign")
    go_to(carla, step)
    carla.keyboard.press("Enter")
    dialog = carla.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="Review and sign")).to_be_focused()
    carla.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(step).to_be_focused()
    carla.keyboard.press("Enter")
    go_to(carla, dialog.get_by_role("radio", name="Sacramento"))
    carla.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="Sacramento")).not_to_be_checked()
    go_to(carla, dialog.get_by_role("checkbox"))
    carla.keyboard.press("Space")
    button = dialog.get_by_role("button", name="Sign as Carla Moreno")
    expect(button).to_be_enabled()
    go_to(carla, button)
    carla.keyboard.press("Enter")


@pytest.mark.slow
def test_ui2_the_customer_fills_in_reads_and_signs_without_a_mouse(person: Person, couple: Pair) -> None:
    agreement = filled(couple, but=frozenset({BIRTH, INCOME, DAY}))
    show_all(couple.ada, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = visit(person, couple.server, couple.customer, agreement.page)
    go_to(carla, carla.get_by_role("button", name="Join Ada in the room"))
    carla.keyboard.press("Enter")
    fill_in(in_room(carla))
    read(carla, agreement.document["pageCount"])
    sign(carla)
    expect(carla.get_by_text("Signed. Ada signs next.").first).to_be_visible()
    expect(ada.get_by_text("3,140").first).to_be_visible()
    kept = answer(couple.carla.get(f"/documents/{agreement.document['documentId']}/fields"), 200)["fields"]
    assert VALUES.items() <= {field["label"]: field["value"] for field in kept}.items()
