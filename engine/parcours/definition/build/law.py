"""A law file as the model holds it."""

from parcours.calendar.dates import DateRule
from parcours.definition.build.digest import digest
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import Place, date_rule
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.model.law import AppliesTo, LawFile, LawRule, LawVersion, RuleKind


def law_file(root: Node, problems: Problems) -> LawFile:
    """The law file of a tree. `contract.x` stays as said there: it speaks of whichever contract the law governs."""
    file = Piece(root)
    name = file.text("law")
    rules = {key: _rule(name, key, piece, problems) for key, piece in file.at("rules").entries()}
    return LawFile(
        id=name,
        title=file.text("title"),
        contract=file.text("contract"),
        rules=rules,
        notice=file.text("notice"),
        hash=digest(root.plain()),
    )


def _rule(file: str, name: str, piece: Piece, problems: Problems) -> LawRule:
    versions = [_version(each, problems) for each in piece.at("versions").items()]
    dated = sorted((each for each in versions if each is not None), key=lambda each: each.since)
    less = piece.text("less") or any(each.within is not None and each.within.less for each in dated)
    return LawRule(
        file=file,
        id=name,
        label=piece.text("label"),
        kind=RuleKind(piece.text("rule", RuleKind.CAP)),
        on=piece.words("on"),
        to=piece.words("to"),
        less_prior=bool(less),
        whole_person=piece.text("over", "parties") == "parties",
        until_situation=piece.at("until").text("situation"),
        until_task=piece.at("until").text("done"),
        doubt=piece.text("doubt"),
        versions=tuple(dated),
    )


def _version(piece: Piece, problems: Problems) -> LawVersion | None:
    since = piece.date("since")
    if since is None:
        return None
    value = piece.duration("value")
    return LawVersion(
        since=since,
        reference=piece.text("reference"),
        source=piece.text("source"),
        value=piece.optional_whole("value"),
        months=value.months if value is not None else None,
        within=_date(piece.at("within"), problems),
        not_before=_date(piece.at("not_before"), problems),
        at_least=piece.whole("at_least"),
        per=piece.duration("per"),
        each=piece.duration("each"),
        clauses=piece.words("clauses"),
        to_check=piece.flag("to_check"),
        confirmed_by=piece.text("confirmed_by"),
        applies_to=AppliesTo(piece.text("applies_to", AppliesTo.NEW_CONTRACTS)),
    )


def _date(piece: Piece, problems: Problems) -> DateRule | None:
    return date_rule(piece, Place(), problems) if piece else None
