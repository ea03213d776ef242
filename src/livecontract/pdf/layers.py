"""The layers of a document that are hidden when it is opened (ISO 32000-1, 8.11.4)."""

from __future__ import annotations

import pikepdf

from livecontract.pdf.form_fields import entry, members, number_in_file


def hidden_layers(pdf: pikepdf.Pdf) -> frozenset[int]:
    """Return the object numbers of the hidden layers; what no layer is named by has none."""
    properties = entry(pdf.Root, "/OCProperties")
    default = entry(properties, "/D")
    hidden = {number_in_file(layer) for layer in members(entry(default, "/OFF"))}
    if entry(default, "/BaseState") == pikepdf.Name.OFF:
        shown = {number_in_file(layer) for layer in members(entry(default, "/ON"))}
        hidden |= {number_in_file(layer) for layer in members(entry(properties, "/OCGs"))} - shown
    return frozenset(hidden - {0})
