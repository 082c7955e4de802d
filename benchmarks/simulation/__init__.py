"""The simulation engines beside their peers: they agree first, then they are timed."""
