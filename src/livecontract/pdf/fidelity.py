"""What of a document's own objects is something else after revisions were added to it.

The file is read by qpdf here, where pyHanko has written it: an object that the two would find in
different places shows. Objects are compared as they stand in the file, streams byte for byte, so
that what has no difference is made of exactly what it was made of.
"""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import TypeAlias

import pikepdf

from livecontract.pdf.form_fields import entry, inherited, members

Reference: TypeAlias = tuple[int, int]
"""An object's number and generation."""

# What is said of an object as a whole, beside the names of a dictionary's entries.
REPLACED = "*"
GROWN = "+"

# Writers round real numbers; no reader draws a ten-thousandth of a point.
_NUMBERS_DIFFER = Decimal("0.0001")
# What qpdf makes of any byte that stands for no character.
_UNREADABLE = "\ufffd"


def differences(
    before: pikepdf.Pdf, after: pikepdf.Pdf, references: Collection[Reference]
) -> dict[Reference, set[str]]:
    """The objects that are not the same in both, each with the names of the entries that differ.

    An array that only has more at its end has GROWN; anything else that is no dictionary is REPLACED.
    `references` are looked at beside all that `before` has.
    """
    numbered: Iterable[object] = before.objects  # a number or a truth value has none here
    present = {held.objgen for held in numbered if isinstance(held, pikepdf.Object)}
    found = {}
    for reference in present.union(references):
        old, new = before.get_object(reference), after.get_object(reference)
        changed = set() if _written(old) == _written(new) else _changed(old, new)
        if changed:
            found[reference] = changed
    return found


def keeps_content(old: pikepdf.Object, new: pikepdf.Object) -> bool:
    """Whether a page still draws all that it drew, in order, with what it drew it with.

    Before and after its old content there may be more, and its resources may have more forms.
    """
    before, after = list(_content_of(old)), list(_content_of(new))
    added = len(after) - len(before)
    where = next((at for at in range(added + 1) if after[at : at + len(before)] == before), None)
    return where is not None and _keeps_resources(inherited(old, "/Resources"), entry(new, "/Resources"))


def _written(value: object) -> object:
    """A value as it stands in the file."""
    if isinstance(value, pikepdf.Stream):
        return value.stream_dict.unparse(resolved=True), value.read_raw_bytes()
    if isinstance(value, pikepdf.Object):
        return value.unparse(resolved=True)
    return type(value), value


def _changed(old: object, new: object) -> set[str]:
    if isinstance(old, pikepdf.Dictionary) and isinstance(new, pikepdf.Dictionary):
        names = {*old.keys(), *new.keys()}
        return {name for name in names if not _same(entry(old, name), entry(new, name))}
    if isinstance(old, pikepdf.Array) and isinstance(new, pikepdf.Array):
        if len(new) < len(old) or not all(map(_same, members(old), members(new))):
            return {REPLACED}
        return {GROWN} if len(new) > len(old) else set()
    return set() if _same(old, new) else {REPLACED}


def _same(one: object, other: object) -> bool:
    """Whether two values mean the same, however they are spelled; a reference is the same as itself only."""
    if isinstance(one, pikepdf.Object) and isinstance(other, pikepdf.Object):
        return _same_objects(one, other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return abs(Decimal(one) - Decimal(other)) < _NUMBERS_DIFFER
    return one == other


def _same_objects(one: pikepdf.Object, other: pikepdf.Object) -> bool:
    if one.is_indirect or other.is_indirect:
        return one.objgen == other.objgen
    if isinstance(one, pikepdf.Dictionary) and isinstance(other, pikepdf.Dictionary):
        return set(one.keys()) == set(other.keys()) and all(
            _same(entry(one, name), entry(other, name))
            for name in one.keys()  # noqa: SIM118 - iterating is typed as over values
        )
    if isinstance(one, pikepdf.Array) and isinstance(other, pikepdf.Array):
        return len(one) == len(other) and all(map(_same, members(one), members(other)))
    if isinstance(one, pikepdf.String) and isinstance(other, pikepdf.String):
        return bytes(one) == bytes(other) or _says(one) == _says(other) is not None
    return isinstance(one, pikepdf.Name) and isinstance(other, pikepdf.Name) and bytes(one) == bytes(other)


def _says(string: pikepdf.String) -> str | None:
    """A string as text, None when it is none: pyHanko writes text in the shortest of its encodings."""
    data = bytes(string)
    try:
        text = data[2:].decode("utf-16-be") if data.startswith(codecs.BOM_UTF16_BE) else str(string)
    except UnicodeDecodeError:
        return None
    return None if _UNREADABLE in text else text


def _content_of(page: pikepdf.Object) -> Iterator[Reference]:
    held = entry(page, "/Contents")
    for part in members(held) or [held]:
        if isinstance(part, pikepdf.Stream):
            yield part.objgen


def _keeps_resources(old: object, new: object) -> bool:
    if not isinstance(old, pikepdf.Dictionary):
        return True
    return isinstance(new, pikepdf.Dictionary) and all(
        _keeps_forms(entry(old, name), entry(new, name))
        if name == "/XObject"
        else _same(entry(old, name), entry(new, name))
        for name in old.keys()  # noqa: SIM118 - see above
    )


def _keeps_forms(old: object, new: object) -> bool:
    if not isinstance(old, pikepdf.Dictionary):
        return True
    return all(_same(entry(old, name), entry(new, name)) for name in old.keys())  # noqa: SIM118 - see above
