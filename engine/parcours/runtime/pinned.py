"""The rules that people are held to, judged again with the law of a new file before it comes into force."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parcours.definition.loader import Schemas, check_sources
from parcours.diagnostics import Diagnostic, Span
from parcours.model.definition import Definition
from parcours.ports import Reader, Store

LAW = "law/"
SHOWN = 12  # digits of a hash that tell two sets of rules apart


@dataclass(frozen=True, slots=True)
class Pinned:
    """One set of rules in use: how many open cases it holds, and what today's checks say of it.

    Its files are named `<rules>/<file>` in `diagnostics` and in `texts`.
    """

    workflow: str
    rules: str
    cases: int
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def pinned_rules(store: Store, definitions: Sequence[Definition], actions: Schemas, today: date) -> tuple[Pinned, ...]:
    """Every set of rules in use by the parcours of these files, under the law that the files bring."""
    by_workflow = {each.workflow.id: each for each in definitions}
    with store.reading() as reader:
        return tuple(_pinned(reader, by_workflow, actions, today))


def _pinned(reader: Reader, definitions: Mapping[str, Definition], actions: Schemas, today: date) -> Iterator[Pinned]:
    for workflow, rules, cases in reader.rules_in_use():
        sources = reader.definition(rules)
        if workflow not in definitions or sources is None or definitions[workflow].workflow.hash == rules:
            continue
        brought = {name: text for name, text in definitions[workflow].sources.items() if name.startswith(LAW)}
        judged = {**sources, **brought}
        prefix = f"{rules[:SHOWN]}/"
        found = tuple(_renamed(each, prefix) for each in check_sources(judged, workflow, actions, today))
        yield Pinned(workflow, rules, cases, found, {prefix + name: text for name, text in judged.items()})


def _renamed(diagnostic: Diagnostic, prefix: str) -> Diagnostic:
    related = tuple((_span(span, prefix), text) for span, text in diagnostic.related)
    return replace(diagnostic, span=_span(diagnostic.span, prefix), related=related)


def _span(span: Span, prefix: str) -> Span:
    return replace(span, file=prefix + span.file)
