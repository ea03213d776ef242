"""The main job from beginning to end in two browsers, on a foreign PDF where one is at hand."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Person
from tests.journeys.conftest import Pair
from tests.journeys.screens import faults
from tests.serving import run

DESKTOP = {"width": 1440, "height": 900}
SLOW_MS = 20_000


def enter(page: Page, pair: Pair, user: dict[str, str], host: str) -> None:
    """Sign a person in by a one-time link, under a host of their own so that cookies stay apart."""
    link = run(pair.server.data_dir, "sign-in-link", "--user", user["userId"])
    port = pair.server.url.rsplit(":", 1)[1]
    page.goto(f"http://{host}:{port}/app/sign-in/{link.rsplit('/', 1)[1]}")
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("heading", name="Contracts")).to_be_visible()


def create(ada: Page, email: str) -> None:
    ada.get_by_role("button", name="New contract").first.click()
    ada.get_by_label("Title").fill("Loan agreement")
    ada.get_by_label("name", exact=False).last.fill("Carla Moreno")
    ada.get_by_label("e-mail", exact=False).last.fill(email)
    ada.get_by_role("dialog").locator("button[type=submit]").click()


def upload(ada: Page, pdf: Path) -> None:
    ada.get_by_role("navigation", name="Documents").get_by_label("Choose a file").set_input_files(pdf)
    expect(ada.get_by_text("tried when added")).to_be_visible(timeout=SLOW_MS)


def place(ada: Page, kind: str, x: int, y: int) -> None:
    """Place a field for Carla by a click on the first page."""
    ada.get_by_role("button", name=kind, exact=True).click()
    ada.locator(".surface").first.click(position={"x": x, "y": y})
    expect(ada.get_by_text("Saved at", exact=False)).to_be_visible()


def prepare(ada: Page, pdf: Path) -> None:
    upload(ada, pdf)
    place(ada, "Text", 150, 200)
    ada.get_by_label("Label").fill("Net monthly income")
    ada.keyboard.press("Escape")
    place(ada, "Signature", 150, 320)
    ada.keyboard.press("Escape")
    ada.get_by_label("You sign this contract too").check()
    ada.get_by_role("button", name="Send to Carla for review").click()


def see_every_page(ada: Page, carla: Page, pages: int) -> None:
    """Ada turns, Carla's screen follows, and each page counts once both have had it in view."""
    for number in range(1, pages + 1):
        both = re.compile(rf"^Page {number}, (?!.*not yet).*seen by")
        expect(ada.get_by_role("button", name=both)).to_be_visible(timeout=SLOW_MS)
        theirs = carla.get_by_role("button", name=re.compile(rf"^Page {number}, "))
        expect(theirs).to_have_attribute("aria-current", "page")
        if number < pages:
            ada.get_by_role("button", name="Next page").click()


def sign(page: Page, name: str) -> None:
    page.get_by_role("button", name="Review and sign").click()
    page.get_by_role("dialog").get_by_role("checkbox").check()
    page.get_by_role("button", name=f"Sign as {name}").click()


@pytest.mark.slow
def test_ui1_two_people_do_the_whole_main_job(
    person: Person, pair: Pair, real_pdf: bytes, tmp_path: Path
) -> None:
    pdf = tmp_path / "Loan agreement.pdf"
    pdf.write_bytes(real_pdf)
    pages = len(pikepdf.open(io.BytesIO(real_pdf)).pages)
    ada, carla = (person(viewport=DESKTOP).new_page() for _ in range(2))
    enter(ada, pair, pair.advisor, "localhost")
    enter(carla, pair, pair.customer, "127.0.0.1")
    create(ada, pair.customer["email"])
    prepare(ada, pdf)
    ada.get_by_role("button", name="Open the room").click()
    carla.reload()
    carla.get_by_role("link", name="Loan agreement").click()
    carla.get_by_role("button", name="Join Ada in the room").click()
    income = carla.get_by_role("textbox", name=re.compile("Net monthly income"))
    income.fill("3100")
    income.press("Enter")
    expect(ada.get_by_text("3100")).to_be_visible()
    # Whoever stands in a field is not pulled out of it by the other's page turns.
    carla.get_by_role("button", name="Next page").focus()
    see_every_page(ada, carla, pages)
    assert faults(ada) | faults(carla) == {}
    sign(carla, "Carla Moreno")
    sign(ada, "Ada Lindqvist")
    for page in (ada, carla):
        expect(page.get_by_role("heading", name="Signed")).to_be_visible(timeout=SLOW_MS)
    with carla.expect_download() as started:
        carla.get_by_role("link", name="Download the signed contract").click()
    check_sealed(pair, Path(started.value.path()))


def check_sealed(pair: Pair, file: Path) -> None:
    assert "NOT VALID" not in run(pair.server.data_dir, "verify", str(file))
    if shutil.which("pdfsig"):
        told = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid" in told
