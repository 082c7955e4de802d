"""The words that an effect leaves with: those of the newest accepted edition that still speaks of its action."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.definition import Definition, Json
from parcours.model.fact import Effect
from parcours.ports import Reader
from parcours.runtime.engine import LoadSources


@dataclass(frozen=True, slots=True)
class Wording:
    """What the texts of one action say today."""

    title: str
    label: str
    parameters: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Editions:
    """Definitions read again from what the store keeps, each once."""

    load: LoadSources
    known: dict[tuple[object, ...], Definition] = field(default_factory=dict)

    def wording(self, reader: Reader, case: Case, effect: Effect) -> Wording:
        """The label and the `with` of an effect's action. Raises DefinitionError, StoreDamagedError."""
        newest = self._newest(reader, case.workflow)
        said = newest.workflow.actions.get(effect.action) if newest is not None else None
        if newest is None or said is None or said.use != effect.use:
            newest = self._pinned(reader, case)
        action = newest.workflow.actions.get(effect.action)
        label = action.label if action is not None and action.label else effect.action
        return Wording(newest.workflow.title, label, newest.parameters_of_actions.get(effect.action, {}))

    def _newest(self, reader: Reader, workflow: str) -> Definition | None:
        sources = reader.texts(workflow)
        return self._read((workflow, *sorted(sources.items())), sources, workflow) if sources else None

    def _pinned(self, reader: Reader, case: Case) -> Definition:
        if (case.rules,) in self.known:
            return self.known[case.rules,]
        sources = reader.definition(case.rules)
        if sources is None:
            raise StoreDamagedError(
                Text("La base n'a plus les règles {rules} du dossier {case}.", rules=case.rules, case=case.id)
            )
        return self._read((case.rules,), sources, case.workflow)

    def _read(self, key: tuple[object, ...], sources: Mapping[str, str], workflow: str) -> Definition:
        if key not in self.known:
            self.known[key] = self.load(sources, workflow)
        return self.known[key]
