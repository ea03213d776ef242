"""What the seal is told to draw."""

import pytest

from livecontract.jobs.stamping import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Carla Moreno", "CM"),
        ("  Carla   de  Moreno ", "CdM"),
        ("\u3164Carla \u0301Moreno", "CM"),
        ("Carla \u3164", "C"),
    ],
)
def test_initials_are_the_first_letters_that_can_be_seen(name: str, letters: str) -> None:
    assert initials(name) == letters
