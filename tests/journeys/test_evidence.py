"""From the signed contract's page to a file that proves it, on the command line and on the public page."""

from pathlib import Path

from playwright.sync_api import expect

from tests.conftest import Person
from tests.journeys import agreements
from tests.journeys.conftest import Pair
from tests.journeys.screens import shows, visit
from tests.serving import run


def test_ev3_ev4_the_evidence_is_downloaded_and_judged_elsewhere(
    person: Person, pair: Pair, tmp_path: Path
) -> None:
    agreement = agreements.signed(pair)
    agreements.end_session(pair, agreement)
    carla = visit(person, pair.server, pair.customer, agreement.page)
    package, changed = tmp_path / "evidence.zip", tmp_path / "changed.zip"

    with carla.expect_download() as started:
        carla.get_by_role("link", name="Download the evidence").click()
    started.value.save_as(package)
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 1
    changed.write_bytes(content)

    assert run(pair.server.data_dir, "verify", str(package)).startswith(f"{package}: VALID\n")
    nobody = visit(person, pair.server, None, "/app/verify")
    nobody.get_by_label("Choose a file").set_input_files(package)
    shows(nobody, "This contract is genuine and unchanged")
    expect(nobody.get_by_text("entries of the record fit together")).to_be_visible()
    nobody.get_by_label("Choose a file").set_input_files(changed)
    shows(nobody, "This file is not a sealed contract as it was signed")
