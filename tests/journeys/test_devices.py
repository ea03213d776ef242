"""One person on a phone beside a laptop: both show the same room, and the other sees one person."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.agreements import INCOME, fill, filled
from tests.journeys.conftest import Pair
from tests.journeys.network import Line
from tests.journeys.screens import PHONE, faults, in_room, is_on_page, visit
from tests.journeys.steps import show_all


def is_on_page_of_phone(page: Page, number: int) -> None:
    """Wait until the bar of a phone names this page."""
    expect(page.get_by_role("button", name=re.compile(f"^{number} of 5"))).to_be_visible()


@pytest.mark.slow
def test_lv7_lv4_a_phone_beside_a_laptop_shows_the_same_room_of_one_person(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple, but=frozenset({INCOME}))
    for client in (couple.ada, couple.carla):
        show_all(client, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    laptop = in_room(visit(person, couple.server, couple.customer, agreement.room))
    phone = in_room(visit(person, couple.server, couple.customer, agreement.room, **PHONE))
    expect(ada.get_by_role("list", name="People").get_by_role("listitem")).to_have_count(2)
    ada.get_by_role("button", name="Next page").click()
    is_on_page(laptop, 2)
    is_on_page_of_phone(phone, 2)
    phone.get_by_role("button", name=re.compile("^Next: net monthly income")).tap()
    sheet = phone.get_by_role("dialog", name=INCOME)
    sheet.get_by_role("textbox", name=INCOME).fill("3140")
    sheet.get_by_role("button", name="Done").tap()
    expect(ada.locator("[data-field]").filter(has_text="3,140")).to_be_attached()
    expect(laptop.get_by_role("textbox", name=INCOME)).to_have_value("3,140")
    ada.get_by_role("button", name="Let Carla lead").click()
    laptop.get_by_role("button", name="Take the lead").click()
    laptop.get_by_role("button", name=re.compile("^Page 4, ")).click()
    is_on_page(ada, 4)
    is_on_page_of_phone(phone, 4)
    laptop.close()
    expect(phone.get_by_role("button", name="Review and sign")).to_be_enabled()
    expect(ada.get_by_role("list", name="People").get_by_text("leading")).to_be_visible()


@pytest.mark.slow
def test_fd3_what_is_typed_over_a_value_that_came_from_elsewhere_stays_and_is_explained(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    laptop = visit(person, couple.server, couple.customer, "/app/")
    line = Line(laptop)
    laptop.goto(agreement.room)
    income = in_room(laptop).get_by_role("textbox", name=INCOME)
    expect(income).to_have_value("3,140")
    line.delay("fieldChange")
    fill(couple.carla, agreement, INCOME, "2900")
    expect(ada.locator("[data-field]").filter(has_text="2,900")).to_be_attached()
    income.fill("3500")
    income.press("Enter")
    expect(laptop.get_by_role("alert").filter(has_text="changed while you typed")).to_be_visible()
    expect(income).to_have_value("3,500")
    assert faults(laptop) == {}
    line.release()
    income.fill("3600")
    income.press("Enter")
    expect(ada.locator("[data-field]").filter(has_text="3,600")).to_be_attached()
    expect(laptop.get_by_role("alert").filter(has_text="changed while you typed")).to_have_count(0)
