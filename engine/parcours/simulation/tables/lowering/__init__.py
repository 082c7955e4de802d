"""From a parcours, a scenario and the dated world to tables."""
