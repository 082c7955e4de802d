"""What leaves the house: claimed, made into jobs for plugins, tried again, told when it cannot be done."""
