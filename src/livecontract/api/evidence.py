"""The evidence of a contract, to be taken away: one file that proves it without this server."""

from livecontract.api.answers import Streamed, disposition
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal, Refused
from livecontract.pdf.request import SealFailed
from livecontract.queries import evidence as queries

ZIP = "application/zip"


async def read_evidence(rest: Rest, call: Call[Nothing]) -> Streamed:
    """The evidence package."""
    ports, contract_id = rest.ports, call.path["contractId"]
    try:
        found = await queries.package(
            ports.store,
            ports.blobs,
            call.actor,
            contract_id,
            notary=rest.notary,
            now=ports.door.clock(),
        )
    except SealFailed as failed:  # there is no time stamp to be had at the moment
        raise Refused(Refusal.UNAVAILABLE) from failed
    name = (disposition(f"evidence-{contract_id}.zip", download=True),)
    return Streamed(200, queries.pieces(found, ports.blobs), found.size, ZIP, name)


ROUTES = (
    Route(
        "GET",
        "/contracts/{contractId}/evidence",
        "Everything that proves a contract, as one zip file: `livecontract verify` checks it anywhere.",
        read_evidence,
        NO_BODY,
        (Gives(200, "The package.", media_type=ZIP),),
        (Refusal.NOT_FOUND, Refusal.WRONG_STATUS, Refusal.UNAVAILABLE),
    ),
)
