"""One real server for the journeys, with two people of its own for each, or two for many of them."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from livecontract.demo.contract import sample_pdf
from tests.making import fresh_id
from tests.serving import Server, add_user, client_of, serving

# A loaded machine is no finding.
SLOW_MS = 20_000
expect.set_options(timeout=SLOW_MS)


@dataclass
class Pair:
    """An advisor and a customer, each with a client for the REST interface."""

    server: Server
    advisor: dict[str, Any]
    customer: dict[str, Any]
    ada: httpx.Client
    carla: httpx.Client


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("journeys") / "data") as running:
        yield running


@pytest.fixture
def pair(server: Server) -> Iterator[Pair]:
    with a_pair(server) as people:
        yield people


@pytest.fixture(scope="session")
def couple(server: Server) -> Iterator[Pair]:
    """An advisor and a customer for all tests in browsers; each test has a contract of its own."""
    with a_pair(server) as people:
        yield people


@pytest.fixture(scope="session")
def real_pdf() -> bytes:
    """A real multi-page PDF: one that other people made where it is at hand, else the project's own."""
    foreign = Path(__file__).parents[2].parent / "shared" / "corpus" / "tracemonkey.pdf"
    return foreign.read_bytes() if foreign.exists() else sample_pdf()


@contextlib.contextmanager
def a_pair(server: Server) -> Iterator[Pair]:
    """Two new people of a server."""
    number = fresh_id()
    advisor = add_user(server.data_dir, "advisor", "Ada Lindqvist", f"ada-{number}@bank.example")
    customer = add_user(server.data_dir, "customer", "Carla Moreno", f"carla-{number}@post.example")
    with client_of(server, advisor["userId"]) as ada, client_of(server, customer["userId"]) as carla:
        yield Pair(server, advisor, customer, ada, carla)
