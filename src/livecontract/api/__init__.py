"""The REST edge: one file per noun, each with the table of its calls."""
