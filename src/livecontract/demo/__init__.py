"""The demonstration: a sample contract and two people to go through it."""
