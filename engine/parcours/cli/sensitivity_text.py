"""What a sensitivity analysis has found, in words, bars and plain data."""

from typing import Final

from parcours.cli import page
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.simulation.measures.kpis import Kpi, Unit
from parcours.simulation.sensitivity.findings import Factor, Influence, Sensitivity, Swing, Tornado, Variance
from parcours.simulation.statistics.intervals import Estimate

DAY: Final = 1440
HALF: Final = 6
"""Characters of a bar on either side of what is written."""
BAR, AXIS = "█", "│"


def show_sensitivity(session: Session, found: Sensitivity) -> None:
    """A table of swings or of shares for each figure looked at."""
    said = Text(
        "{title} : {runs} calculs ; réplications de chacun : {replications} ; graine : {seed}.",
        title=found.title,
        runs=found.runs,
        replications=found.replications,
        seed=found.seed,
    )
    page.line(session, said)
    if found.replications == 1:
        page.caution(session, Text("Une seule réplication : on ne peut rien dire de l'incertitude."))
    for tornado in found.tornados:
        _show_tornado(session, tornado)
    for variance in found.variances:
        _show_variance(session, variance)


def plain_sensitivity(session: Session, found: Sensitivity) -> dict[str, object]:
    """As scripts read it: figures by id, each with its swings or its shares."""
    return {
        "scenario": found.scenario,
        "title": found.title,
        "hash": found.hash,
        "method": found.method.value,
        "seed": found.seed,
        "cases": found.cases,
        "replications": found.replications,
        "runs": found.runs,
        "tornados": [_plain_tornado(session, each) for each in found.tornados],
        "variances": [_plain_variance(session, each) for each in found.variances],
    }


def _show_tornado(session: Session, tornado: Tornado) -> None:
    page.heading(session, _title(tornado.kpi, tornado.base.mean if tornado.base is not None else None))
    widest = max((swing.reach for swing in tornado.swings), default=0.0)
    headers = (Text("Nombre"), Text("Bornes"), Text("À la plus petite"), Text("À la plus grande"), Text("Effet"))
    unit = tornado.kpi.measure.unit
    rows = (
        (
            swing.factor.label,
            f"{_value(swing.factor, swing.factor.range.least)} … {_value(swing.factor, swing.factor.range.most)}",
            _change(swing.low, unit),
            _change(swing.high, unit),
            _bar(swing, widest),
        )
        for swing in tornado.swings
    )
    page.table(session, headers, rows)


def _show_variance(session: Session, variance: Variance) -> None:
    page.heading(session, _title(variance.kpi, variance.mean))
    if variance.lacking:
        said = Text(
            "Sans valeur en {lacking} points sur {points} : aucune part ne peut être dite.",
            lacking=variance.lacking,
            points=variance.points,
        )
        page.caution(session, said)
        return
    if not variance.influences:
        page.line(session, Text("Aucun de ces nombres ne le change."))
        return
    headers = (Text("Nombre"), Text("Seul"), Text("Avec les autres"), Text("Part"))
    rows = (
        (
            each.factor.label,
            f"{each.first:.2f} ± {each.first_halfwidth:.2f}",
            f"{each.total:.2f} ± {each.total_halfwidth:.2f}",
            BAR * round(2 * HALF * min(1.0, max(0.0, each.total))),
        )
        for each in variance.influences
    )
    page.table(session, headers, rows)


def _title(kpi: Kpi, mean: float | None) -> Text:
    label = Text("{label} ({id})", label=kpi.measure.label, id=kpi.id)
    if mean is None:
        return label
    return Text("{label} : {mean}", label=label, mean=_figure(mean, kpi.measure.unit))


def _change(found: Estimate | None, unit: Unit) -> str:
    if found is None:
        return "—"
    scale, mark = (100, " pt") if unit is Unit.SHARE else (1, "")
    width = "" if found.halfwidth is None else f" ± {found.halfwidth * scale:.3g}"
    return f"{found.mean * scale:+.3g}{width}{mark}"


def _figure(value: float, unit: Unit) -> str:
    """Shares to a tenth of a percent, the rest to three figures."""
    return f"{value * 100:.1f} %" if unit is Unit.SHARE else f"{value:.3g}"


def _value(factor: Factor, value: float) -> str:
    return f"{value / DAY:.3g} j" if factor.is_delay else f"{value:.3g}"


def _bar(swing: Swing, widest: float) -> str:
    """Both changes on one axis, drawn to the widest of the figure."""
    if not widest:
        return ""
    changes = [each.mean for each in (swing.low, swing.high) if each is not None]
    left = round(HALF * max((-each for each in changes if each < 0), default=0.0) / widest)
    right = round(HALF * max((each for each in changes if each > 0), default=0.0) / widest)
    return f"{BAR * left:>{HALF}}{AXIS}{BAR * right:<{HALF}}"


def _plain_tornado(session: Session, tornado: Tornado) -> dict[str, object]:
    swings = [
        {**_factor(swing.factor), "low": _estimate(swing.low), "high": _estimate(swing.high)}
        for swing in tornado.swings
    ]
    return {**_kpi(session, tornado.kpi), "base": _estimate(tornado.base), "swings": swings}


def _plain_variance(session: Session, variance: Variance) -> dict[str, object]:
    return {
        **_kpi(session, variance.kpi),
        "points": variance.points,
        "lacking": variance.lacking,
        "mean": variance.mean,
        "deviation": variance.deviation,
        "influences": [_influence(each) for each in variance.influences],
    }


def _kpi(session: Session, kpi: Kpi) -> dict[str, object]:
    return {"id": kpi.id, "label": session.told(kpi.measure.label), "unit": kpi.measure.unit.value}


def _factor(factor: Factor) -> dict[str, object]:
    return {
        "path": factor.path,
        "label": factor.label,
        "least": factor.range.least,
        "most": factor.range.most,
        "written": factor.written,
        "unit": "minutes" if factor.is_delay else "number",
    }


def _influence(each: Influence) -> dict[str, object]:
    return {
        **_factor(each.factor),
        "first": each.first,
        "first_halfwidth": each.first_halfwidth,
        "total": each.total,
        "total_halfwidth": each.total_halfwidth,
    }


def _estimate(found: Estimate | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {"mean": found.mean, "low": found.low, "high": found.high, "replications": found.replications}
