"""Every screen in light and dark, on a desktop and on a phone: axe finds nothing, and all fits the width."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys import agreements
from tests.journeys.agreements import INCOME, Agreement
from tests.journeys.conftest import Pair
from tests.journeys.screens import DESKTOP, PHONE, faults, shows, visit
from tests.making import fresh_id
from tests.serving import add_user


@dataclass
class Stage:
    """Two people and the contracts between them, each made when a screen first needs it."""

    pair: Pair
    folder: Path

    @cached_property
    def draft(self) -> Agreement:
        return agreements.drafted(self.pair)

    @cached_property
    def review(self) -> Agreement:
        return agreements.filled(self.pair, but=frozenset({INCOME}))

    @cached_property
    def ready(self) -> Agreement:
        return agreements.ready(self.pair)

    @cached_property
    def signed(self) -> Agreement:
        return agreements.signed(self.pair)

    @cached_property
    def sealed_file(self) -> Path:
        answer = self.pair.carla.get(f"/documents/{self.signed.document['documentId']}/sealed")
        file = self.folder / "Loan agreement, signed.pdf"
        file.write_bytes(answer.raise_for_status().content)
        return file

    @cached_property
    def newcomer(self) -> dict[str, Any]:
        return add_user(self.pair.server.data_dir, "advisor", "Nina Berg", f"{fresh_id('nina')}@bank.example")


@dataclass(frozen=True)
class Seat:
    """A screen of some size, and who may be put before it."""

    stage: Stage
    person: Person
    size: dict[str, Any]

    def nobody(self, path: str) -> Page:
        return visit(self.person, self.stage.pair.server, None, path, **self.size)

    def ada(self, path: str) -> Page:
        return visit(self.person, self.stage.pair.server, self.stage.pair.advisor, path, **self.size)

    def carla(self, path: str) -> Page:
        return visit(self.person, self.stage.pair.server, self.stage.pair.customer, path, **self.size)

    def with_other(self, other: Callable[[str], Page], agreement: Agreement) -> None:
        """Let the other be in the room too; one browser of theirs is enough for all sizes."""
        if self.size is DESKTOP:
            other(agreement.room)


State = Callable[[Seat], Page]


def sign_in(seat: Seat) -> Page:
    page = seat.nobody("/app/sign-in")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.get_by_text("Enter the e-mail address")).to_be_visible()
    return page


def link_sent(seat: Seat) -> Page:
    page = seat.nobody("/app/sign-in")
    page.get_by_label("Your e-mail address").fill("somebody@post.example")
    page.get_by_role("button", name="Send me a link").click()
    shows(page, "Look into your mailbox")
    return page


def mailbox(seat: Seat) -> Page:
    assert seat.stage.review.contract_id
    page = seat.nobody("/app/mailbox")
    expect(page.get_by_role("link", name="Open the link").first).to_be_visible()
    return page


def join(seat: Seat) -> Page:
    page = seat.nobody("/app/join/some-secret")
    shows(page, "You are invited to a contract")
    return page


def used_link(seat: Seat) -> Page:
    page = seat.nobody("/app/join/some-secret")
    page.get_by_role("button", name="Open the contract").click()
    shows(page, "This link has been used or is too old")
    return page


def not_found(seat: Seat) -> Page:
    page = seat.nobody("/app/nowhere")
    shows(page, "This page is not here")
    return page


def empty_list(seat: Seat) -> Page:
    page = visit(seat.person, seat.stage.pair.server, seat.stage.newcomer, "/app/", **seat.size)
    expect(page.get_by_text("No contracts yet")).to_be_visible()
    return page


def full_list(seat: Seat) -> Page:
    made = {agreement.contract_id for agreement in (seat.stage.draft, seat.stage.review, seat.stage.signed)}
    page = seat.ada("/app/")
    for contract_id in made:
        expect(page.locator(f"a[href$='{contract_id}']").first).to_be_visible()
    return page


def new_contract(seat: Seat) -> Page:
    page = seat.ada("/app/")
    page.get_by_role("button", name="New contract").first.click()
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.get_by_text("Give the contract a title.")).to_be_visible()
    return page


def placing(seat: Seat) -> Page:
    page = seat.ada(seat.stage.draft.page)
    expect(page.get_by_role("button", name="Send to Carla for review")).to_be_visible()
    if seat.size is PHONE:
        page.get_by_role("button", name="Paper", exact=True).click()
    field = page.locator("[data-key]").first
    field.focus()
    field.press("Enter")
    return page


def in_review(seat: Seat) -> Page:
    page = seat.ada(seat.stage.review.page)
    expect(page.get_by_role("button", name="Open the room")).to_be_visible()
    return page


def contract_signed(seat: Seat) -> Page:
    page = seat.carla(seat.stage.signed.page)
    expect(page.get_by_role("link", name="Download the signed contract")).to_be_visible()
    return page


def waiting(seat: Seat) -> Page:
    agreements.end_session(seat.stage.pair, seat.stage.review)
    page = seat.carla(seat.stage.review.room)
    shows(page, "Ada is not here yet")
    return page


def room_of_advisor(seat: Seat) -> Page:
    seat.with_other(seat.carla, seat.stage.review)
    page = seat.ada(seat.stage.review.room)
    expect(page.locator(".page .textLayer").first).to_be_visible()
    return page


def room_of_customer(seat: Seat) -> Page:
    seat.with_other(seat.ada, seat.stage.review)
    page = seat.carla(seat.stage.review.room)
    expect(page.locator(".page .textLayer").first).to_be_visible()
    page.get_by_role("button", name="Next: net monthly income").click()
    page.get_by_role("textbox", name=INCOME).fill("many")
    page.get_by_role("textbox", name=INCOME).press("Enter")
    expect(page.get_by_text("Please enter a number").first).to_be_visible()
    return page


def signing_typed(seat: Seat) -> Page:
    page = seat.carla(seat.stage.ready.room)
    page.get_by_role("button", name="Read the contract meanwhile").click()
    page.get_by_role("button", name="Review and sign").click()
    expect(page.get_by_role("dialog").get_by_text(re.compile("[0-9a-f]{4} [0-9a-f]{4}"))).to_be_visible()
    return page


def signing_drawn(seat: Seat) -> Page:
    page = signing_typed(seat)
    page.get_by_text("Draw", exact=True).click()
    expect(page.get_by_label("Draw your signature here")).to_be_visible()
    return page


def room_signed(seat: Seat) -> Page:
    page = seat.carla(seat.stage.signed.room)
    expect(page.get_by_role("heading", name="Signed")).to_be_visible()
    expect(page.locator(".page .textLayer").first).to_be_visible()
    return page


def session_over(seat: Seat) -> Page:
    page = seat.ada(seat.stage.review.room)
    expect(page.locator(".page .textLayer").first).to_be_visible()
    agreements.end_session(seat.stage.pair, seat.stage.review)
    expect(page.get_by_role("button", name="Start again")).to_be_visible()
    return page


def verify(seat: Seat) -> Page:
    page = seat.nobody("/app/verify")
    shows(page, "Is this file what was signed?")
    return page


def verified(seat: Seat) -> Page:
    page = seat.nobody("/app/verify")
    page.get_by_label("Choose a file").set_input_files(seat.stage.sealed_file)
    shows(page, "This contract is genuine and unchanged")
    return page


STATES: tuple[State, ...] = (
    sign_in,
    link_sent,
    mailbox,
    join,
    used_link,
    not_found,
    empty_list,
    full_list,
    new_contract,
    placing,
    in_review,
    contract_signed,
    waiting,
    room_of_advisor,
    room_of_customer,
    signing_typed,
    signing_drawn,
    room_signed,
    session_over,
    verify,
    verified,
)


@pytest.fixture(scope="module")
def stage(couple: Pair, tmp_path_factory: pytest.TempPathFactory) -> Stage:
    return Stage(couple, tmp_path_factory.mktemp("stage"))


@pytest.mark.slow
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_ui2_every_screen_is_right_in_both_sizes_and_both_themes(
    person: Person, stage: Stage, state: State
) -> None:
    wrong = {}
    for name, size in (("desktop", DESKTOP), ("phone", PHONE)):
        wrong[name] = faults(state(Seat(stage, person, size)))
    assert {name: found for name, found in wrong.items() if found} == {}
