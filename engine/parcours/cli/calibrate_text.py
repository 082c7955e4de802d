"""What a calibration has found, in words and as scripts read it."""

import json
from pathlib import Path

from parcours import diagnostics
from parcours.cli import page
from parcours.cli.findings import show_findings
from parcours.cli.session import Session
from parcours.diagnostics import in_file_order
from parcours.messages import Text
from parcours.simulation.calibration.calibrating import Calibrated
from parcours.simulation.calibration.draft import Fitted
from parcours.simulation.calibration.fit import Cause, Known
from parcours.simulation.calibration.journal import Journal
from parcours.simulation.calibration.wording import NAMES, warnings
from parcours.simulation.reading.loader import ExaminedScenario


def show_calibrated(
    session: Session, path: Path, journal: Journal, found: Calibrated, examined: ExaminedScenario
) -> None:
    """Place by place how well the laws fit, then what the journal does not say, then what is wrong with the file."""
    said = Text(
        "{cases} dossiers, du {begins} au {ends}.", cases=journal.cases, begins=journal.begins, ends=journal.ends
    )
    page.line(session, said)
    headers = (Text("Lieu"), Text("Séjours"), Text("Sans fin"), Text("Distance"), Text("Limite"))
    rows = ([".".join(each.path[:-1]), *_numbers(each)] for each in found.fits)
    page.table(session, headers, rows)
    for each in found.fits:
        for warning in warnings(each.fit):
            page.line(
                session, Text("{place} : {warning}", place=".".join(each.path[:-1]), warning=warning), lead="  ! "
            )
    if found.notes:
        page.heading(session, Text("Ce que le journal ne dit pas"))
        for note in found.notes:
            page.line(session, note, lead="- ")
    page.line(session, Text("Écrit : {path}", path=str(path)), style="green")
    if examined.diagnostics:
        show_findings(session, in_file_order(examined.diagnostics), examined.texts, first=frozenset({str(path)}))


def plain_calibrated(
    session: Session, path: Path, journal: Journal, found: Calibrated, examined: ExaminedScenario
) -> dict[str, object]:
    """Times in minutes; intervals null where the data cannot say."""
    return {
        "path": str(path),
        "cases": journal.cases,
        "begins": journal.begins,
        "ends": journal.ends,
        "fits": [_fitted(session, each) for each in found.fits],
        "notes": list(found.notes),
        "diagnostics": json.loads(diagnostics.as_json(in_file_order(examined.diagnostics), session.lang)),
    }


def _numbers(each: Fitted) -> tuple[str, ...]:
    fit = each.fit
    return str(fit.number), str(fit.open_), f"{fit.distance:.3f}", f"{fit.limit:.3f}"


def _fitted(session: Session, each: Fitted) -> dict[str, object]:
    fit = each.fit
    return {
        "path": ".".join(each.path),
        "spells": fit.number,
        "open": fit.open_,
        "distance": fit.distance,
        "limit": fit.limit,
        "warnings": [session.told(warning) for warning in warnings(fit)],
        "causes": [_cause(cause) for cause in fit.causes],
    }


def _cause(cause: Cause) -> dict[str, object]:
    names = NAMES[cause.shape] if cause.shape is not None else ()
    return {
        "name": cause.name,
        "count": cause.count,
        "share": _known(cause.share),
        "seen": cause.seen,
        "law": cause.shape.value if cause.shape is not None else None,
        "parameters": {name: _known(each) for name, each in zip(names, cause.parameters, strict=True)},
    }


def _known(each: Known) -> dict[str, object]:
    return {"value": each.value, "low": each.low, "high": each.high}
