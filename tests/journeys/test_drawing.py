"""Two people draw on the paper, hand the lead over and suggest values, each in a browser of their own."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.conftest import Person
from tests.journeys.agreements import INCOME, filled
from tests.journeys.conftest import Pair
from tests.journeys.screens import PHONE, faults, in_room, visit
from tests.journeys.steps import show_all

WORDS = "This agreement is made between"
QUESTION = "May I pay back the rest next Christmas?"
OWN = {"highlight": "You highlighted this", "ink": "You drew here"}


@dataclass(frozen=True)
class Both:
    """The two in the room of one contract."""

    ada: Page
    carla: Page


@pytest.fixture
def both(person: Person, couple: Pair) -> Both:
    agreement = filled(couple)
    show_all(couple.ada, agreement.document)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room))
    expect(ada.get_by_text("Carla’s screen turns with yours.")).to_be_visible()
    return Both(ada, carla)


@pytest.fixture
def asked(person: Person, couple: Pair) -> Both:
    """Carla's income is still open; Ada may suggest one."""
    agreement = filled(couple, but=frozenset({INCOME}))
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room))
    for page in (ada, carla):
        page.get_by_role("button", name=re.compile(f"^{INCOME}")).click()
    return Both(ada, carla)


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("toolbar", name="Tools").get_by_role("button", name=name, exact=True)


def words(page: Page) -> FloatRect:
    """Where some words of the first page stand on the screen."""
    box = page.locator(".textLayer span[role=presentation]", has_text=WORDS).first.bounding_box()
    assert box is not None
    return box


def drag(page: Page, *places: tuple[float, float]) -> None:
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def highlight(page: Page) -> None:
    tool(page, "Highlight").click()
    box = words(page)
    middle = box["y"] + box["height"] / 2
    drag(page, (box["x"] + 1, middle), (box["x"] + box["width"] - 1, middle))


def draw(page: Page) -> None:
    tool(page, "Pen").click()
    box = words(page)
    left, top = box["x"], box["y"] + box["height"] + 4
    drag(page, (left, top), (left + 60, top + 8), (left + 120, top))


def note(page: Page, text: str) -> None:
    tool(page, "Note").click()
    box = words(page)
    page.mouse.click(box["x"] + box["width"] + 40, box["y"])
    page.get_by_role("textbox", name="Your note on page 1").fill(text)
    page.keyboard.press("Enter")


def covers_words(page: Page, mark: Locator) -> bool:
    """Whether a highlight lies over the words on this screen, whatever its zoom."""
    box, text = mark.bounding_box(), words(page)
    assert box is not None
    beside = abs(box["x"] - text["x"]), abs(box["width"] - text["width"])
    above = abs(box["y"] - text["y"]), abs(box["height"] - text["height"])
    return max(beside) <= 4 and max(above) <= 8


@pytest.mark.slow
def test_lv11_what_one_draws_both_see_until_its_maker_takes_it_away(both: Both) -> None:
    ada, carla = both.ada, both.carla
    highlight(ada)
    marked = carla.get_by_role("group", name="Ada highlighted this")
    expect(marked).to_be_attached()
    assert covers_words(carla, marked)
    draw(ada)
    drawn = carla.get_by_role("group", name="Ada drew here")
    path = drawn.locator("path").get_attribute("d")
    assert path == ada.get_by_role("group", name=OWN["ink"]).locator("path").last.get_attribute("d")
    note(carla, QUESTION)
    expect(ada.locator("main").get_by_text(QUESTION)).to_be_visible()
    told = f"Carla put a note on page 1: {QUESTION}"
    expect(ada.locator("[aria-live=polite]", has_text=told)).to_be_attached()
    expect(carla.get_by_role("button", name="Undo")).to_be_enabled()
    assert faults(ada) | faults(carla) == {}
    ada.keyboard.press("Control+z")
    expect(drawn).to_have_count(0)
    expect(marked).to_be_attached()
    tool(ada, "Undo").click()
    expect(marked).to_have_count(0)
    expect(tool(ada, "Undo")).to_be_disabled()
    expect(ada.locator("main").get_by_text(QUESTION)).to_be_visible()


