"""The fonts of the seal: the set is complete, and what it cannot draw is known beforehand."""

import pytest

from livecontract.pdf import fonts


def test_the_installed_set_is_the_pinned_one() -> None:
    families = fonts.load().families()

    assert {*fonts.FACES.values(), *fonts.BODY} <= set(families)


def test_another_set_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FINGERPRINT", "0" * 64)

    with pytest.raises(fonts.FontsDiffer):
        fonts.load()


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Łukaszewicz Đặng",
        "Ελένη Жанна Քրիստինե ნინო",
        "محمد שלום प्रिया சுப்ரமணியம் สมชาย",
        "王小明 田中さくら 김민준",
        "2.750,00 € № ☑ 👍",
        "family 👩\u200d👧 and\u00a0spaces\n",
    ],
)
def test_names_of_many_scripts_can_be_drawn(text: str) -> None:
    assert fonts.missing_characters(text) == ""


def test_what_cannot_be_drawn_is_named_once_and_in_order() -> None:
    assert fonts.missing_characters("a𓀀b𐎠c𓀀") == "𓀀𐎠"


@pytest.mark.parametrize(
    ("face", "text", "covered"),
    [
        ("sacramento", "Łukasz Müller", True),
        ("sacramento", "Жанна", False),
        ("caveat", "Жанна", True),
        ("great-vibes", "王小明", False),
        ("comic", "Carla", False),
    ],
)
def test_a_hand_covers_a_name_or_it_does_not(face: str, text: str, covered: bool) -> None:  # noqa: FBT001  a table's column
    assert fonts.covers(face, text) is covered
