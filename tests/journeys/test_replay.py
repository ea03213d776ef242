"""A session that is over can be looked at again: played, gone through by its events, and kept as a file."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Locator, Page, expect

from livecontract.domain.recording import Batch, recording_fault
from tests.conftest import Person
from tests.journeys.agreements import INCOME, Agreement, end_session, filled, open_session
from tests.journeys.conftest import Pair
from tests.journeys.holding import NOTE, QUESTION, held
from tests.journeys.screens import DESKTOP, PHONE, faults, in_room, is_on_page, visit
from tests.journeys.steps import JSON

pytestmark = pytest.mark.slow

SAID = f"Carla wrote: “{QUESTION}”"
FILLED = "Carla filled in Net monthly income: 3,140.00"


@pytest.fixture(scope="module")
def agreement(couple: Pair) -> Agreement:
    return filled(couple, "Loan agreement, looked at again", but=frozenset({INCOME}))


@pytest.fixture(scope="module")
def session(couple: Pair, agreement: Agreement) -> JSON:
    return held(couple, agreement)


def replayed(person: Person, couple: Pair, session: JSON, **size: object) -> Page:
    """Carla's browser with the session to be looked at again, its record closed."""
    page = visit(
        person, couple.server, couple.customer, f"/app/sessions/{session['sessionId']}/replay", **size
    )
    return in_room(page)


def event(page: Page, sentence: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("region", name="Events").get_by_role("button", name=sentence)


def moment(page: Page) -> Locator:
    return page.get_by_role("slider", name="Moment of the session")


def income(page: Page) -> Locator:
    return page.locator("[data-field]").filter(has_text="3,140.00")


def test_rc9_an_event_is_gone_to_and_the_room_is_as_it_was(
    person: Person, couple: Pair, session: JSON
) -> None:
    page = replayed(person, couple, session)

    event(page, FILLED).click()
    is_on_page(page, 3)
    expect(income(page)).to_be_visible()
    page.get_by_role("tab", name="Chat").click()
    expect(page.get_by_role("region", name="Messages").get_by_text(QUESTION)).to_be_visible()
    expect(page.get_by_text(NOTE)).to_have_count(0)

    page.get_by_role("tab", name="Events").click()
    event(page, re.compile("Ada turned to page 3")).click()
    expect(income(page)).to_have_count(0)


def test_rc9_a_session_is_played_to_its_end(person: Person, couple: Pair, session: JSON) -> None:
    page = replayed(person, couple, session)

    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Play again")).to_be_visible()
    is_on_page(page, 4)
    expect(income(page)).to_be_visible()


def test_a_session_is_gone_through_by_keyboard(person: Person, couple: Pair, session: JSON) -> None:
    page = replayed(person, couple, session)

    page.keyboard.press("End")
    expect(moment(page)).to_have_attribute("aria-valuetext", re.compile("Ada ended the session"))
    page.keyboard.press("Home")
    expect(moment(page)).to_have_attribute("aria-valuenow", "0")
    event(page, SAID).click()
    page.keyboard.press("ArrowRight")
    expect(moment(page)).to_have_attribute("aria-valuetext", re.compile(re.escape(FILLED)))
    page.keyboard.press("ArrowLeft")
    expect(moment(page)).to_have_attribute("aria-valuetext", re.compile(re.escape(SAID)))
    page.keyboard.press("Home")
    moment(page).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play again")).to_be_visible()


def test_rc7_the_time_on_each_page_is_shown(person: Person, couple: Pair, session: JSON) -> None:
    page = replayed(person, couple, session)
    page.get_by_role("tab", name="Time on pages").click()

    rows = page.get_by_role("region", name="Time on pages").get_by_role("row")
    expect(rows).to_have_count(1 + 5 + 1)
    expect(rows.nth(2)).to_contain_text("not seen")


def test_rc2_the_record_is_called_whole_and_can_be_kept(person: Person, couple: Pair, session: JSON) -> None:
    page = replayed(person, couple, session)
    expect(page.get_by_text("Whole and unaltered.")).to_be_visible()
    expect(page.get_by_text("Not in this record: pointers.")).to_be_visible()

    with page.expect_download() as started:
        page.get_by_role("link", name="Save the record").click()
    file = json.loads(Path(started.value.path()).read_text())
    assert [settings["what"] for settings in file["kept"]] == [["chat", "drawings", "places"]]
    closing = file["closing"]
    batches = msgspec.convert(file["batches"], list[Batch])
    assert recording_fault(batches, (closing["batches"], closing["hash"])) is None


def test_rc5_the_replay_says_what_was_kept(person: Person, couple: Pair, session: JSON) -> None:
    page = replayed(person, couple, session)
    page.get_by_role("button", name="Details").click()

    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("What you draw on the pages, notes included.")).to_be_visible()
    expect(dialog.get_by_text("Where your pointers are.")).to_have_count(0)
    assert faults(page) == {}


@pytest.mark.parametrize("panel", ["Events", "Chat", "Time on pages"])
def test_ui2_the_replay_is_right_in_both_sizes_and_both_themes(
    person: Person, couple: Pair, session: JSON, panel: str
) -> None:
    desktop = replayed(person, couple, session, **DESKTOP)
    desktop.keyboard.press("End")
    desktop.get_by_role("tab", name=panel).click()
    phone = replayed(person, couple, session, **PHONE)
    phone.keyboard.press("End")
    at_rest = faults(phone)
    phone.get_by_role("button", name="Times" if panel == "Time on pages" else panel).tap()
    expect(phone.get_by_role("dialog")).to_be_visible()

    assert (faults(desktop), at_rest, faults(phone)) == ({}, {}, {})


def test_a_session_is_found_again_from_the_contract(
    person: Person, couple: Pair, agreement: Agreement, session: JSON
) -> None:
    page = visit(person, couple.server, couple.customer, agreement.page)
    page.get_by_role("button", name="Activity").first.click()
    page.get_by_role("link", name="Look at it again").last.click()

    expect(page).to_have_url(re.compile(f"/sessions/{session['sessionId']}/replay$"))


def test_a_session_in_which_nobody_was_has_nothing_to_show_and_a_way_on(person: Person, couple: Pair) -> None:
    quiet = filled(couple, "Loan agreement without a meeting")
    session = open_session(couple, quiet)
    end_session(couple, quiet)

    page = visit(person, couple.server, couple.advisor, f"/app/sessions/{session['sessionId']}/replay")
    expect(page.get_by_text("Nothing was recorded of this session")).to_be_visible()
    page.get_by_role("link", name="Go to the contract").click()
    expect(page).to_have_url(re.compile(f"{quiet.page}$"))


def test_rc8_the_room_says_that_it_is_recorded_and_what_is_kept(person: Person, couple: Pair) -> None:
    agreement = filled(couple, "Loan agreement, recorded")
    carla = visit(person, couple.server, couple.customer, agreement.room)
    expect(carla.get_by_text("This session is recorded")).to_be_visible()
    expect(carla.get_by_text("No sound and no picture of you.")).to_be_visible()

    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    ada.get_by_role("button", name="This session is recorded").click()
    expect(ada.get_by_text("What you write to each other.")).to_be_visible()
    ada.keyboard.press("Escape")
    expect(ada.get_by_text("What you write to each other.")).to_have_count(0)


def test_what_was_just_over_can_be_looked_at_from_there(person: Person, couple: Pair) -> None:
    agreement = filled(couple, "Loan agreement, just over")
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    end_session(couple, agreement)
    ada.get_by_role("link", name="Look at it again").click()

    in_room(ada)
    expect(event(ada, "Ada came in")).to_be_visible()
