"""What can be wrong with a file of tests, beside its syntax and its shape."""

from typing import Final

from parcours.diagnostics import Code
from parcours.messages import Text

STEP_BACK: Final = Code("P801", "step-back", Text("Pas qui remonte le temps"))
UNKNOWN_NAME: Final = Code("P802", "unknown-name-in-test", Text("Nom que le parcours ne connaît pas"))
