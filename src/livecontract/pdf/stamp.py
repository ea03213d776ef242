"""Puts values, marks and certificate pages on a document, in a revision after the original bytes.

No object of the original is changed except pages, the root of their tree and the catalog. What
pages share is copied first, so that nothing shows up on a page where it was not meant.
"""

import io
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import pikepdf
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from livecontract.pdf.request import SealFailed
from livecontract.pdf.revision import entry
from livecontract.pdf.survey import Fence, Leaf
from livecontract.pdf.transplant import Transplant
from livecontract.pdf.widgets import WidgetDrawing

# What makes a reader act on its own; nothing of it was ever shown to the people who sign.
_ACTIONS: Final = ("/AA", "/OpenAction")

_DEPTH_LIMIT: Final = 64


def stamp(
    writer: IncrementalPdfFileWriter,
    leaves: Sequence[Leaf],
    typeset: bytes,
    fences: Mapping[int, Fence],
    overlaid: Sequence[int],
    drawings: Iterable[WidgetDrawing],
) -> int:
    """Flattens the form and adds overlays and certificate; returns how many pages were added.

    `typeset` is a PDF whose first pages lie over the pages `overlaid` (numbers from 1), in that
    order, and whose other pages are the certificate. `fences` has an entry for every page that
    is drawn on; `drawings` stand for the form's widgets.
    """
    with pikepdf.open(io.BytesIO(typeset)) as source:
        sheets = [page.obj for page in source.pages]
        graft = Transplant(writer, source)
        forms = {
            number: writer.add_object(_form(graft, sheet))
            for number, sheet in zip(overlaid, sheets, strict=False)
        }
        certificate = [_certificate_page(writer, graft, sheet) for sheet in sheets[len(forms) :]]
    by_page: dict[int, list[WidgetDrawing]] = {}
    for drawing in drawings:
        by_page.setdefault(drawing.page_number, []).append(drawing)
    save = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
    for leaf in leaves:
        page = generic.Reference(leaf.object_number, leaf.generation, writer.prev)
        if leaf.is_loose:
            _settle_annotations(writer, page)
        if leaf.number in fences:
            drawn = [_drawn_widget(writer, drawing) for drawing in by_page.get(leaf.number, ())]
            if leaf.number in forms:
                drawn.append(_drawn_overlay(forms[leaf.number], leaf))
            _draw_over(writer, page, drawn, fences[leaf.number], save)
    _append_pages(writer, len(leaves), certificate)
    _settle_catalog(writer)
    return len(certificate)


class _Drawn(NamedTuple):
    """What is drawn: a form, if it takes one, and the operators, given the name the page has for it."""

    form: generic.IndirectObject | None
    content: Callable[[str], bytes]


def _form(graft: Transplant, sheet: pikepdf.Object) -> generic.PdfObject:
    entries = {
        "/Type": pdf_name("/XObject"),
        "/Subtype": pdf_name("/Form"),
        "/BBox": graft.copy(sheet.MediaBox),
        "/Resources": graft.copy(sheet.Resources),
    }
    return graft.stream(sheet.Contents, entries)


def _drawn_widget(writer: IncrementalPdfFileWriter, drawing: WidgetDrawing) -> _Drawn:
    if drawing.kind == "frame":
        return _Drawn(None, drawing.content)
    number, generation = drawing.stream
    return _Drawn(generic.IndirectObject(number, generation, writer.prev), drawing.content)


def _drawn_overlay(form: generic.IndirectObject, leaf: Leaf) -> _Drawn:
    matrix = " ".join(f"{number:.6f}" for number in leaf.placement.overlay_matrix)
    return _Drawn(form, lambda name: f"q {matrix} cm /{name} Do Q\n".encode())


def _settle_annotations(writer: IncrementalPdfFileWriter, reference: generic.Reference) -> None:
    """Takes the form widgets off a page, and gives other annotations objects of their own.

    A validator that compares revisions takes annotations written straight into the page for
    changed when the seal adds its own.
    """
    page = _dictionary(reference)
    annotations = entry(page, "/Annots")
    kept = generic.ArrayObject()
    for index in range(len(annotations)):
        held = annotations.raw_get(index)
        annotation = held.get_object()
        if isinstance(annotation, generic.DictionaryObject) and entry(annotation, "/Subtype") != "/Widget":
            kept.append(held if isinstance(held, generic.IndirectObject) else writer.add_object(annotation))
    page[pdf_name("/Annots")] = kept
    writer.mark_update(reference)


