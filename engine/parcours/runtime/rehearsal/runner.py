"""Suites played from their files: loaded, set, played step by step, compared."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parcours.definition.loader import Examined, examine, load_sources
from parcours.definition.tree import Node
from parcours.diagnostics import Diagnostic, Severity, refuses
from parcours.errors import DefinitionError, ParcoursError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.ports import Store
from parcours.runtime.engine import Programs
from parcours.runtime.rehearsal.comparison import differences
from parcours.runtime.rehearsal.names import check_names
from parcours.runtime.rehearsal.player import Player, Reply, player
from parcours.runtime.rehearsal.reader import read_suite
from parcours.runtime.rehearsal.report import Failure, Outcome, failure
from parcours.runtime.rehearsal.script import Scene, Script, Suite
from parcours.runtime.rehearsal.stage_set import set_for
from parcours.runtime.rehearsal.watching import watched

OpenStore = Callable[[], AbstractContextManager[Store]]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A suite with the parcours it is played against: the one it names, or another given in its place.

    Its rules are made ready once, for all of its tests: what a test gives never changes them.
    """

    suite: Suite
    examined: Examined
    programs: Programs

    @property
    def workflow(self) -> str:
        return self.examined.definition.workflow.id if self.examined.definition is not None else self.suite.workflow


def rehearsals(paths: Iterable[Path], folders: Sequence[Path] = (), workflow: str = "") -> Iterator[Rehearsal]:
    """The tests of each file, against `workflow` if it is given; a parcours that several name is read once.

    It is looked for in the folder above the tests, in `folders`, then among those shipped. Raises DefinitionError or
    UsageError when it comes to a file that has one.
    """
    known, programs = cache(examine), Programs(load_sources)
    for path in paths:
        suite = read_suite(path)
        shelves = (path.parent.parent, *folders)
        named = known(suite.workflow, shelves)
        if named.definition is not None and not refuses(named.diagnostics):
            check_names(suite, named.definition.workflow)
        yield Rehearsal(suite, known(workflow, shelves) if workflow else named, programs)


def rehearsal(path: Path, folders: Sequence[Path] = (), workflow: str = "") -> Rehearsal:
    """Those of one file."""
    return next(rehearsals([path], folders, workflow))


def play_all(of: Rehearsal, open_store: OpenStore) -> Iterator[Outcome]:
    """Plays every test of a suite, each on a store of its own."""
    for script in of.suite.scripts:
        yield play(of, script, open_store)


def play(of: Rehearsal, script: Script, open_store: OpenStore) -> Outcome:
    """Plays one test. Raises DefinitionError when the parcours cannot be used and the test does not expect it."""
    failures = tuple(_invalid(of, script)) if script.invalid else tuple(_played(of, script, open_store))
    return Outcome(of.suite.name, of.workflow, script.id, script.label, failures)


def _invalid(of: Rehearsal, script: Script) -> Iterator[Failure]:
    diagnostics = [each for each in of.examined.diagnostics if each.severity is Severity.ERROR]
    found = ", ".join(str(each.code) for each in diagnostics) or "—"
    for wanted in script.invalid:
        if not any(names(diagnostic, wanted) for diagnostic in diagnostics):
            text = Text("« validate » devait refuser par {wanted} ; il trouve : {found}", wanted=wanted, found=found)
            yield Failure(script.span, text)


def names(diagnostic: Diagnostic, wanted: str) -> bool:
    """Whether a diagnostic goes by that id, that readable name, or speaks of that rule of the law."""
    spoken = {value for text in (diagnostic.cause, diagnostic.remedy) if text is not None for _, value in text.params}
    return wanted in {diagnostic.code.id, diagnostic.code.slug} or wanted in spoken


def _played(of: Rehearsal, script: Script, open_store: OpenStore) -> Iterator[Failure]:
    definition, tree = usable(of.examined)
    with open_store() as store:
        on_stage = player(set_for(script.given, definition, tree), store, of.programs)
        seen: dict[str, int] = {}
        try:
            on_stage.enter(script.given)
            watched(on_stage, Reply(), seen)
        except ParcoursError as error:
            yield Failure(script.span, Text("Ce qui est donné est refusé : {why}", why=str(error)))
            return
        for scene in script.scenes:
            yield from _scene(on_stage, scene, seen)


def _scene(on_stage: Player, scene: Scene, seen: dict[str, int]) -> Iterator[Failure]:
    try:
        on_stage.wait(scene.at)
        reply = on_stage.act(scene.doing)
    except ParcoursError as error:
        yield Failure(scene.span, Text("Ce pas est impossible : {why}", why=str(error)))
        return
    if reply.refused and not scene.expects_refusal:
        codes = ", ".join(reply.refused)
        yield Failure(scene.span, Text("Refusé ({codes}) : {says}", codes=codes, says=reply.says))
    found = differences(scene.expectations, watched(on_stage, reply, seen))
    yield from (failure(each) for each in found)


def usable(examined: Examined) -> tuple[Definition, Node]:
    """The definition and the tree it was built from. Raises DefinitionError with what is wrong."""
    if examined.definition is None or examined.tree is None or refuses(examined.diagnostics):
        raise DefinitionError(examined.diagnostics)
    return examined.definition, examined.tree
