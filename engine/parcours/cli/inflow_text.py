"""Who came of late, beside whom the scenario of an outlook would have had come."""

from parcours.cli import page
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.simulation.inflow import Inflow
from parcours.simulation.outlook import Outlook, Part


def plain_inflow(found: Outlook, seen: Inflow | None) -> dict[str, object] | None:
    """The same for a script; None when the journals are too young to tell."""
    if seen is None:
        return None
    expected = _expected(found, seen)
    return {"people": seen.people, "days": seen.days, "expected": expected, "fits": seen.fits(expected)}


def show_inflow(session: Session, found: Outlook, seen: Inflow | None) -> None:
    """Both numbers, and a caution where chance does not explain what parts them."""
    if seen is None:
        return
    expected = _expected(found, seen)
    said = Text(
        "Arrivées des {days} derniers jours : {people} ; le scénario en attend {expected} en autant de temps.",
        days=seen.days,
        people=seen.people,
        expected=round(expected),
    )
    page.line(session, said)
    if not seen.fits(expected):
        page.caution(session, Text("Le hasard n'explique pas cet écart : corrigez « arrivals » dans le scénario."))


def _expected(found: Outlook, seen: Inflow) -> float:
    arrivals = sum(each.values[0].mean for each in found.of(Part.ARRIVALS))
    return seen.expected(arrivals, (found.ends - found.days[0]).days)
