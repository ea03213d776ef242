"""The fonts of the seal: a fixed set that comes with the package, never the machine's own.

Two machines with different fonts would set the same contract differently, and a script that no
font covers would turn into empty boxes without anyone noticing. So the set is pinned, and what it
cannot draw is found before anything is signed.
"""

import hashlib
import unicodedata
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import typst

FACES: Final = {
    "sacramento": "Live Contract Script",  # Sacramento, whose licence reserves its name for the original
    "great-vibes": "Great Vibes",
    "dancing-script": "Dancing Script",
    "caveat": "Caveat",
}
"""The hands that a typed mark may be written in: the name in a mark, and the font's family."""

BODY: Final = (
    "Source Sans 3",
    "Noto Sans",
    "Noto Sans Arabic",
    "Noto Sans Armenian",
    "Noto Sans Bengali",
    "Noto Sans Devanagari",
    "Noto Sans Ethiopic",
    "Noto Sans Georgian",
    "Noto Sans Gujarati",
    "Noto Sans Gurmukhi",
    "Noto Sans Hebrew",
    "Noto Sans Kannada",
    "Noto Sans Khmer",
    "Noto Sans Lao",
    "Noto Sans Malayalam",
    "Noto Sans Myanmar",
    "Noto Sans Oriya",
    "Noto Sans Sinhala",
    "Noto Sans Tamil",
    "Noto Sans Telugu",
    "Noto Sans Thai",
    "Noto Sans CJK JP",
    "Noto Sans Symbols",
    "Noto Emoji",
)
"""The families that everything else is set in; each stands in for what the ones before it lack."""

# SHA-256 over the SHA-256 of every file, in the order of the families.
FINGERPRINT: Final = "106e2a37b5d6dd7a671f2b73d4da8874c823d4443c6808f8e4affd10d96e2f0f"


class FontsDiffer(Exception):
    """The installed fonts are not the ones that this version was made with."""


def load() -> "typst.Fonts":
    """Opens the set; raises FontsDiffer when a file is missing or another one."""
    import typst  # noqa: PLC0415 - the server asks what can be drawn and never sets type

    paths = [_path(family) for family in (*FACES.values(), *BODY)]
    try:
        digests = b"".join(hashlib.sha256(path.read_bytes()).digest() for path in paths)
    except OSError as missing:
        raise FontsDiffer(f"A font of the seal is missing: {missing.filename}.") from missing
    if hashlib.sha256(digests).hexdigest() != FINGERPRINT:
        raise FontsDiffer("The fonts of the seal are not the ones that belong to this version.")
    folders = sorted({path.parent for path in paths})
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def covers(face: str, text: str) -> bool:
    """Whether a hand can write the whole text; what it cannot is set in the body's fonts instead."""
    return face in FACES and all(ord(character) in drawn_by(FACES[face]) for character in _visible(text))


def missing_characters(text: str) -> str:
    """Each character that no font of the set can draw, once, in order; empty when all can be drawn."""
    return "".join(
        character
        for character in _visible(text)
        if not any(ord(character) in drawn_by(family) for family in BODY)
    )


def unwritable_characters(text: str) -> str:
    """Those that are missing, and those without a picture that a strict PDF must not hold either."""
    invisible = "".join(
        character
        for character in dict.fromkeys(text)
        if unicodedata.category(character) in _INVISIBLE
        and character not in _PASSED_OVER
        and not (character.isspace() and any(ord(character) in drawn_by(family) for family in BODY))
    )
    return missing_characters(text) + invisible


def _visible(text: str) -> str:
    """Each character once, without those that draw nothing: spaces, controls, joiners, selectors."""
    return "".join(
        character
        for character in dict.fromkeys(unicodedata.normalize("NFC", text))
        if unicodedata.category(character) not in _INVISIBLE and not 0xFE00 <= ord(character) <= 0xFE0F
    )


_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
# What needs no picture in any font: breaks, and what joins, parts or turns its neighbours.
_PASSED_OVER: Final = frozenset(
    "\t\n\u00ad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069"
)


@cache
def drawn_by(family: str) -> frozenset[int]:
    """The code points that a family has a picture for; its font is read once."""
    import uharfbuzz  # noqa: PLC0415 - a server that is starting draws nothing yet

    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(_path(family))).unicodes)


def _path(family: str) -> Path:
    package, name = _FILES.get(family) or ("manimgx_fonts", f"{family.replace(' ', '')}[wght].ttf")
    return Path(str(resources.files(package).joinpath(name)))


_FILES: Final = {
    "Live Contract Script": ("livecontract.pdf", "fonts/LiveContractScript.ttf"),
    "Great Vibes": ("livecontract.pdf", "fonts/GreatVibes.ttf"),
    "Dancing Script": ("livecontract.pdf", "fonts/DancingScript.ttf"),
    "Caveat": ("livecontract.pdf", "fonts/Caveat.ttf"),
    "Source Sans 3": ("livecontract.pdf", "fonts/SourceSans3.ttf"),
    "Noto Sans CJK JP": ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
}
