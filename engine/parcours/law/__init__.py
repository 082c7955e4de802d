"""The six kinds of legal rule, judged over plain data: dated values, never a number in code."""