@pytest.mark.slow
def test_lv11_notes_are_listed_for_both_and_gone_to_and_taken_away_by_their_maker(both: Both) -> None:
    ada, carla = both.ada, both.carla
    for page in (ada, carla):
        page.get_by_role("tab", name="Notes").click()
    expect(ada.get_by_text("There are no notes.")).to_be_visible()
    note(carla, QUESTION)
    for page in (ada, carla):
        expect(page.get_by_role("region", name="Notes").get_by_text(QUESTION)).to_be_visible()
    assert faults(ada) | faults(carla) == {}
    ada.get_by_role("button", name=re.compile("^Page 4, ")).click()
    ada.get_by_role("region", name="Notes").get_by_role("button", name=QUESTION).click()
    expect(ada.get_by_role("button", name=re.compile("^Page 1, "))).to_have_attribute("aria-current", "page")
    expect(ada.get_by_role("region", name="Notes").get_by_role("button")).to_have_count(1)
    carla.get_by_role("region", name="Notes").get_by_role("button", name="Take the note away").press("Enter")
    expect(ada.get_by_text("There are no notes.")).to_be_visible()
    expect(carla.get_by_role("region", name="Notes")).to_be_focused()


@pytest.mark.slow
def test_lv11_drawings_outlive_zoom_other_pages_and_a_new_start_of_the_page(both: Both) -> None:
    ada, carla = both.ada, both.carla
    highlight(ada)
    ada.keyboard.press("Escape")
    expect(tool(ada, "Point")).to_have_attribute("aria-pressed", "true")
    ada.get_by_role("button", name="Zoom in").click()
    mine = ada.get_by_role("group", name=OWN["highlight"])
    expect(mine).to_be_attached()
    assert covers_words(ada, mine)
    ada.get_by_role("button", name="Next page").click()
    ada.get_by_role("button", name="Previous page").click()
    carla.reload()
    in_room(carla)
    marked = carla.get_by_role("group", name="Ada highlighted this")
    expect(marked).to_be_attached()
    mine.focus()
    ada.keyboard.press("Delete")
    expect(marked).to_have_count(0)
    expect(ada.get_by_role("group", name=re.compile("^The paper"))).to_be_focused()


@pytest.mark.slow
def test_all_tools_work_without_a_mouse(both: Both) -> None:
    ada, carla = both.ada, both.carla
    ada.get_by_role("group", name=re.compile("^The paper")).focus()
    for keys in ("d Enter ArrowRight ArrowDown Enter", "h Enter Shift+ArrowRight ArrowRight ArrowDown Enter"):
        for key in keys.split():
            ada.keyboard.press(key)
    expect(carla.get_by_role("group", name="Ada drew here")).to_be_attached()
    expect(carla.get_by_role("group", name="Ada highlighted this")).to_be_attached()
    ada.keyboard.press("n")
    ada.keyboard.press("Enter")
    ada.keyboard.type(QUESTION)
    ada.keyboard.press("Enter")
    expect(carla.locator("main").get_by_text(QUESTION)).to_be_visible()
    expect(ada.get_by_role("group", name=re.compile("^The paper"))).to_be_focused()


@pytest.mark.slow
def test_a_phone_draws_with_a_finger_and_opens_notes(person: Person, couple: Pair) -> None:
    agreement = filled(couple)
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room, **PHONE))
    carla.get_by_role("button", name="Drawing tools").click()
    carla.get_by_role("dialog").get_by_role("button", name="Note", exact=True).click()
    carla.touchscreen.tap(200, 300)
    box = carla.get_by_role("textbox", name="Your note on page 1")
    expect(box).to_be_focused()
    box.fill(QUESTION)
    assert faults(carla) == {}
    carla.get_by_role("button", name="Pin the note").click()
    expect(ada.locator("main").get_by_text(QUESTION)).to_be_visible()
    carla.get_by_role("button", name="Carla’s note on page 1").click()
    expect(carla.locator("main").get_by_text(QUESTION)).to_be_visible()
    assert faults(carla) == {}
    carla.get_by_role("button", name="Drawing tools").click()
    carla.get_by_role("dialog").get_by_role("button", name="All notes, 1").click()
    expect(
        carla.get_by_role("dialog").get_by_role("region", name="Notes").get_by_text(QUESTION)
    ).to_be_visible()
    assert faults(carla) == {}


