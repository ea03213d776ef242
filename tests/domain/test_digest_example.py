"""The worked example of the digest, which clients in other languages check themselves against."""

import json
from pathlib import Path

from livecontract.domain import filling, signing
from livecontract.domain.contracts import Contract
from livecontract.domain.fields import FieldKind, Rect
from livecontract.domain.values import Role
from tests.making import CUSTOMER, a_field, after, in_review

EXAMPLE = Path(__file__).parents[2] / "protocol" / "examples" / "digest.json"


def the_example() -> Contract:
    fields = [
        a_field(
            field_id="0192f3c4-0000-7000-8000-000000000002",
            label="Straße, “nett”, in €",
            rect=Rect(x=56.69, y=100.1, width=220.0, height=32 + 0.1 + 0.2),
        ),
        a_field(FieldKind.CHECKBOX, field_id="0192f3c4-0000-7000-8000-000000000001"),
        a_field(FieldKind.CHOICE, Role.ADVISOR, field_id="0192f3c4-0000-7000-8000-000000000003"),
        a_field(FieldKind.DATE, field_id="0192f3c4-0000-7000-8000-000000000004", required=False),
    ]
    contract = in_review(*fields, signers=("carla", "ada"))
    contract = after(contract, filling.fill(contract, CUSTOMER, fields[0].field_id, "3100 \U0001f600\n"))
    return after(contract, filling.fill(contract, CUSTOMER, fields[1].field_id, value=True))


def test_sg7_the_published_example_is_what_comes_out() -> None:
    content = signing.signed_content(the_example())
    example = {"content": content, "digest": signing.digest(the_example())}
    assert json.loads(EXAMPLE.read_text()) == json.loads(json.dumps(example))
