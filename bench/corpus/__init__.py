"""What becomes of other people's documents."""
