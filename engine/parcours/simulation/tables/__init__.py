"""The same run, interpreted from flat tables: no rule is asked of the kernel, and no line differs from the oracle's."""
