"""The sample contract: a loan agreement of five pages, and the fields for the places drawn there."""

from pathlib import Path
from typing import Literal, TypedDict

import typst

SAMPLE_TITLE = "Loan agreement LA-2026-0417"
SAMPLE_FILE_NAME = "Loan agreement.pdf"
SAMPLE_SOURCE = Path(__file__).with_name("loan_agreement.typ")

# When the file says that it was made, in UNIX seconds: fixed, so that its bytes are the same each time.
CREATED_AT = 1_788_220_800

DAYS = ("1st", "15th")

Owner = Literal["ADVISOR", "CUSTOMER"]


class RectShape(TypedDict):
    """A rectangle in PDF points, origin at the top left of the page."""

    x: float
    y: float
    width: float
    height: float


class FieldShape(TypedDict):
    """A new field as `PUT /documents/{id}/fields` takes it."""

    kind: str
    owner: Owner
    pageNumber: int
    rect: RectShape
    label: str
    required: bool
    options: list[str]


def sample_pdf() -> bytes:
    """Return the loan agreement as a PDF, A4, the same bytes each time.

    Only fonts that come with typst are used, so nothing depends on the machine.
    """
    return typst.compile(SAMPLE_SOURCE, format="pdf", ignore_system_fonts=True, timestamp=CREATED_AT)


def _field(
    kind: str,
    owner: Owner,
    page_number: int,
    label: str,
    rect: tuple[float, float, float, float],
    *,
    required: bool = True,
    options: tuple[str, ...] = (),
) -> FieldShape:
    x, y, width, height = rect
    return {
        "kind": kind,
        "owner": owner,
        "pageNumber": page_number,
        "rect": {"x": x, "y": y, "width": width, "height": height},
        "label": label,
        "required": required,
        "options": list(options),
    }


SAMPLE_FIELDS: tuple[FieldShape, ...] = (
    _field("date", "ADVISOR", 2, "Day of payment", (63.0, 571.88, 225.64, 25.0)),
    _field("text", "ADVISOR", 2, "Payment reference", (306.64, 571.88, 225.64, 25.0), required=False),
    _field("text", "CUSTOMER", 3, "Full name", (63.0, 151.82, 225.64, 25.0)),
    _field("date", "CUSTOMER", 3, "Date of birth", (306.64, 151.82, 225.64, 25.0)),
    _field("text", "CUSTOMER", 3, "Home address", (63.0, 202.4, 469.28, 25.0)),
    _field("text", "CUSTOMER", 3, "Employer", (63.0, 252.98, 225.64, 25.0)),
    _field("number", "CUSTOMER", 3, "Net monthly income", (306.64, 252.98, 225.64, 25.0)),
    _field("text", "CUSTOMER", 3, "Account for the instalments", (63.0, 378.33, 469.28, 25.0)),
    _field("choice", "CUSTOMER", 3, "Day of the month", (63.0, 428.91, 225.64, 25.0), options=DAYS),
    _field("date", "ADVISOR", 3, "First instalment", (306.64, 428.91, 225.64, 25.0)),
    _field("checkbox", "CUSTOMER", 3, "Reminder by e-mail", (63.0, 470.71, 15.0, 15.0), required=False),
    _field("initials", "CUSTOMER", 4, "Initials for section 8", (436.28, 241.66, 96.0, 34.0)),
    _field("signature", "CUSTOMER", 5, "Signature of the borrower", (63.0, 224.54, 225.64, 70.0)),
    _field("signature", "ADVISOR", 5, "Signature for the bank", (306.64, 224.54, 225.64, 70.0)),
)
