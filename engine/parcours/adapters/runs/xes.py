"""The log of a replication as XES (IEEE 1849-2016): a trace a person, an event a line."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, Final
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from parcours.adapters.runs.times import iso
from parcours.simulation.log import Line, LineKind

SITE: Final = "http://www.xes-standard.org/"
EXTENSIONS: Final = (("Concept", "concept"), ("Time", "time"), ("Lifecycle", "lifecycle"))
NOWHEN: Final = iso(0)


def activity(line: Line) -> str:
    """What happened, in two words: `entered accueil`; a task says what became of it, `done bilan`."""
    return f"{line.detail if line.kind is LineKind.TASK else line.kind.value} {line.name}"


def write_xes(lines: Iterable[Line], title: str, file: BinaryIO) -> None:
    """People in order of arrival, each with what happened to them in order of time; all lines are held meanwhile."""
    writer = _Writer(file)
    with writer.element("log", {"xes.version": "1849.2016"}):
        for name, prefix in EXTENSIONS:
            writer.empty("extension", {"name": name, "prefix": prefix, "uri": f"{SITE}{prefix}.xesext"})
        _globals(writer)
        writer.empty("classifier", {"name": "Activity", "scope": "event", "keys": "concept:name"})
        writer.say("string", "concept:name", title)
        for case, events in _by_case(lines).items():
            _trace(writer, case, events)
    writer.end()


def _globals(writer: "_Writer") -> None:
    """What every trace and every event has, with the value of who lacks it: nobody does."""
    with writer.element("global", {"scope": "trace"}):
        writer.say("string", "concept:name", "")
    with writer.element("global", {"scope": "event"}):
        writer.say("string", "concept:name", "")
        writer.say("date", "time:timestamp", NOWHEN)
        writer.say("string", "lifecycle:transition", "complete")


def _by_case(lines: Iterable[Line]) -> Mapping[int, list[Line]]:
    cases: dict[int, list[Line]] = {}
    for line in lines:
        cases.setdefault(line.case, []).append(line)
    return dict(sorted(cases.items()))


def _trace(writer: "_Writer", case: int, lines: list[Line]) -> None:
    with writer.element("trace"):
        writer.say("string", "concept:name", str(case))
        ended = any(line.kind is LineKind.LEFT for line in lines)
        writer.say("boolean", "ended", str(ended).lower())
        for line in lines:
            with writer.element("event"):
                writer.say("string", "concept:name", activity(line))
                writer.say("date", "time:timestamp", iso(line.minute))
                writer.say("string", "lifecycle:transition", "complete")
                writer.say("string", "kind", line.kind.value)
                writer.say("string", "name", line.name)
                if line.detail:
                    writer.say("string", "detail", line.detail)


class _Writer:
    """Elements as they come."""

    def __init__(self, file: BinaryIO) -> None:
        self._xml = XMLGenerator(file, encoding="utf-8", short_empty_elements=True)
        self._xml.startDocument()

    @contextmanager
    def element(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        self._xml.startElement(name, AttributesImpl(dict(attributes or {})))
        yield
        self._xml.endElement(name)
        self._xml.ignorableWhitespace("\n")

    def empty(self, name: str, attributes: Mapping[str, str]) -> None:
        with self.element(name, attributes):
            pass

    def say(self, kind: str, key: str, value: str) -> None:
        """One attribute in the sense of XES."""
        self.empty(kind, {"key": key, "value": value})

    def end(self) -> None:
        self._xml.endDocument()
