"""What a parcours is made of: frozen data, the standard library and the calendar's own types only."""
