"""Bytes named by their digest: written once, never changed."""
