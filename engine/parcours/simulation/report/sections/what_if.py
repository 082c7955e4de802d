"""Two scenarios beside one another, on the same draws."""

from collections.abc import Sequence

from parcours.messages import Text
from parcours.simulation.report.page import Block, Cell, Paragraph, Section, Table
from parcours.simulation.report.quantities import changed, mean
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import titled
from parcours.simulation.study import Comparison, Difference


def what_if(subject: Subject) -> Section | None:
    """The changes that leave no doubt; then, folded, all others."""
    found = subject.comparison
    if found is None:
        return None
    said = Text(
        "{pair}, sur les mêmes tirages. Un écart est sûr quand son intervalle à 95 % exclut zéro.", pair=_pair(found)
    )
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


def _pair(found: Comparison) -> Text:
    before, after = found.before.title, found.after.title
    if before == after:
        return Text("« {after} » changé, comparé à lui-même tel qu'il est écrit", after=after)
    return Text("« {after} » comparé à « {before} »", after=after, before=before)


def _table(subject: Subject, caption: Text, found: Sequence[Difference], *, folded: bool) -> Table:
    change = Text("Écart et son intervalle à 95 %") if subject.has_intervals else Text("Écart")
    columns = (Text("Chiffre"), Text("Avant, puis après"), change)
    return Table(caption, columns, [_row(subject, each) for each in found], frozenset({1, 2}), folded)


def _row(subject: Subject, each: Difference) -> Sequence[Cell]:
    return titled(subject, each.kpi), _both(each), changed(each.change, each.kpi.measure.unit)


def _both(each: Difference) -> Text | None:
    unit = each.kpi.measure.unit
    before, after = mean(each.before.estimate, unit), mean(each.after.estimate, unit)
    return Text("{before} → {after}", before=before, after=after) if before and after else None
