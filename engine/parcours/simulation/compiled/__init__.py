"""The same machine, compiled: the very functions that interpret the tables in Python, made machine code by Numba."""
