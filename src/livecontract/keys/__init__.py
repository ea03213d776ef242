"""The master key, what is derived from it, and secrets kept under it."""
