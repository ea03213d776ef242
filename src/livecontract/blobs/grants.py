"""Temporary URLs on this server: what they entitle to, signed so that nobody else can make them."""

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from livecontract.blobs.port import Grant


def as_url(grant: Grant, until: datetime, key: bytes) -> str:
    """The path, with its query, that entitles to `grant` until that second."""
    expires = int(until.timestamp())
    query = {"name": grant.file_name, "type": grant.media_type, "expires": str(expires)}
    if grant.is_download:
        query["download"] = "1"
    query["signature"] = _signature(grant, expires, key)
    return f"/blobs/{grant.digest}?{urlencode(query)}"


def from_url(digest: str, query: Mapping[str, str], now: datetime, key: bytes) -> Grant | None:
    """What that URL entitles to `now`; `None` when it was not made here or its time is over."""
    expires = query.get("expires", "")
    if not (expires.isascii() and expires.isdigit() and len(expires) <= 12):
        return None
    grant = Grant(
        digest=digest,
        file_name=query.get("name", ""),
        media_type=query.get("type", ""),
        is_download=query.get("download") == "1",
    )
    signature = query.get("signature", "").encode()
    if not hmac.compare_digest(signature, _signature(grant, int(expires), key).encode()):
        return None
    return grant if now < datetime.fromtimestamp(int(expires), UTC) else None


def _signature(grant: Grant, expires: int, key: bytes) -> str:
    signed = msgspec.json.encode((msgspec.structs.astuple(grant), expires))
    return base64.urlsafe_b64encode(hmac.digest(key, signed, "sha256")).decode().rstrip("=")
