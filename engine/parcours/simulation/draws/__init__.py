"""Chance: numbers that depend on who draws and where, never on when, by whom or in which order."""
