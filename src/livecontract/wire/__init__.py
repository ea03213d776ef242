"""What the edges share: credentials, origins, request shapes, frames, and the words of a refusal."""
