"""What the tables cannot say: refused by name, never approximated."""

from dataclasses import dataclass

from parcours.errors import UsageError
from parcours.messages import Text, all_of


@dataclass(frozen=True, slots=True)
class Unsupported:
    """A construct that was met, and where."""

    construct: Text
    place: str

    def text(self) -> Text:
        return Text("{construct} ({place})", construct=self.construct, place=self.place)


class UnsupportedError(UsageError):
    """All that a scenario or its parcours asks for and this engine does not know: `met`, in the order it was found."""

    def __init__(self, met: tuple[Unsupported, ...]) -> None:
        super().__init__(
            Text("Ce moteur ne sait pas simuler : {met}.", met=all_of([each.text() for each in met])),
            Text("Prenez « --engine reference », qui sait tout faire."),
        )
        self.args = (met,)
        self.met = met
