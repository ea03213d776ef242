"""The WebSocket edge: connections, the rooms that they meet in, and the way in."""
