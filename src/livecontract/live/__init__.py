"""What a session is at while people are in it: order, fan-out, presence. Nothing here is durable."""
