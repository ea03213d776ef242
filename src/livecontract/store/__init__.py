"""Durable state: what has been acknowledged is here."""
