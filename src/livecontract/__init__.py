"""Live Contract: review, fill and sign a contract together, live."""

from importlib.metadata import version

__version__ = version("livecontract")
