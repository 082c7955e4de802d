"""What the ports ask for, made of real things: a clock, a vault, stores."""
