"""What a person can come to, and come out of."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.subject import MAIN, Subject, Thread
from parcours.definition.finding import Finding
from parcours.messages import Text
from parcours.model.deadline import Deadline
from parcours.model.workflow import Stage

Graph = Mapping[str, frozenset[str]]


def _moves(thread: Thread) -> Graph:
    """Where each stage leads; a transition without `to` stays."""
    return {
        stage.id: frozenset(each.to for each in stage.transitions.values() if each.to in thread.stages)
        for stage in thread.stages.values()
    }


def reached(graph: Graph, starts: Iterable[str]) -> frozenset[str]:
    """The stages that can be come to, the starts among them."""
    seen: set[str] = set()
    waiting = [start for start in starts if start in graph]
    while waiting:
        stage = waiting.pop()
        if stage not in seen:
            seen.add(stage)
            waiting.extend(graph[stage] - seen)
    return frozenset(seen)


def _reversed(graph: Graph) -> Graph:
    return {stage: frozenset(origin for origin, leads in graph.items() if stage in leads) for stage in graph}


def somebody_enters(subject: Subject) -> Iterator[Finding]:
    """A parcours that nobody can begin, unless others extend it."""
    if not subject.workflow.entry and not subject.workflow.abstract:
        cause = Text("Personne ne peut entrer : « entry » manque.")
        remedy = Text("Ajoutez « entry: {{<événement>: {{to: <étape>}}}} », ou « abstract: true ».")
        yield Finding(codes.NO_ENTRY, ("entry",), cause, remedy)


def stages_are_reached(subject: Subject) -> Iterator[Finding]:
    """Every stage lies on some way from an entry."""
    for thread in subject.threads:
        come_to = reached(_moves(thread), thread.starts)
        for stage in thread.stages if thread.starts else ():
            if stage not in come_to:
                cause = Text("Aucun chemin ne mène à l'étape « {stage} ».", stage=stage)
                remedy = Text("Ajoutez une transition « to: {stage} », ou retirez l'étape.", stage=stage)
                yield Finding(codes.UNREACHABLE_STAGE, thread.at(stage), cause, remedy)


def stages_have_a_way_out(subject: Subject) -> Iterator[Finding]:
    """From every stage of the main line, and of a track that only ends by itself, some way leads to an end."""
    for thread in subject.threads:
        if thread.id == MAIN or subject.workflow.tracks[thread.id].ends_with == "never":
            yield from _dead_ends(thread)


def _dead_ends(thread: Thread) -> Iterator[Finding]:
    graph = _moves(thread)
    final = [stage.id for stage in thread.stages.values() if stage.final]
    ending = reached(_reversed(graph), final)
    for stage in thread.stages.values():
        place = thread.at(stage.id)
        if not stage.final and not graph[stage.id] - {stage.id}:
            cause = Text("On ne sort pas de l'étape « {stage} ».", stage=stage.id)
            remedy = Text("Ajoutez une transition vers une autre étape, ou dites « final: true ».")
            yield Finding(codes.NO_WAY_OUT, place, cause, remedy)
        elif final and stage.id not in ending:
            cause = Text("De l'étape « {stage} », aucun chemin ne mène à une étape finale.", stage=stage.id)
            remedy = Text("Ajoutez une transition qui sorte de la boucle.")
            yield Finding(codes.NO_WAY_OUT, place, cause, remedy)


def final_stages_are_final(subject: Subject) -> Iterator[Finding]:
    """Nobody leaves a final stage, and nothing runs there."""
    for thread in subject.threads:
        for stage in (each for each in thread.stages.values() if each.final):
            place = thread.at(stage.id)
            if stage.transitions:
                cause = Text("L'étape « {stage} » est finale, et une transition en part.", stage=stage.id)
                remedy = Text("Retirez ses transitions, ou « final: true ».")
                yield Finding(codes.FINAL_WITH_TRANSITIONS, (*place, "transitions"), cause, remedy)
            key = "deadlines" if stage.duties.deadlines else "every"
            if stage.duties.deadlines or stage.duties.every:
                cause = Text("L'étape « {stage} » est finale : plus rien n'y court.", stage=stage.id)
                remedy = Text("Retirez « {key} » ; la conservation se dit par « retention ».", key=key)
                yield Finding(codes.CLOCK_ON_FINAL, (*place, key), cause, remedy)


def open_stages_keep_their_files(subject: Subject) -> Iterator[Finding]:
    """Only what is over can be archived or erased."""
    for stage in subject.workflow.stages.values():
        if stage.retention and not stage.final:
            cause = Text("L'étape « {stage} » n'est pas finale : son dossier sert encore.", stage=stage.id)
            remedy = Text("Retirez « retention », ou dites « final: true ».")
            yield Finding(codes.RETENTION_TOO_SOON, ("stages", stage.id, "retention"), cause, remedy)


def tracks_begin_somewhere(subject: Subject) -> Iterator[Finding]:
    """One first stage a track."""
    for thread in subject.threads[1:]:
        initial = [stage.id for stage in thread.stages.values() if stage.initial]
        if len(initial) == 1:
            continue
        cause = (
            Text("Le volet « {track} » a {count} premières étapes.", track=thread.id, count=len(initial))
            if initial
            else Text("Le volet « {track} » n'a pas de première étape.", track=thread.id)
        )
        remedy = Text("Dites « initial: true » à une étape, et à une seule.")
        yield Finding(codes.INITIAL_STAGE, (*thread.path, "stages"), cause, remedy)


def nothing_runs_away(subject: Subject) -> Iterator[Finding]:
    """Deadlines that may be past on arrival must not lead round in a circle."""
    for thread in subject.threads:
        at_once = {stage.id: frozenset(_at_once(stage)) & thread.stages.keys() for stage in thread.stages.values()}
        for stage, leads in at_once.items():
            if stage in reached(at_once, leads):
                cause = Text(
                    "Par ses seules échéances, déjà passées à l'arrivée, l'étape « {stage} » ramène à elle-même.",
                    stage=stage,
                )
                remedy = Text("Comptez un délai depuis l'entrée dans l'étape, ou menez ailleurs.")
                yield Finding(codes.RUNAWAY, (*thread.at(stage), "deadlines"), cause, remedy)


def _at_once(stage: Stage) -> Iterator[str]:
    for deadline in stage.duties.deadlines:
        transition = stage.transitions.get(deadline.fire)
        if transition is not None and transition.to and not _waits(deadline):
            yield transition.to


def _waits(deadline: Deadline) -> bool:
    """Whether it leaves time after the entry into its stage, whatever the dossier says."""
    rule = deadline.rule
    return rule.of == "stage.entered_on" and rule.offset is not None and not rule.backwards


CHECKS: Final = (
    somebody_enters,
    stages_are_reached,
    stages_have_a_way_out,
    final_stages_are_final,
    open_stages_keep_their_files,
    tracks_begin_somewhere,
    nothing_runs_away,
)
