"""Stages, tracks, contracts and actions: where a person stands and what runs meanwhile."""

from typing import Final

from parcours.calendar.dates import DateRule
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import DATE_KEYS, STAGE_ENTRY, Place, date_rule, duties, ladder
from parcours.definition.piece import Piece
from parcours.model.deadline import Duties
from parcours.model.workflow import Action, Contract, Guard, Retention, Stage, Term, Track, Transition

ONLY_STAGE: Final = "en_cours"
HERE: Final = Place(STAGE_ENTRY)


def stage(name: str, piece: Piece, problems: Problems) -> Stage:
    enter = piece.at("enter")
    return Stage(
        id=name,
        label=piece.text("label"),
        situation=piece.text("situation"),
        contract=piece.text("contract"),
        enter=enter.words("do"),
        start=enter.words("start"),
        exit=piece.at("exit").words("do"),
        transitions={event: transition(event, each) for event, each in piece.at("transitions").entries()},
        duties=duties(piece, HERE, problems),
        initial=piece.flag("initial"),
        final=piece.flag("final"),
        outcome=piece.text("outcome"),
        retention=tuple(
            Retention(date_rule(rung, HERE, problems), rung.text("then"), rung.text("source"))
            for rung in piece.at("retention").items()
        ),
    )


def transition(event: str, piece: Piece) -> Transition:
    guards = (Guard(name, each.text("if"), each.text("say")) for name, each in piece.at("when").entries())
    return Transition(event, piece.text("to"), tuple(guards))


def track(name: str, piece: Piece, problems: Problems) -> Track:
    """A track that lists no stages has one, which takes all it says."""
    written = {key: stage(key, each, problems) for key, each in piece.at("stages").entries()}
    if not written:
        written = {ONLY_STAGE: _only_stage(piece, problems)}
    spanning = piece.at("stages")
    return Track(
        id=name,
        label=piece.text("label"),
        stages=written,
        initial=next((each.id for each in written.values() if each.initial), next(iter(written))),
        ends_with=piece.text("ends_with", "case"),
        duties=duties(piece, HERE, problems) if spanning else Duties(),
        enter=piece.at("enter").words("do") if spanning else (),
    )


def _only_stage(piece: Piece, problems: Problems) -> Stage:
    enter = piece.at("enter")
    return Stage(
        id=ONLY_STAGE,
        label=piece.text("label"),
        enter=enter.words("do"),
        start=enter.words("start"),
        duties=duties(piece, HERE, problems),
        initial=True,
    )


def contract(name: str, piece: Piece, problems: Problems) -> Contract:
    inside = Place(f"contract.{name}.starts_on", name)
    ending = Place(f"contract.{name}.ends_on", name)
    return Contract(
        id=name,
        label=piece.text("label"),
        kind=piece.text("kind", name),
        begin=piece.words("begin"),
        renew=piece.words("renew"),
        terminate=piece.words("terminate"),
        expire=piece.text("expire"),
        term=_term(piece.at("term")),
        trial=_months(piece.at("trial")),
        renewals=piece.optional_whole("renewals"),
        notice=piece.duration("notice"),
        remind=ladder(piece, ending, problems),
        duties=duties(piece, inside, problems),
    )


def _term(piece: Piece) -> Term | None:
    """None for an open-ended contract, and for a term half said, which the schema has blamed."""
    least, most, default = (_months(piece.at(key)) for key in ("min", "max", "default"))
    return Term(least, most, default) if least and most and default else None


def _months(piece: Piece) -> int:
    duration = piece.as_duration()
    return duration.months if duration is not None else 0


def action(name: str, piece: Piece, problems: Problems) -> Action:
    return Action(
        id=name,
        label=piece.text("label"),
        use=piece.text("use", "task"),
        by=piece.text("by"),
        due=_own_date(piece.at("due"), problems),
        not_before=_own_date(piece.at("not_before"), problems),
        after=piece.text("after"),
        law=piece.text("law"),
    )


def _own_date(piece: Piece, problems: Problems) -> DateRule | None:
    """What the file says; the window of the law an action carries out is read by the kernel, on the day."""
    if piece and any(piece.at(key) for key in DATE_KEYS):
        return date_rule(piece, Place(), problems)
    return None
