"""What lists show of many cases, read together; of a whole case, no more than is shown."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, func, select

from parcours.adapters import codec
from parcours.adapters.storage import rows, schema
from parcours.adapters.vault import Place, Vault, unseal
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.model.case import Assignment, Suspension, TaskStatus
from parcours.model.fields import Value
from parcours.ports import Outline

_CASES: Final = schema.cases.c
_KEYS: Final = schema.keys.c
_TIMERS: Final = schema.timers.c
_TASKS: Final = schema.tasks.c
_SECRETS: Final = schema.secrets.c
AMONG: Final[BindParameter[str]] = bindparam("cases", expanding=True)
HELD: Final = (
    select(*(_CASES[name] for name in ("id", "cae", "person", "workflow", "rules", "stage", "seq")))
    .add_columns(_CASES.opened_on, _CASES.ended_on, _CASES.state, _KEYS.wrapped)
    .outerjoin_from(schema.cases, schema.keys, and_(_KEYS.cae == _CASES.cae, _KEYS.person == _CASES.person))
    .where(_CASES.id.in_(AMONG))
)
DAYS: Final = (
    select(_TIMERS.case_id, func.min(_TIMERS.day)).where(_TIMERS.case_id.in_(AMONG)).group_by(_TIMERS.case_id),
    select(_TASKS.case_id, func.min(_TASKS.due))
    .where(_TASKS.case_id.in_(AMONG), _TASKS.status == TaskStatus.OPEN.value, _TASKS.due.is_not(None))
    .group_by(_TASKS.case_id),
)
WORDS: Final = (
    select(_SECRETS.case_id, _SECRETS.path, _SECRETS.fact, _SECRETS.value)
    .where(_SECRETS.case_id.in_(AMONG), _SECRETS.path >= "dossier.", _SECRETS.path < "dossier/")
    .order_by(_SECRETS.case_id, _SECRETS.path, _SECRETS.fact)
)
NO_WORDS: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Part:
    """What has no column of its own."""

    entered_on: datetime.date | None = None
    assignments: Mapping[str, Assignment] = field(default_factory=dict)
    suspension: Suspension | None = None
    retention: str = ""


class Words(Mapping[str, Value]):
    """Sealed values of one person, each unsealed when it is asked for. Raises SealBrokenError then."""

    def __init__(self, key: bytes, sealed: Mapping[str, tuple[Place, bytes]]) -> None:
        self._key, self._sealed = key, sealed

    def __getitem__(self, path: str) -> Value:
        place, value = self._sealed[path]
        found = codec.decode_value(unseal(self._key, value, place))
        if found is None:  # emptied since
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._sealed if self.get(path) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read(connection: Connection, vault: Vault | None, cases: Sequence[str]) -> tuple[Outline, ...]:
    """Raises StoreDamagedError for a row that cannot be read back."""
    if not cases:
        return ()
    days: dict[str, str] = {}
    for query in DAYS:
        for case, day in _asked(connection, query, cases):
            days[case] = min(day, days.get(case, day))
    sealed: dict[str, dict[str, tuple[int, bytes]]] = defaultdict(dict)
    for case, path, fact, value in _asked(connection, WORDS, cases):
        sealed[case][path] = (fact, value)  # the latest comes last
    return tuple(
        _outline(row, days.get(row[0]), sealed.get(row[0], {}), vault) for row in _asked(connection, HELD, cases)
    )


def _asked(connection: Connection, query: Select[Any], cases: Sequence[str]) -> Sequence[Any]:
    return connection.execute(query, {"cases": list(cases)}).all()


def _outline(row: Any, day: str | None, sealed: Mapping[str, tuple[int, bytes]], vault: Vault | None) -> Outline:
    case, cae, person, workflow, rules, stage, seq, opened, ended, state, wrapped = row
    part: Part = codec.decode_part(Part, state)
    words = NO_WORDS
    if vault is not None and sealed:
        if wrapped is None:
            raise StoreDamagedError(
                Text("La base est abîmée : table {table}, ligne {name}.", table=schema.keys.name, name=person),
                Text("Lancez `parcours verify`, puis restaurez une sauvegarde."),
            )
        places = {path: (Place(cae, person, case, path, fact), value) for path, (fact, value) in sealed.items()}
        words = Words(vault.person_key(wrapped, cae, person), places)
    return Outline(
        *(case, cae, person, workflow, rules, stage, seq, rows.civil(opened), rows.civil(ended)),
        *(part.entered_on, rows.civil(day), part.suspension is not None, part.retention, part.assignments, words),
    )
