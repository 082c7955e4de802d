"""People and their steps, in from another software and out to it."""
