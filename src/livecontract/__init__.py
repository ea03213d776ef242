"""Live Contract: review, fill and sign a contract together, live."""
