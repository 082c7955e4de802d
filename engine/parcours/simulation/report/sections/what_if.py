"""Two scenarios beside one another, on the same draws."""

from collections.abc import Sequence

from parcours.messages import Text
from parcours.simulation.report.page import Block, Cell, Paragraph, Section, Table
from parcours.simulation.report.quantities import between, mean
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import INTERVAL, titled
from parcours.simulation.study import Difference


def what_if(subject: Subject) -> Section | None:
    """The changes that leave no doubt; then, folded, all others."""
    found = subject.comparison
    if found is None:
        return None
    said = Text(
        "« {after} » comparé à « {before} », sur les mêmes tirages. Une différence est sûre quand son intervalle à "
        "95 % exclut zéro.",
        after=found.after.title, before=found.before.title,
    )  # fmt: skip
    known = [each for each in found.differences if each.change is not None]
    sure = [each for each in known if each.is_certain]
    unsure = [each for each in known if not each.is_certain]
    tables = (
        _table(subject, Text("Ce qui change à coup sûr"), sure, folded=False),
        _table(subject, Text("Ce dont rien ne dit que cela change"), unsure, folded=True),
    )
    blocks: Sequence[Block] = (Paragraph(said), *_warning(subject, sure), *(each for each in tables if each.rows))
    return Section("what-if", Text("Et si ?"), blocks)


def _warning(subject: Subject, sure: Sequence[Difference]) -> tuple[Paragraph, ...]:
    if not subject.has_intervals:
        said = Text("Une seule réplication : aucune différence n'a d'intervalle, et aucune n'est sûre.")
        return (Paragraph(said, warns=True),)
    return () if sure else (Paragraph(Text("Aucune différence n'est sûre.")),)


def _table(subject: Subject, caption: Text, found: Sequence[Difference], *, folded: bool) -> Table:
    columns = (Text("Chiffre"), Text("Avant, puis après"), Text("Écart"), INTERVAL)
    shown = columns if subject.has_intervals else columns[:-1]
    rows = [_row(subject, each)[: len(shown)] for each in found]
    return Table(caption, shown, rows, frozenset(range(1, len(shown))), folded)


def _row(subject: Subject, each: Difference) -> Sequence[Cell]:
    change, unit = each.change, each.kpi.measure.unit
    bounds = between(change.low, change.high, unit) if change is not None else None
    return titled(subject, each.kpi), _both(each), mean(change, unit), bounds


def _both(each: Difference) -> Text | None:
    unit = each.kpi.measure.unit
    before, after = mean(each.before.estimate, unit), mean(each.after.estimate, unit)
    return Text("{before} → {after}", before=before, after=after) if before and after else None
