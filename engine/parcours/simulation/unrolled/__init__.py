"""The machine unrolled for one model: what it would find in the tables at each step is found once, beforehand."""
