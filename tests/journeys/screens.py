"""Browsers that are signed in, the sizes and colours they come in, and what every screen must keep to."""

import re
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.conftest import Person
from tests.journeys.conftest import SLOW_MS
from tests.serving import Server, run

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}

_COOKIE_FLAGS = {"httpOnly": True, "secure": False, "sameSite": "Strict"}


def visit(person: Person, server: Server, user: dict[str, Any] | None, path: str, **settings: Any) -> Page:
    """A browser of their own in which somebody, or nobody, is signed in, at this path."""
    state = signed_in(server, user["userId"]) if user else None
    context = person(
        storage_state=state, base_url=server.url, reduced_motion="reduce", **(DESKTOP | settings)
    )
    context.set_default_timeout(SLOW_MS)
    page = context.new_page()
    page.goto(path)
    return page


def signed_in(server: Server, user_id: str) -> StorageState:
    """What a browser keeps after its person has used a one-time link."""
    name, value = _cookie(server.url, str(server.data_dir), user_id)
    host = urlsplit(server.url).hostname
    cookie = {"name": name, "value": value, "domain": host, "path": "/", "expires": -1}
    return cast("StorageState", {"cookies": [cookie | _COOKIE_FLAGS], "origins": []})


def in_room(page: Page) -> Page:
    """The same page once the paper of its room is there."""
    expect(page.locator(".page .textLayer").first).to_be_visible()
    return page


def is_on_page(page: Page, number: int) -> None:
    """Wait until the room shows this page of the paper."""
    picture = page.get_by_role("button", name=re.compile(rf"^Page {number}, "))
    expect(picture).to_have_attribute("aria-current", "page")


def faults(page: Page) -> dict[str, list[str]]:
    """What is wrong with the screen in light and in dark, by theme; in dark only the colours are others."""
    # A colour on its way from one theme to the other is neither.
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    light = _violations(page) + (["wider than the screen"] if is_too_wide(page) else [])
    page.emulate_media(color_scheme="dark")
    dark = _violations(page, runOnly=["color-contrast"])
    return {theme: some for theme, some in (("light", light), ("dark", dark)) if some}


def is_too_wide(page: Page) -> bool:
    """Whether the page has to be scrolled sideways."""
    root = page.locator("html")
    wide: bool = root.evaluate("(html) => html.scrollWidth > html.clientWidth")
    return wide


def _violations(page: Page, **options: Any) -> list[str]:
    # What the PDF itself says lies there invisibly, over the picture of it.
    context = {"exclude": [[".textLayer"]]}
    found = Axe().run(page, context, {"resultTypes": ["violations"]} | options).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def shows(page: Page, heading: str) -> None:
    """Wait until the page has this heading."""
    expect(page.get_by_role("heading", name=heading).first).to_be_visible()


@cache
def _cookie(url: str, data_dir: str, user_id: str) -> tuple[str, str]:
    link = run(Path(data_dir), "sign-in-link", "--user", user_id)
    answer = httpx.post(f"{url}/auth/sign-in", json={"token": link.rsplit("/", 1)[1]})
    ((name, value),) = answer.raise_for_status().cookies.items()
    return name, value
