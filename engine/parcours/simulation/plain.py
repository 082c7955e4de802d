"""Results as scripts read them: what JSON has types for, sentences rendered."""

from collections.abc import Mapping
from typing import Any

from parcours.messages import Language
from parcours.simulation.measures.replica import Replica
from parcours.simulation.result import Figure, Months, Result
from parcours.simulation.statistics.intervals import Estimate
from parcours.simulation.study import Comparison, Difference


def plain_result(result: Result, lang: Language) -> dict[str, Any]:
    """Figures with their intervals, months, mean counts of events. The same whatever way the run was carried out."""
    return {
        **_asked(result),
        "replications": len(result.replicas),
        "reached": result.reached,
        "interrupted": result.interrupted,
        "kpis": [_figure(result, figure, lang) for figure in result.figures],
        "months": {
            "first_days": [day.isoformat() for day in result.frame.days],
            "figures": [_months(each) for each in result.months],
        },
        "events": mean_counts(result.replicas),
    }


def plain_run(result: Result, lang: Language) -> dict[str, Any]:
    """How this very run went: the engine and why, processor seconds, for the people simulated in it."""
    return {
        "engine": result.engine,
        "why": result.why.render(lang) if result.why is not None else None,
        "handed_to_reference": result.handed,
        "cpu_seconds": result.seconds,
        "people": result.people,
        "people_per_cpu_second": result.people / result.seconds if result.seconds else None,
    }


def plain_comparison(comparison: Comparison, lang: Language) -> dict[str, Any]:
    """Both scenarios, and each figure in both with its change."""
    return {
        "before": _asked(comparison.before),
        "after": _asked(comparison.after),
        "replications": min(len(comparison.before.replicas), len(comparison.after.replicas)),
        "reached": comparison.after.reached,
        "differences": [_difference(comparison, each, lang) for each in comparison.differences],
    }


def mean_counts(replicas: tuple[Replica, ...]) -> dict[str, dict[str, float]]:
    """Lines of the window by kind and name, per replication."""
    totals: dict[str, dict[str, int]] = {}
    for replica in replicas:
        for kind, names in replica.counts.items():
            total = totals.setdefault(kind, {})
            for name, number in names.items():
                total[name] = total.get(name, 0) + number
    return {kind: _over(names, len(replicas)) for kind, names in sorted(totals.items())}


def _over(names: Mapping[str, int], number: int) -> dict[str, float]:
    return {name: total / number for name, total in sorted(names.items())}


def _asked(result: Result) -> dict[str, Any]:
    return {
        "scenario": result.scenario,
        "title": result.title,
        "hash": result.hash,
        "engine": result.engine,
        "seed": result.seed,
        "cases": result.cases,
    }


def _figure(result: Result, figure: Figure, lang: Language) -> dict[str, Any]:
    measure = figure.kpi.measure
    return {
        "id": figure.id,
        "about": figure.kpi.subject_label(result.frame),
        "label": measure.label.render(lang),
        "unit": measure.unit.value,
        **_estimate(figure.estimate),
    }


def _difference(comparison: Comparison, each: Difference, lang: Language) -> dict[str, Any]:
    return {
        "id": each.id,
        "about": each.kpi.subject_label(comparison.after.frame),
        "label": each.kpi.measure.label.render(lang),
        "unit": each.kpi.measure.unit.value,
        "before": _mean(each.before.estimate),
        "after": _mean(each.after.estimate),
        "change": _estimate(each.change),
        "certain": each.is_certain,
    }


def _months(months: Months) -> dict[str, Any]:
    estimates = months.estimates
    return {
        "id": months.id,
        "mean": [each.mean for each in estimates],
        "low": [each.low for each in estimates],
        "high": [each.high for each in estimates],
    }


def _mean(found: Estimate | None) -> float | None:
    return None if found is None else found.mean


def _estimate(found: Estimate | None) -> dict[str, Any]:
    if found is None:
        return {"mean": None, "replications": 0}
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "deviation": found.deviation,
        "p05": found.p05,
        "median": found.median,
        "p95": found.p95,
        "replications": found.replications,
    }
