"""Adds content to a page after its own, without touching what it shares with other pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import pikepdf

from livecontract.pdf.form_fields import entry, inherited, members
from livecontract.pdf.geometry import Matrix
from livecontract.pdf.survey import Fence


class Painting(NamedTuple):
    """Something to paint: a form, if it takes one, and the operators, given the page's name for it."""

    form: pikepdf.Object | None
    content: Callable[[str], bytes]


def placed(form: pikepdf.Object, matrix: Matrix) -> Painting:
    """Return a form, painted where the matrix puts it."""
    numbers = " ".join(f"{number:.6f}" for number in matrix)
    return Painting(form, lambda name: f"q {numbers} cm /{name} Do Q\n".encode())


def paint(pdf: pikepdf.Pdf, page: pikepdf.Object, paintings: Sequence[Painting], fence: Fence) -> None:
    """Put the paintings on the page, in order, each on top of the one before."""
    resources = _copy_of(inherited(page, "/Resources"))
    forms = _copy_of(entry(resources, "/XObject"))
    content = b"Q\n" * fence.restores
    for painting in paintings:
        name = _free_name(forms)
        if painting.form is not None:
            forms[f"/{name}"] = painting.form
        content += painting.content(name)
    resources.XObject = forms
    page.Resources = resources
    page.Contents = pikepdf.Array(
        [pdf.make_stream(b"q\n" * fence.saves), *_own_content(page), pdf.make_stream(content)]
    )


def _own_content(page: pikepdf.Object) -> list[object]:
    own = page.get("/Contents")
    parts = [own] if isinstance(own, pikepdf.Stream) else members(own)
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _copy_of(dictionary: object) -> pikepdf.Dictionary:
    copied = pikepdf.Dictionary()
    if isinstance(dictionary, pikepdf.Dictionary):
        for name in dictionary.keys():  # noqa: SIM118  iterating is typed as over values
            copied[name] = dictionary[name]
    return copied


def _free_name(forms: pikepdf.Dictionary) -> str:
    number = len(forms)
    while f"/LcView{number}" in forms:
        number += 1
    return f"LcView{number}"
