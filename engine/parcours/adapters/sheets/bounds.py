"""How much a file may hold: a cooperative of ten thousand people is far below, a bomb is above."""

from typing import Final

MIB: Final = 1 << 20
MOST_BYTES: Final = 16 * MIB
MOST_INFLATED: Final = 128 * MIB  # of all that a workbook holds once inflated
MOST_PARTS: Final = 2_000  # files inside a workbook
MOST_CELLS: Final = 1_000_000
MOST_LETTERS: Final = 32_767  # in one cell: what a spreadsheet itself allows
MEMORY: Final = 768 * MIB  # of the process that opens a workbook
SECONDS: Final = 60
