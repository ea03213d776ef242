"""The REST application: every noun's calls behind one shield."""

from typing import Any

from litestar import Litestar
from litestar.types import ASGIApp

from livecontract.api import (
    audit,
    auth,
    blobs,
    client,
    contracts,
    documents,
    evidence,
    fields,
    health,
    mailbox,
    openapi,
    recordings,
    sessions,
    users,
    verify,
)
from livecontract.api.calls import Route
from livecontract.api.faults import ON_ERROR
from livecontract.api.rest import Rest
from livecontract.api.routing import as_handler
from livecontract.api.shield import shielded

# The calls that programs make, in the order in which the description lists them.
CALLS: tuple[Route[Any], ...] = (
    *users.ROUTES,
    *auth.ROUTES,
    *contracts.ROUTES,
    *documents.ROUTES,
    *fields.ROUTES,
    *sessions.ROUTES,
    *recordings.ROUTES,
    *audit.ROUTES,
    *evidence.ROUTES,
    *verify.ROUTES,
    *blobs.ROUTES,
    *mailbox.ROUTES,
    *health.ROUTES,
)


def rest_app(rest: Rest) -> ASGIApp:
    """The application for one set of ports."""
    routes = (*CALLS, *openapi.routes(CALLS), *client.routes(rest.client_dir))
    app = Litestar(
        [as_handler(rest, route) for route in routes],
        exception_handlers=ON_ERROR,
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
    )
    return shielded(app, rest.ports.reach)
