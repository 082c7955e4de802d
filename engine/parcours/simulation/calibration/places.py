"""The places of a scenario, written from what was fitted; what a template anchors to dates and queues stays there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.simulation.calibration.draft import Draft, Path, Plain
from parcours.simulation.calibration.fit import Cause, Fit
from parcours.simulation.calibration.fitting import fitted
from parcours.simulation.calibration.incidence import incidence
from parcours.simulation.calibration.journal import Journal, Place
from parcours.simulation.calibration.spells import DONE, Spell, ending
from parcours.simulation.calibration.values import inputs, shares
from parcours.simulation.calibration.wording import distribution
from parcours.simulation.scenario.intents import PlaceKind

ANCHORS: Final = frozenset({"on", "session", "await", "needs", "every"})
SAID: Final = frozenset({"probability", "rest", "assumption", "source"})
ISSUE: Final = "issue"
HEADINGS: Final[Mapping[PlaceKind, str]] = {
    PlaceKind.STAGE: "stages",
    PlaceKind.TRACK: "tracks",
    PlaceKind.CONTRACT: "contracts",
    PlaceKind.TASK: "tasks",
}


def write_places(draft: Draft, workflow: Workflow, journal: Journal) -> None:
    """Every place that people leave by acts of theirs, in the order of the parcours."""
    for place in places_of(workflow):
        writing = _Writing(draft, workflow, journal, place)
        writing.write(journal.spells.get(place, ()))


def places_of(workflow: Workflow) -> Iterator[Place]:
    """Stages, stages of tracks, contracts, then tasks."""
    yield from ((PlaceKind.STAGE, stage.id) for stage in workflow.stages.values() if not stage.final)
    for track in workflow.tracks.values():
        yield from ((PlaceKind.TRACK, f"{track.id}.{stage.id}") for stage in track.stages.values() if not stage.final)
    yield from ((PlaceKind.CONTRACT, contract) for contract in workflow.contracts)
    yield from ((PlaceKind.TASK, action.id) for action in workflow.actions.values() if action.by)


def path_of(place: Place) -> Path:
    """Where a scenario writes of a place."""
    kind, name = place
    return (HEADINGS[kind], *name.split(".", 1)) if kind is PlaceKind.TRACK else (HEADINGS[kind], name)


class _Writing:
    """One place: what the template says of it, and what is fitted of the rest."""

    def __init__(self, draft: Draft, workflow: Workflow, journal: Journal, place: Place) -> None:
        self.draft, self.workflow, self.journal, self.place = draft, workflow, journal, place
        self.path = path_of(place)
        self.theirs = (DONE,) if place[0] is PlaceKind.TASK else ending(workflow, *place)
        before = draft.at(self.path)
        self.kept = {name: each for name, each in before.items() if not self._is_free(each)}
        self.given = dict(_acts(before))

    def write(self, spells: Sequence[Spell]) -> None:
        if not self.theirs:
            return
        held = {event for each in self.kept.values() for event, _ in _acts(each)}
        fit = fitted([(float(each.minutes), each.cause if each.cause not in held else "") for each in spells])
        for name, intent in self.kept.items():
            self._weigh(name, intent, spells)
        if fit is not None:
            self._write_fit(fit)
        elif spells and not held:
            self.draft.note(
                Text(
                    "{place} : aucun départ observé ; séjours : {number}.", place=_dotted(self.path), number=len(spells)
                )
            )
        elif not spells and (self.kept or self.given):
            self.draft.note(Text("{place} : jamais vu, gardé du modèle.", place=_dotted(self.path)))

    def _is_free(self, intent: object) -> bool:
        """Whether an intent of the template only says how people leave, and after how long."""
        if not isinstance(intent, dict):
            return False
        events = {event for event, _ in _acts(intent)}
        return bool(events) and events <= set(self.theirs) and not any(_anchored(intent))

    def _write_fit(self, fit: Fit) -> None:
        name = ISSUE if ISSUE not in self.kept else f"{ISSUE}_libre"
        causes = sorted(fit.causes, key=lambda cause: -cause.count)
        if len(causes) == 1:
            intent = self._act(causes[0])
        else:
            weights = shares({cause.name: max(cause.share.value, 0.0001) for cause in causes})
            chances = [{"probability": weights[cause.name]} for cause in causes[:-1]] + [{"rest": True}]
            options = zip(causes, chances, strict=True)
            intent = {"choose": {cause.name: {**chance, **self._act(cause)} for cause, chance in options}}
        self.draft.put(self.path, {**self.kept, name: {**intent, "source": self._source(fit.number)}})
        self.draft.keep_fit(self.place, (*self.path, name), fit)
        for event in sorted(
            set(self.given) - {cause.name for cause in causes} - {e for k in self.kept.values() for e, _ in _acts(k)}
        ):
            self.draft.note(Text("{place} : « {event} » n'a jamais été vu.", place=_dotted(self.path), event=event))

    def _act(self, cause: Cause) -> Plain:
        """The delay of a cause, then what is done, with the inputs that the template gives or the journal shows."""
        found: Plain = {"after": [distribution(cause)]} if cause.shape is not None else {}
        if cause.name == DONE:
            return {**found, "done": True}
        given = {**inputs(self.workflow, self.journal, cause.name), **self.given.get(cause.name, {})}
        return {**found, "send": cause.name, **({"with": given} if given else {})}

    def _weigh(self, name: str, intent: object, spells: Sequence[Spell]) -> None:
        """The shares of a choice whose moment the template keeps: those of its ends, open spells counted."""
        where = _dotted((*self.path, name))
        events = [event for event, _ in _acts(intent)]
        steps = incidence([(float(each.minutes), each.cause if each.cause in events else "") for each in spells])
        if not steps or not isinstance(intent, dict) or not _is_countable(intent):
            self.draft.note(Text("{place} : gardé du modèle.", place=where))
            return
        number = sum(each.cause in events for each in spells)
        _share_out(intent, steps[-1].shares, self._source(number))
        self.draft.note(Text("{place} : délai gardé du modèle, parts comptées.", place=where))

    def _source(self, number: int) -> str:
        return self.draft.source(number)


def _acts(written: object) -> Iterator[tuple[str, Plain]]:
    """Every act inside of what is written, by event, with its inputs."""
    if not isinstance(written, dict):
        return
    if isinstance(written.get("send"), str):
        yield written["send"], written.get("with", {})
    if written.get("done") is True:
        yield DONE, {}
    for key, each in written.items():
        if key not in {"with", "write"}:
            yield from _acts(each)


def _is_countable(intent: Plain) -> bool:
    """Whether each option comes to events of its own, whatever the case: then how often they come tells its share."""
    options = intent.get("choose")
    if not options:
        return False
    inside = [[event for event, _ in _acts(each)] for each in options.values()]
    events = [event for each in inside for event in each]
    is_plain = all(inside) and len(set(events)) == len(events) and not any("when" in each for each in options.values())
    return is_plain and all(_is_countable(each) for each in options.values() if "choose" in each)


def _share_out(intent: Plain, seen: Mapping[str, float], source: str) -> None:
    """Gives each option the share of what was seen of its events among those of all."""
    options = intent["choose"]
    each_seen = {name: sum(seen.get(event, 0.0) for event, _ in _acts(each)) for name, each in options.items()}
    if not sum(each_seen.values()):
        return
    weights = shares(each_seen)
    for name, each in options.items():
        kept = {key: value for key, value in each.items() if key not in SAID}
        options[name] = {"probability": weights[name], **kept, "source": source}
        if "choose" in each:
            _share_out(options[name], seen, source)


def _anchored(written: object) -> Iterator[str]:
    """The keys that tie an intent to a date, a session, a condition, a queue or a rhythm, conditions of options too."""
    if isinstance(written, dict):
        yield from (ANCHORS | {"when", "write"}) & written.keys()
        for key, each in written.items():
            if key not in {"with", "write"}:
                yield from _anchored(each)


def _dotted(path: Sequence[str]) -> str:
    return ".".join(path)
