"""The demonstration: an advisor, a customer, and a contract between them that is ready to be met on."""

import msgspec

from livecontract.commands.accounts import add_user, make_link
from livecontract.commands.contracts import CreateContract, create_contract
from livecontract.commands.documents import Desk, Upload, upload_document
from livecontract.commands.perform import Ask, Door, no_answer, perform
from livecontract.commands.requests import ChangeSigners, Command, PlaceFields, SendForReview
from livecontract.demo.contract import SAMPLE_FIELDS, SAMPLE_FILE_NAME, SAMPLE_TITLE, sample_pdf
from livecontract.domain.fields import Field
from livecontract.domain.users import LinkPurpose, User
from livecontract.domain.values import Actor, Role, Value


class Links(Value, frozen=True):
    """The secrets of the two links: one for each person."""

    advisor: str
    customer: str


async def set_stage(door: Door, desk: Desk) -> Links:
    """Two people, a contract with a document and fields, sent for review, and a way in for each."""
    advisor = await add_user(door, role=Role.ADVISOR, name="Ada Lindqvist", email="ada@larkfield.example")
    customer = await add_user(door, role=Role.CUSTOMER, name="Carla Moreno", email="carla@post.example")
    contract_id = await _contract(door, desk, advisor, customer)
    room = f"/app/contracts/{contract_id}/room"
    return Links(
        advisor=await make_link(door, advisor.user_id, LinkPurpose.INVITATION, room),
        customer=await make_link(door, customer.user_id, LinkPurpose.INVITATION, room),
    )


async def _contract(door: Door, desk: Desk, advisor: User, customer: User) -> str:
    ada = Actor(user_id=advisor.user_id, role=Role.ADVISOR)
    request = CreateContract(title=SAMPLE_TITLE, customer_id=customer.user_id)
    contract_id = (await create_contract(door, ada, request, None, no_answer)).contract.contract_id
    upload = Upload(SAMPLE_FILE_NAME, sample_pdf())
    outcome = await upload_document(door, desk, (ada, contract_id, None), upload, no_answer)
    document_id = outcome.contract.documents[0].document_id
    fields = tuple(msgspec.convert({**shape, "fieldId": door.new_id()}, Field) for shape in SAMPLE_FIELDS)
    steps: tuple[Command, ...] = (
        PlaceFields(document_id=document_id, fields=fields),
        ChangeSigners(signers=(customer.user_id, advisor.user_id)),
        SendForReview(),
    )
    for step in steps:
        await perform(door, Ask(ada, contract_id, step))
    return contract_id
