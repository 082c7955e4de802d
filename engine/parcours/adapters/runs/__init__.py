"""What a simulation leaves on the disk: a folder that can be taken up again, tables, logs in standard forms."""
