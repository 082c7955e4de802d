"""Analysts simulate the very file that runs: a scenario says what people do, the kernel says what follows."""
