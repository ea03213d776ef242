"""What happens after a commit: announcing, sealing, mailing; at least once, in order where it counts."""