@pytest.mark.slow
def test_lv10_the_lead_is_offered_and_taken_and_the_keyboard_keeps_its_place(both: Both) -> None:
    ada, carla = both.ada, both.carla
    offer = ada.get_by_role("button", name="Let Carla lead")
    offer.focus()
    ada.keyboard.press("Enter")
    expect(ada.get_by_role("button", name="Take it back")).to_be_focused()
    expect(ada.get_by_text("Carla is asked to lead.")).to_be_visible()
    carla.get_by_role("button", name="No, thank you").click()
    expect(ada.get_by_text("Carla would rather not lead now.")).to_be_visible()
    expect(offer).to_be_focused()
    ada.keyboard.press("Enter")
    carla.get_by_role("button", name="Take the lead").click()
    expect(ada.get_by_text("You see the page that Carla sees.")).to_be_visible()
    expect(ada.get_by_role("button", name="Look around")).to_be_focused()
    assert faults(ada) | faults(carla) == {}
    carla.get_by_role("button", name="Next page").click()
    expect(ada.get_by_role("button", name=re.compile("^Page 2, "))).to_have_attribute("aria-current", "page")


def suggest(page: Page, value: str) -> None:
    page.get_by_role("button", name=f"Suggest a value for {INCOME}").click()
    page.get_by_role("textbox", name=f"Your suggestion for {INCOME}").fill(value)
    page.keyboard.press("Enter")


@pytest.mark.slow
def test_fd4_a_value_is_suggested_turned_down_and_at_last_used_and_both_see_what_became_of_it(
    asked: Both,
) -> None:
    ada, carla = asked.ada, asked.carla
    suggest(ada, "2,900")
    expect(ada.get_by_text("You suggested: 2,900")).to_be_visible()
    expect(ada.get_by_role("button", name=f"Suggest a value for {INCOME}")).to_be_focused()
    assert faults(ada) | faults(carla) == {}
    carla.get_by_role("button", name="No, thank you").click()
    expect(ada.get_by_text("Carla did not take what you suggested.", exact=True)).to_be_visible()
    suggest(ada, "1")
    ada.get_by_role("button", name="Take it back").click()
    expect(carla.get_by_role("button", name="Use it")).to_have_count(0)
    suggest(ada, "3,140.00")
    carla.get_by_role("button", name="Use it").focus()
    carla.keyboard.press("Enter")
    income = carla.get_by_role("textbox", name=INCOME)
    expect(income).to_have_value("3,140.00")
    expect(income).to_be_focused()
    expect(ada.get_by_text("Carla used what you suggested.", exact=True)).to_be_visible()


@pytest.mark.slow
def test_fd4_a_value_is_suggested_and_used_on_phones(person: Person, couple: Pair) -> None:
    agreement = filled(couple, but=frozenset({INCOME}))
    ada = in_room(visit(person, couple.server, couple.advisor, agreement.room, **PHONE))
    carla = in_room(visit(person, couple.server, couple.customer, agreement.room, **PHONE))
    ada.get_by_role("button", name="Next page").or_(ada.get_by_role("button", name="Pages")).first.click()
    ada.get_by_role("button", name=re.compile("^Page 3, ")).click()
    suggest(ada, "3,140.00")
    expect(ada.get_by_text("You suggested: 3,140.00")).to_be_visible()
    assert faults(ada) == {}
    carla.get_by_role("button", name=f"Next: {INCOME[0].lower()}{INCOME[1:]}").click()
    expect(carla.get_by_role("dialog").get_by_text("Ada suggests: 3,140.00")).to_be_visible()
    assert faults(carla) == {}
    carla.get_by_role("dialog").get_by_role("button", name="Use it").click()
    expect(ada.get_by_text("Carla used what you suggested.", exact=True)).to_be_visible()
