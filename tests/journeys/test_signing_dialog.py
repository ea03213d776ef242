"""What stands against a signature while its dialog is open is said there, with the way out."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.conftest import Person
from tests.journeys.agreements import PAYMENT_DAY, Agreement, fill, filled, ready
from tests.journeys.conftest import Pair
from tests.journeys.network import Line
from tests.journeys.screens import in_room, is_on_page, visit
from tests.journeys.steps import expect as expect_status

PAGES_SHOWN = re.compile("/pages-shown$")


def enter(person: Person, couple: Pair, agreement: Agreement) -> tuple[Page, Line]:
    """Carla in the room, which Ada is in too."""
    in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = visit(person, couple.server, couple.customer, "/app/")
    line = Line(carla)
    carla.goto(agreement.room)
    return in_room(carla), line


def agree(carla: Page) -> Locator:
    """Open the dialog and tick; the button that signs."""
    carla.get_by_role("button", name="Review and sign").click()
    carla.get_by_role("dialog").get_by_role("checkbox").check()
    sign = carla.get_by_role("button", name="Sign as Carla Moreno")
    expect(sign).to_be_enabled()
    return sign


def sign_now(carla: Page) -> None:
    agree(carla).click()
    expect(carla.get_by_text("Signed. Ada signs next.").first).to_be_visible()


@pytest.mark.slow
def test_sg2_sg4_what_changes_under_an_open_dialog_is_said_and_has_to_be_looked_at(
    person: Person, couple: Pair
) -> None:
    agreement = ready(couple)
    carla, _ = enter(person, couple, agreement)
    sign = agree(carla)
    fill(couple.ada, agreement, PAYMENT_DAY, None)
    alert = carla.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text("The contract changed while you read it. Look at page 2, then sign.")
    expect(sign).to_be_disabled()
    alert.get_by_role("button", name="Go to page 2").click()
    is_on_page(carla, 2)
    expect(carla.get_by_text("Now Ada: day of payment.")).to_be_visible()
    expect(carla.get_by_role("button", name="Review and sign")).to_be_hidden()
    fill(couple.ada, agreement, PAYMENT_DAY, "2027-01-05")
    agree(carla)
    expect(carla.get_by_role("dialog").get_by_text("5 January 2027")).to_be_visible()
    carla.keyboard.press("Escape")
    sign_now(carla)


@pytest.mark.slow
def test_sg2_the_server_refuses_a_signature_under_what_has_just_changed(person: Person, couple: Pair) -> None:
    agreement = ready(couple)
    carla, line = enter(person, couple, agreement)
    sign = agree(carla)
    line.delay("fieldChange")
    fill(couple.ada, agreement, PAYMENT_DAY, "2027-01-06")
    sign.click()
    dialog = carla.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("The contract changed while you read it.")
    line.release()
    expect(dialog.get_by_text("6 January 2027")).to_be_visible()
    expect(sign).to_be_disabled()
    dialog.get_by_role("button", name="Go to page 2").click()
    sign_now(carla)


@pytest.mark.slow
def test_sg3_pages_that_the_server_was_not_told_of_are_named_and_can_be_gone_to(
    person: Person, couple: Pair
) -> None:
    agreement = filled(couple)
    carla, line = enter(person, couple, agreement)
    line.lose("pageShown")
    carla.route(PAGES_SHOWN, lambda route: route.abort())
    review = carla.get_by_role("button", name="Review and sign")
    for number in range(1, 6):
        carla.get_by_role("button", name=re.compile(rf"^Page {number}, ")).click()
        expect(
            carla.get_by_role("button", name=re.compile(rf"^Page {number}, .*seen by Carla"))
        ).to_be_visible()
    expect(review).to_be_visible()
    agree(carla).click()
    alert = carla.get_by_role("dialog").get_by_role("alert")
    expect(alert).to_contain_text(re.compile(r"You have not seen .*pages .*5 yet\."))
    carla.unroute(PAGES_SHOWN)
    alert.get_by_role("button", name=re.compile("^Go to page")).click()
    expect(carla.get_by_role("dialog")).to_be_hidden()
    sign_now(carla)


@pytest.mark.slow
def test_ui3_a_reload_in_the_middle_of_signing_loses_nothing_and_signs_nothing(
    person: Person, couple: Pair
) -> None:
    agreement = ready(couple)
    carla, _ = enter(person, couple, agreement)
    agree(carla)
    carla.reload()
    in_room(carla)
    expect(carla.get_by_role("dialog")).to_be_hidden()
    expect(carla.get_by_text("All 11 are done.")).to_be_visible()
    contract = expect_status(couple.carla.get(f"/contracts/{agreement.contract_id}"), 200)
    assert contract["signatures"] == []
    carla.get_by_role("button", name="Review and sign").click()
    expect(carla.get_by_role("dialog").get_by_role("checkbox")).not_to_be_checked()
    carla.keyboard.press("Escape")
    sign_now(carla)


@pytest.mark.slow
def test_whoever_has_signed_finds_the_keyboard_at_what_comes_next(person: Person, couple: Pair) -> None:
    agreement = ready(couple)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room))
    for page, name in ((carla, "Carla Moreno"), (ada, "Ada Lindqvist")):
        page.get_by_role("button", name="Review and sign").click()
        page.get_by_role("dialog").get_by_role("checkbox").check()
        page.get_by_role("button", name=f"Sign as {name}").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator("#todo :focus, #todo:focus")).to_have_count(1)
    for page in (carla, ada):
        expect(page.get_by_role("heading", name="Signed")).to_be_visible()
        expect(page.get_by_role("group", name="Signed")).to_be_focused()
