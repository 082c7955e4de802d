"""The log of a replication as OCEL 2.0, in JSON: events that bear on people, contracts, resources and sessions.

Berti et al., OCEL (Object-Centric Event Log) 2.0 Specification, 2023.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final

from parcours.adapters.ascii_json import written
from parcours.adapters.runs.times import iso
from parcours.adapters.runs.xes import activity
from parcours.simulation.log import Line, LineKind

PERSON: Final = "person"
CONTRACT: Final = "contract"
RESOURCE: Final = "resource"
SESSION: Final = "session"
NAMED: Final = {"name": "name", "type": "string"}
ATTRIBUTES: Final = {
    PERSON: ({"name": "stage", "type": "string"},),
    CONTRACT: (NAMED, {"name": "starts_on", "type": "string"}, {"name": "ends_on", "type": "string"}),
    RESOURCE: (NAMED,),
    SESSION: (NAMED, {"name": "day", "type": "string"}),
}
ALWAYS: Final = iso(0)
"""When an attribute that never changes is said to have taken its value, as the specification has it."""


def write_ocel(lines: Iterable[Line], file: BinaryIO) -> None:
    """All of the log is held meanwhile."""
    log = _Log()
    events = [log.event(line) for line in lines]
    file.write(
        written(
            {
                "eventTypes": [_event_type(name) for name in sorted({event["type"] for event in events})],
                "objectTypes": [{"name": name, "attributes": list(held)} for name, held in ATTRIBUTES.items()],
                "objects": list(log.objects.values()),
                "events": events,
            }
        )
    )


def _event_type(name: str) -> dict[str, Any]:
    return {"name": name, "attributes": [{"name": "detail", "type": "string"}]}


@dataclass(slots=True)
class _Log:
    """Objects as events make them known."""

    objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    _signed: dict[tuple[int, str], int] = field(default_factory=dict)
    _events: int = 0

    def event(self, line: Line) -> dict[str, Any]:
        self._events += 1
        return {
            "id": f"e{self._events}",
            "type": activity(line),
            "time": iso(line.minute),
            "attributes": [{"name": "detail", "value": line.detail}] if line.detail else [],
            "relationships": [{"objectId": name, "qualifier": role} for name, role in self._touched(line)],
        }

    def _touched(self, line: Line) -> Iterator[tuple[str, str]]:
        """The objects an event bears on, each with its part in it."""
        person = self._known(f"p{line.case}", PERSON)
        yield person, "who"
        match line.kind:
            case LineKind.ENTERED:
                self._change(person, line, stage=line.name)
            case LineKind.SIGNED | LineKind.RENEWED | LineKind.ENDED:
                yield self._contract(line, person), "what"
            case LineKind.ASKED | LineKind.GRANTED | LineKind.RENEGED | LineKind.RELEASED:
                yield self._known(f"r-{line.name}", RESOURCE, name=line.name), "what"
            case LineKind.BOOKED:
                yield self._known(f"s-{line.name}-{line.detail}", SESSION, name=line.name, day=line.detail), "what"
            case _:
                pass

    def _contract(self, line: Line, person: str) -> str:
        """The contract last signed under that name by that person."""
        key = (line.case, line.name)
        if line.kind is LineKind.SIGNED:
            self._signed[key] = self._signed.get(key, 0) + 1
        number = self._signed.setdefault(key, 1)
        name = self._known(f"c{line.case}-{line.name}-{number}", CONTRACT, name=line.name)
        self.objects[name]["relationships"] = [{"objectId": person, "qualifier": "signed by"}]
        if line.kind is not LineKind.ENDED:
            starts_on, _, ends_on = line.detail.partition("/")
            self._change(name, line, starts_on=starts_on, ends_on=ends_on)
        return name

    def _known(self, object_id: str, kind: str, **fixed: str) -> str:
        if object_id not in self.objects:
            values = [{"name": each, "value": value, "time": ALWAYS} for each, value in fixed.items()]
            self.objects[object_id] = {"id": object_id, "type": kind, "attributes": values, "relationships": []}
        return object_id

    def _change(self, object_id: str, line: Line, **values: str) -> None:
        attributes = self.objects[object_id]["attributes"]
        attributes += [{"name": each, "value": value, "time": iso(line.minute)} for each, value in values.items()]
