"""A small run told by hand, with what it should measure beside it: days 0 to 40, measured from day 10."""

from parcours.simulation.log import Line, LineKind
from parcours.simulation.measures.frame import Frame

DAY = 1440
K = LineKind
FRAME = Frame(
    bounds=(10 * DAY, 20 * DAY, 40 * DAY),
    days=(),
    stages=("accueil", "suivi"),
    final=frozenset({"fin"}),
    outcomes=("reussite", "abandon"),
    capacities={"bureau": 1},
    renewals={"essai": 1, "sans_fin": None},
    flows=("apport",),
    labels={"stages": {"accueil": "Accueil"}},
)


def line(day: float, case: int, kind: LineKind, name: str, detail: str = "") -> Line:
    return Line(round(day * DAY), case, kind, name, detail)


# Case 0 is there before the window. Case 2 gives up. Case 3 goes to the end, case 1 is in `suivi` when the run ends.
STORY = (
    line(5, 0, K.ARRIVED, "porte"),
    line(5, 0, K.ENTERED, "accueil"),
    line(8, 0, K.EARNED, "apport", "1000"),
    line(9, 0, K.REFUSED, "avancer", "G1"),
    line(11, 1, K.ARRIVED, "porte"),
    line(11, 1, K.ENTERED, "accueil"),
    line(11, 1, K.ASKED, "bureau"),
    line(12, 0, K.ENTERED, "suivi"),
    line(12, 2, K.ARRIVED, "porte"),
    line(12, 2, K.ENTERED, "accueil"),
    line(12, 2, K.ASKED, "bureau"),
    line(13, 1, K.GRANTED, "bureau"),
    line(13, 1, K.ENTERED, "suivi"),
    line(14, 2, K.RENEGED, "bureau", "patience"),
    line(14, 2, K.ENTERED, "fin"),
    line(14, 2, K.LEFT, "abandon"),
    line(14, 3, K.ARRIVED, "porte"),
    line(14, 3, K.ENTERED, "accueil"),
    line(14, 3, K.ASKED, "bureau"),
    line(15, 1, K.RELEASED, "bureau"),
    line(15, 3, K.GRANTED, "bureau"),
    line(15, 3, K.ENTERED, "suivi"),
    line(15, 3, K.SIGNED, "essai", "1970-01-16/1970-01-25"),
    line(16, 3, K.RELEASED, "bureau"),
    line(17, 3, K.REFUSED, "avancer", "G1,G2"),
    line(18, 3, K.TASK, "bilan", "opened"),
    line(19, 0, K.EARNED, "apport", "1250"),
    line(20, 0, K.MISSED, "suivi.visite"),
    line(25, 3, K.RENEWED, "essai", "1970-01-26/1970-02-04"),
    line(30, 0, K.ENTERED, "fin"),
    line(30, 0, K.LEFT, "reussite"),
    line(31, 1, K.EARNED, "apport", "300"),
    line(31, 3, K.EARNED, "apport", "-50"),
    line(35, 3, K.ENDED, "essai", "1970-02-04"),
    line(35, 3, K.ENTERED, "fin"),
    line(35, 3, K.LEFT, "reussite"),
)
