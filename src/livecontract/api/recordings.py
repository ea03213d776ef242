"""What was recorded of live sessions: to look at again, batch by batch, and to take away."""

from typing import Annotated

import msgspec
from msgspec import Meta

from livecontract.api.answers import Answer, as_json, disposition
from livecontract.api.bodies import NO_BODY, Nothing
from livecontract.api.calls import Call, Gives, Route
from livecontract.api.documents import absolute
from livecontract.api.rest import Rest
from livecontract.domain.refusals import Refusal
from livecontract.domain.values import Value
from livecontract.queries import recordings as queries
from livecontract.queries.recordings import BatchList, RecordingFile, RecordingView
from livecontract.queries.views import SessionView


class SessionList(Value, frozen=True):
    """The sessions of a contract."""

    items: tuple[SessionView, ...]


class BatchQuery(Value, frozen=True):
    """Which batches: those after number `after`."""

    after: Annotated[int, Meta(ge=0, le=2**53)] = 0
    limit: Annotated[int, Meta(ge=1, le=500)] = 200


async def list_sessions(rest: Rest, call: Call[Nothing]) -> Answer:
    """Every session of a contract."""
    found = await queries.sessions(rest.ports.store, call.actor, call.path["contractId"])
    return as_json(200, SessionList(items=found))


async def read_recording(rest: Rest, call: Call[Nothing]) -> Answer:
    """What a recording begins with, and whether it is whole."""
    ports = rest.ports
    found = await queries.recording(ports.store, ports.blobs, call.actor, call.path["sessionId"])
    view = msgspec.structs.replace(
        found,
        documents=tuple(absolute(document, call.origin) for document in found.documents),
        file_urls={name: call.origin.resolve(url) for name, url in found.file_urls.items()},
    )
    return as_json(200, view)


async def read_batches(rest: Rest, call: Call[Nothing]) -> Answer:
    """Some batches of a recording."""
    wanted = call.query(BatchQuery)
    found = await queries.batches(
        rest.ports.store, call.actor, call.path["sessionId"], after=wanted.after, limit=wanted.limit
    )
    return as_json(200, found)


async def export_recording(rest: Rest, call: Call[Nothing]) -> Answer:
    """A whole recording as a file."""
    found = await queries.recording_file(rest.ports.store, call.actor, call.path["sessionId"])
    name = f"session-{found.session.started_at:%Y-%m-%d-%H%M}.json"
    return Answer(
        200,
        msgspec.json.encode(found),
        "application/json",
        (disposition(name, download=True),),
    )


ROUTES = (
    Route(
        "GET",
        "/contracts/{contractId}/sessions",
        "Every live session of a contract, the first one first.",
        list_sessions,
        NO_BODY,
        (Gives(200, "The sessions.", SessionList),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/sessions/{sessionId}/recording",
        "What was recorded of a session: how it began, who looked at which page for how long, and"
        " whether anything is missing or was altered.",
        read_recording,
        NO_BODY,
        (Gives(200, "The recording without its batches.", RecordingView),),
        (Refusal.NOT_FOUND,),
    ),
    Route(
        "GET",
        "/sessions/{sessionId}/recording/batches",
        "What happened in a session, batch by batch. `events` is the text of a JSON array: the frames"
        " as they were told, and notes on where people looked.",
        read_batches,
        NO_BODY,
        (Gives(200, "Some batches.", BatchList),),
        (Refusal.NOT_FOUND,),
        query=BatchQuery,
    ),
    Route(
        "GET",
        "/sessions/{sessionId}/recording/file",
        "A whole recording as a file to keep.",
        export_recording,
        NO_BODY,
        (Gives(200, "The recording.", RecordingFile),),
        (Refusal.NOT_FOUND,),
    ),
)
