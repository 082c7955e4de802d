"""What interprets the tables, written so that it runs as plain Python and compiles as it stands."""
