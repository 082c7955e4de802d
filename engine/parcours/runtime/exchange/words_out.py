"""Steps out in the words of a mapping: what the other software calls them, rather than the parcours."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parcours.runtime.exchange.mapping import ImportMapping
from parcours.runtime.exchange.steps_out import StepKind, StepLine

SIGNED = frozenset({StepKind.CONTRACT, StepKind.AMENDMENT})


@dataclass(frozen=True, slots=True)
class Words:
    """The labels of a mapping by what they mean; of a contract the first is for signing it, the last for renewing."""

    stages: Mapping[str, str] = field(default_factory=dict)
    contracts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)
    leaves: str = ""
    under: Mapping[str, str] = field(default_factory=dict)

    def of(self, line: StepLine) -> str:
        """What a line is called; empty where there is no word for it."""
        contract = line.key.partition("#")[0]
        labels = self.contracts.get(contract, ())
        if line.kind in SIGNED and labels:
            return labels[0] if line.kind is StepKind.CONTRACT else labels[-1]
        if line.key:
            return self.ends.get(contract, "") if line.kind is StepKind.OTHER else ""
        return self.leaves if line.kind is StepKind.EXIT else self.stages.get(line.stage, "")

    def tells(self, line: StepLine) -> bool:
        """Whether a line without a word is told by another: the stage of a contract by the contract, an end by it."""
        contract = line.key.partition("#")[0] if line.key else self.under.get(line.stage, "")
        return line.kind not in SIGNED and line.kind is not StepKind.EXIT and contract in self.contracts


def words_of(mapping: ImportMapping) -> Words:
    """The words of a mapping, the first label of each meaning."""
    stages: dict[str, str] = {}
    contracts: dict[str, tuple[str, ...]] = {}
    ends: dict[str, str] = {}
    leaves = ""
    for label, meaning in mapping.labels.items():
        if meaning.contract:
            contracts[meaning.contract] = (*contracts.get(meaning.contract, ()), label)
        elif meaning.stage:
            stages.setdefault(meaning.stage, label)
        elif meaning.ends:
            ends.setdefault(meaning.ends, label)
        elif meaning.leaves:
            leaves = leaves or label
    under = {stage.id: stage.contract for stage in mapping.workflow.stages.values() if stage.contract}
    return Words(stages, contracts, ends, leaves, under)


def in_words(lines: Sequence[StepLine], words: Words) -> Iterator[StepLine]:
    """The lines as the other software calls them; one that has no word there keeps ours, unless another tells it.

    Where the end of a contract has no word, its last day stands in the line that signed it.
    """
    ended = {(line.reference, line.key): line.on for line in lines if line.key and line.kind is StepKind.OTHER}
    latest = {(line.reference, line.key): line for line in lines if line.kind in SIGNED}
    for line in lines:
        label = words.of(line)
        if not label and words.tells(line):
            continue
        place = (line.reference, line.key)
        until = line.until
        if line is latest.get(place) and not words.ends.get(line.key.partition("#")[0]):
            until = _earlier(until, ended.get(place))
        yield replace(line, label=label or line.label, until=until)


def _earlier(one: datetime.date | None, other: datetime.date | None) -> datetime.date | None:
    days = [each for each in (one, other) if each is not None]
    return min(days) if days else None
