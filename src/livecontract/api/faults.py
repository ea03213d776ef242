"""What went wrong, as an answer: refusals with their facts, mistakes of ours with a reference only."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, MethodNotAllowedException, NotFoundException

from livecontract.api.bodies import ClientGone
from livecontract.domain.refusals import Refusal, Refused
from livecontract.store.port import StoreUnavailable
from livecontract.wire import problem

log = structlog.get_logger()

# A refused body up to this size is read to its end and thrown away, so that its sender sees the answer.
MAX_DISCARDED_BYTES = 64 * 1024 * 1024

Problem: TypeAlias = dict[str, Any]


def on_refused(request: Request[Any, Any, Any], refused: Refused) -> Response[bytes]:
    """The answer to an expected "no"."""
    headers = _headers_of(refused)
    if refused.code in {Refusal.TOO_LARGE, Refusal.DOCUMENT_TOO_LARGE} and _is_endless(request):
        headers["Connection"] = "close"
    return _told(problem.problem_of(refused, request.scope["path"]), headers)


def on_http_exception(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """The answer when the router has no place for a request, or cannot read it."""
    return on_refused(request, _refusal_of(error))


def on_unavailable(request: Request[Any, Any, Any], error: StoreUnavailable) -> Response[bytes]:
    """The answer while the database is away."""
    log.warning("database unavailable", path_template=_template(request), error=str(error))
    return on_refused(request, Refused(Refusal.UNAVAILABLE))


def on_client_gone(_request: Request[Any, Any, Any], _error: ClientGone) -> Response[bytes]:
    """An answer that nobody hears."""
    return Response(b"", status_code=400, headers={"Connection": "close"})


def on_fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """The answer to a mistake of ours; everything about it is in the log, under the reference."""
    reference = secrets.token_hex(6)
    log.error("request failed", reference=reference, path_template=_template(request), exc_info=error)
    return _told(problem.problem_of_fault(reference, request.scope["path"]), {})


ON_ERROR: dict[int | type[Exception], Callable[[Request[Any, Any, Any], Any], Response[Any]]] = {
    Refused: on_refused,
    HTTPException: on_http_exception,
    StoreUnavailable: on_unavailable,
    ClientGone: on_client_gone,
    Exception: on_fault,
}


def _told(told: Problem, headers: Mapping[str, str]) -> Response[bytes]:
    return Response(
        problem.encode(told),
        status_code=told["status"],
        media_type=problem.MEDIA_TYPE,
        headers=dict(headers),
    )


def _refusal_of(error: HTTPException) -> Refused:
    if isinstance(error, MethodNotAllowedException):
        allowed = (error.headers or {}).get("allow", "")
        return Refused(Refusal.METHOD_NOT_ALLOWED, allowed=allowed)
    if isinstance(error, NotFoundException):
        return Refused(Refusal.NOT_FOUND)
    return Refused(Refusal.BAD_REQUEST)


def _headers_of(refused: Refused) -> dict[str, str]:
    facts = refused.facts
    match refused.code:
        case Refusal.METHOD_NOT_ALLOWED:
            return {"Allow": str(facts["allowed"])}
        case Refusal.RATE_LIMITED:
            return {"Retry-After": str(facts["retryAfterS"])}
        case Refusal.UNAVAILABLE:
            return {"Retry-After": "1"}
        case Refusal.NOT_SIGNED_IN | Refusal.CREDENTIAL_INVALID:
            return {"WWW-Authenticate": 'Bearer realm="livecontract"'}
        case Refusal.RANGE_UNSATISFIABLE:
            return {"Content-Range": f"bytes */{facts['sizeBytes']}"}
        case _:
            return {}


def _is_endless(request: Request[Any, Any, Any]) -> bool:
    announced = request.headers.get("content-length", "")
    return not announced.isdecimal() or int(announced) > MAX_DISCARDED_BYTES


def _template(request: Request[Any, Any, Any]) -> str:
    return str(request.scope.get("path_template", ""))
