"""From the lines of a run to its figures: what is counted, named and documented in one place."""
