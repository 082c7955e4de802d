"""YAML tests as data: from a positioned tree to scripts. What is wrong with a file is said all at once."""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from parcours.definition import codes
from parcours.definition.schema import validate
from parcours.definition.source import read
from parcours.definition.tree import Document, Node
from parcours.diagnostics import Diagnostic, Span, in_file_order
from parcours.errors import DefinitionError
from parcours.messages import Text
from parcours.runtime.paper import PaperContract
from parcours.runtime.rehearsal.script import (
    Doing,
    EditDossier,
    Expectation,
    Given,
    MarkActionDone,
    Plain,
    Scene,
    Script,
    SendEvent,
    Start,
    Suite,
)

NOON = datetime.time(12)
GROUPED = frozenset({"pending", "track", "due"})  # one expectation a key
LISTED = frozenset({"did", "not_did"})  # one expectation an action


def read_suite(path: Path) -> Suite:
    """The tests of one file. Raises DefinitionError with all that is wrong with it."""
    document = read(path)
    problems = document.diagnostics or validate(document, "test")
    if problems or document.root is None:
        raise DefinitionError(problems)
    return suite_of(document)


def suite_of(document: Document) -> Suite:
    """The tests of a document of the right shape. Raises DefinitionError for a step that goes back in time."""
    root = cast("Node", document.root).entries()
    shared = _given(root.get("given"))
    scripts = tuple(_script(key, node, shared) for key, node in root["tests"].entries().items())
    problems = [problem for script in scripts for problem in _steps_back(script)]
    if problems:
        raise DefinitionError(in_file_order(problems))
    return Suite(document.name, _text(root["workflow"]), scripts)


def _script(key: str, node: Node, shared: Given) -> Script:
    entries = node.entries()
    return Script(
        key,
        _text(entries["label"]) if "label" in entries else key,
        shared.overlaid(_given(entries.get("given"))),
        node.span,
        tuple(_scene(each) for each in _items(entries, "steps")),
        tuple(_text(each) for each in _items(entries, "invalid")),
    )


def _given(node: Node | None) -> Given:
    if node is None:
        return Given()
    entries = node.entries()
    start = entries["start"].entries() if "start" in entries else None
    return Given(
        _plain(entries.get("dossier")),
        (entries["calendar"],) if "calendar" in entries else (),
        Start(_text(start["stage"]), _moment(start["on"])) if start is not None else None,
        tuple(_prior(each.entries()) for each in _items(entries, "prior")),
    )


def _prior(entries: Mapping[str, Node]) -> PaperContract:
    renewals = cast("int", entries["renewals"].value) if "renewals" in entries else 0
    return PaperContract(_text(entries["contract"]), _day(entries["starts_on"]), _day(entries["ends_on"]), renewals)


def _scene(node: Node) -> Scene:
    entries = node.entries()
    expected = entries["expect"].entries() if "expect" in entries else {}
    expectations = tuple(each for key, value in expected.items() for each in _expectations(key, value))
    return Scene(_moment(entries["on"]), node.span, _doing(entries), expectations)


def _doing(entries: Mapping[str, Node]) -> Doing | None:
    by = _text(entries["by"]) if "by" in entries else ""
    if "send" in entries:
        return SendEvent(_text(entries["send"]), _plain(entries.get("with")), by)
    if "done" in entries:
        return MarkActionDone(_text(entries["done"]), by)
    if "edit" in entries:
        return EditDossier(_plain(entries["edit"]), by)
    return None


def _expectations(key: str, node: Node) -> Iterator[Expectation]:
    if key == "contract":
        for name, contract in node.entries().items():
            for member, each in contract.entries().items():
                yield Expectation((key, name, member), _value(each), each.span)
    elif key in GROUPED:
        for name, each in node.entries().items():
            yield Expectation((key, name), _value(each), each.span)
    elif key in LISTED:
        for each in node.items():
            yield Expectation((key,), _value(each), each.span)
    else:
        yield Expectation((key,), _value(node), node.span)


def _steps_back(script: Script) -> Iterator[Diagnostic]:
    start = script.given.start
    opening = [(start.at, script.span)] if start is not None else []
    moments = [*opening, *((scene.at, scene.span) for scene in script.scenes)]
    for (before, _), (at, span) in itertools.pairwise(moments):
        if at < before:
            yield _back(span, before, at)


def _back(span: Span, before: datetime.datetime, at: datetime.datetime) -> Diagnostic:
    cause = Text("Ce pas est le {at}, avant celui qui précède ({before}).", at=at, before=before)
    return Diagnostic(codes.STEP_BACK, span, cause, Text("Rangez les pas dans l'ordre du temps."))


def _items(entries: Mapping[str, Node], key: str) -> tuple[Node, ...]:
    return entries[key].items() if key in entries else ()


def _text(node: Node) -> str:
    return str(node.value)


def _value(node: Node) -> Plain:
    return cast("Plain", node.plain())


def _plain(node: Node | None) -> Mapping[str, Plain]:
    return cast("dict[str, Plain]", node.plain()) if node is not None else {}


def _day(node: Node) -> datetime.date:
    return datetime.date.fromisoformat(_text(node))


def _moment(node: Node) -> datetime.datetime:
    day, _, hour = _text(node).replace("T", " ").partition(" ")
    at = datetime.time.fromisoformat(hour) if hour else NOON
    return datetime.datetime.combine(datetime.date.fromisoformat(day), at)
