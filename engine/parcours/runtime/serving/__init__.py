"""What a node does while it serves: wake, look at the clocks, fire, send, say how it is."""