def _draw_over(
    writer: IncrementalPdfFileWriter,
    reference: generic.Reference,
    drawn: Sequence[_Drawn],
    fence: Fence,
    save: generic.IndirectObject,
) -> None:
    """Fences the old content off and draws after it, with names that the page has not used."""
    page = _dictionary(reference)
    resources = _own_copy(_inherited_resources(page))
    forms = _own_copy(entry(resources, "/XObject"))
    operators = [b"Q\n" * fence.restores]
    names = (name for count in itertools.count() if f"/{(name := f'Lc{count}')}" not in forms)
    for form, content in drawn:
        name = next(names)
        operators.append(content(name))
        if form is not None:
            forms[pdf_name(f"/{name}")] = form
    resources[pdf_name("/XObject")] = forms
    closing = writer.add_object(generic.StreamObject(stream_data=b"".join(operators)))
    page[pdf_name("/Resources")] = resources
    page[pdf_name("/Contents")] = generic.ArrayObject(
        [*[save] * fence.saves, *_content_streams(page), closing]
    )
    writer.mark_update(reference)


def _dictionary(reference: generic.Reference) -> generic.DictionaryObject:
    found = reference.get_object()
    if not isinstance(found, generic.DictionaryObject):
        raise SealFailed("page_tree_damaged", "A page of this document cannot be found by its number.")
    return found


def _inherited_resources(page: generic.DictionaryObject) -> object:
    node: object = page
    for _ in range(_DEPTH_LIMIT):
        if not isinstance(node, generic.DictionaryObject):
            break
        held = entry(node, "/Resources")
        if held is not None:
            return held
        node = entry(node, "/Parent")
    return None


def _own_copy(value: object) -> generic.DictionaryObject:
    if not isinstance(value, generic.DictionaryObject):
        return generic.DictionaryObject()
    return generic.DictionaryObject({key: value.raw_get(key) for key in value})


def _content_streams(page: generic.DictionaryObject) -> list[generic.IndirectObject]:
    if "/Contents" not in page:
        return []
    contents = page["/Contents"]
    if isinstance(contents, generic.ArrayObject):
        parts = [contents.raw_get(index) for index in range(len(contents))]
    else:
        parts = [page.raw_get("/Contents")]
    return [part for part in parts if isinstance(part.get_object(), generic.StreamObject)]


def _certificate_page(
    writer: IncrementalPdfFileWriter, graft: Transplant, sheet: pikepdf.Object
) -> generic.DictionaryObject:
    box = graft.copy(sheet.MediaBox)
    entries = {
        "/Type": pdf_name("/Page"),
        # The root of the tree may hand down boxes and a rotation of its own.
        "/MediaBox": box,
        "/CropBox": box,
        "/Rotate": generic.NumberObject(0),
        "/Resources": graft.copy(sheet.Resources),
        "/Contents": writer.add_object(graft.stream(sheet.Contents)),
    }
    return generic.DictionaryObject({pdf_name(name): value for name, value in entries.items()})


def _append_pages(
    writer: IncrementalPdfFileWriter, count: int, pages: Sequence[generic.DictionaryObject]
) -> None:
    tree_reference = writer.root.raw_get("/Pages")
    tree = tree_reference.get_object()
    kids = generic.ArrayObject(tree["/Kids"])
    for page in pages:
        page[pdf_name("/Parent")] = tree_reference
        kids.append(writer.add_object(page))
    tree[pdf_name("/Kids")] = kids
    tree[pdf_name("/Count")] = generic.NumberObject(count + len(pages))
    writer.mark_update(tree_reference)


def _settle_catalog(writer: IncrementalPdfFileWriter) -> None:
    """Empties the form, which is flattened now, and drops what would run scripts or grant old rights."""
    root = writer.root
    for key in ("/NeedsRendering", "/Perms", *_ACTIONS):
        if key in root and not (key == "/OpenAction" and _only_goes_to_a_page(root[key])):
            del root[key]
    root[pdf_name("/AcroForm")] = _empty_form(entry(root, "/AcroForm"))
    names = entry(root, "/Names")
    if isinstance(names, generic.DictionaryObject) and "/JavaScript" in names:
        kept = _own_copy(names)
        del kept["/JavaScript"]
        root[pdf_name("/Names")] = kept
    writer.update_root()


def _empty_form(old: object) -> generic.DictionaryObject:
    """A form without fields that keeps what readers set text annotations in.

    A reader that finds a form without fonts shows an annotation that has no appearance of its own
    as nothing, where it would have drawn it in a document without any form.
    """
    kept = _own_copy(old)
    form = generic.DictionaryObject({key: kept[key] for key in ("/DA", "/DR", "/Q") if key in kept})
    form[pdf_name("/Fields")] = generic.ArrayObject()
    fonts = _own_copy(entry(_own_copy(entry(form, "/DR")), "/Font"))
    if not fonts:
        fonts[pdf_name("/Helv")] = _helvetica()
        form[pdf_name("/DR")] = generic.DictionaryObject({"/Font": fonts})
    return form


def _helvetica() -> generic.DictionaryObject:
    names = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    return generic.DictionaryObject({key: pdf_name(value) for key, value in names.items()})


def _only_goes_to_a_page(action: object) -> bool:
    if isinstance(action, generic.ArrayObject):
        return True
    return (
        isinstance(action, generic.DictionaryObject)
        and entry(action, "/S") == "/GoTo"
        and "/Next" not in action
    )
