"""The only writers: every change of a contract goes through `perform`."""
