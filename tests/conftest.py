"""What tests of several folders share: browsers, a collection of foreign PDFs, and how often to repeat."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from playwright.sync_api import Browser, BrowserContext

from tools import browser as chromium

ROOT = Path(__file__).resolve().parent.parent
BROWSER_FIXTURES = {"browser", "context", "page", "person"}

# A loaded machine is no finding, so examples have no deadline.
hypothesis.settings.register_profile("project", deadline=None)
hypothesis.settings.register_profile("quick", deadline=None, max_examples=25)
hypothesis.settings.load_profile("project")

Person = Callable[..., BrowserContext]


chromium.use_locked_node()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--chaos-rounds",
        type=int,
        default=24,
        help="how often each chaos test kills the server",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ask for a browser, and let them run last.

    Playwright leaves its event loop running in the thread it was started in, where pytest-asyncio could start
    none of its own afterwards.
    """
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium, in the way tools/browser.py describes."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.SENTENCE, pytrace=False)
    return {**browser_type_launch_args, "executable_path": str(path), "args": list(chromium.FLAGS)}


@pytest.fixture
def person(browser: Browser) -> Iterator[Person]:
    """Make a person: a browser context of their own, with whatever settings Browser.new_context takes."""
    contexts: list[BrowserContext] = []

    def make(**settings: Any) -> BrowserContext:
        contexts.append(browser.new_context(**settings))
        return contexts[-1]

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Folder of PDFs that other people made: LIVECONTRACT_CORPUS, else shared/corpus beside the checkout."""
    folder = Path(os.environ.get("LIVECONTRACT_CORPUS") or ROOT.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip("the collection of other people's PDFs is not on this machine")
    return folder


@pytest.fixture
def chaos_rounds(request: pytest.FixtureRequest) -> int:
    """How often a chaos test repeats: two dozen times, or as often as --chaos-rounds says."""
    rounds: int = request.config.getoption("--chaos-rounds")
    return rounds
