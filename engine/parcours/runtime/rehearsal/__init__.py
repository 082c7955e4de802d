"""Parcours played on an imagined clock, by the very commands of production: the YAML tests."""
