"""What an analyst adds to a parcours, once read."""
