"""The sections of a report: each a function that makes one, or None where there is nothing to say."""
