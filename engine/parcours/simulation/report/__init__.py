"""A run as one page that opens anywhere: what is supposed, what is found, how to find it again."""
