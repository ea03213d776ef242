"""Writes `protocol/openapi.json` anew: `python -m tools.openapi`."""

from pathlib import Path

from livecontract.api.app import CALLS
from livecontract.api.openapi import description
from livecontract.wire.codec import as_file

PUBLISHED = Path(__file__).resolve().parent.parent / "protocol" / "openapi.json"

if __name__ == "__main__":
    PUBLISHED.write_bytes(as_file(description(CALLS)))
