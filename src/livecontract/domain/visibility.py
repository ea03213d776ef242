"""What can be seen of a text: some characters are letters by their category and yet draw nothing."""

import unicodedata

_DRAWN = frozenset("LNPS")
# Letters and a symbol that are blank in every font: the Hangul fillers and the empty Braille cell.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def visible(text: str) -> str:
    """The characters that leave something to see by themselves; accents need a letter to stand on."""
    return "".join(char for char in text if unicodedata.category(char)[0] in _DRAWN and char not in _BLANK)
