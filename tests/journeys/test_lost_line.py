"""A lost line: it is said calmly, what was typed is kept, and nobody signs until it is back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.agreements import ready
from tests.journeys.conftest import Pair
from tests.journeys.network import Line
from tests.journeys.screens import faults, in_room, visit

CALM = "Reconnecting… What you type is kept. Ada sees that you are away."
REASON = "Signing opens again when you are connected."


def is_said(page: Page, sentence: str) -> None:
    expect(page.get_by_role("status").filter(has_text=sentence)).to_be_visible()


@pytest.mark.slow
def test_ui3_what_is_typed_over_a_torn_line_is_kept_and_reaches_the_other_screen(
    person: Person, couple: Pair
) -> None:
    agreement = ready(couple)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = visit(person, couple.server, couple.customer, "/app/")
    line = Line(carla)
    carla.goto(agreement.room)
    sign = in_room(carla).get_by_role("button", name="Review and sign")
    expect(sign).to_be_enabled()
    employer = carla.get_by_role("textbox", name="Employer")
    employer.fill("Brightwater")
    line.cut()
    employer.press_sequentially(" Academy")
    employer.press("Enter")
    is_said(carla, CALM)
    expect(employer).to_have_value("Brightwater Academy")
    expect(sign).to_be_disabled()
    expect(carla.get_by_text(REASON)).to_be_visible()
    assert faults(carla) == {}
    away = re.compile("reconnecting|offline since")
    expect(ada.get_by_role("list", name="People").get_by_text(away)).to_be_visible()
    line.mend()
    is_said(carla, "Connected again. Nothing was lost.")
    expect(employer).to_have_value("Brightwater Academy")
    expect(ada.get_by_text("Brightwater Academy")).to_be_visible()
    expect(sign).to_be_enabled()


@pytest.mark.slow
def test_ui3_a_signing_dialog_waits_for_the_line_and_keeps_what_was_chosen_in_it(
    person: Person, couple: Pair
) -> None:
    agreement = ready(couple)
    in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = visit(person, couple.server, couple.customer, "/app/")
    line = Line(carla)
    carla.goto(agreement.room)
    in_room(carla).get_by_role("button", name="Review and sign").click()
    dialog = carla.get_by_role("dialog")
    caveat = dialog.get_by_role("radio", name="Caveat")
    caveat.check(force=True)
    dialog.get_by_role("checkbox").check()
    sign = dialog.get_by_role("button", name="Sign as Carla Moreno")
    expect(sign).to_be_enabled()
    carla.context.set_offline(True)
    line.cut()
    expect(sign).to_be_disabled()
    expect(dialog.get_by_text(REASON)).to_be_visible()
    line.mend()
    carla.context.set_offline(False)
    expect(sign).to_be_enabled()
    expect(caveat).to_be_checked()
    sign.click()
    expect(carla.get_by_text("Signed. Ada signs next.").first).to_be_visible()
