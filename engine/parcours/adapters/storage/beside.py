"""What a step reads beside its case, of many cases in one question: their persons, their words, their world."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import text

from parcours.adapters.storage import rows
from parcours.model.world import Engagement
from parcours.ports import Answer

Secret = tuple[str, int, bytes]  # path, fact, sealed value
Edition = tuple[int, bytes]  # number, seal

QUESTION: Final = """
WITH asked AS (SELECT id, cae, person, workflow FROM cases WHERE {among})
SELECT 'world' AS kind, workflow AS asking, CAST(NULL AS TEXT) AS a, CAST(NULL AS TEXT) AS b, CAST(NULL AS TEXT) AS c,
       CAST(NULL AS TEXT) AS place, id AS n, seal AS v
  FROM world_versions
 WHERE id IN (SELECT max(id) FROM world_versions WHERE workflow IN (SELECT workflow FROM asked) GROUP BY workflow)
UNION ALL
SELECT 'paper', asked.id, paper.kind, paper.periods, NULL, CAST(paper.id AS TEXT), paper.signatures, NULL
  FROM asked JOIN paper_contracts AS paper ON paper.cae = asked.cae AND paper.person = asked.person
UNION ALL
SELECT 'contract', asked.id, held.kind, held.periods, held.case_id, held.key, held.signatures, NULL
  FROM asked JOIN contracts AS held ON held.cae = asked.cae AND held.person = asked.person
 WHERE held.case_id <> asked.id
UNION ALL
SELECT 'secret', case_id, path, NULL, NULL, NULL, fact, value FROM secrets WHERE case_id IN (SELECT id FROM asked)
UNION ALL
SELECT 'other', asked.id, others.id, NULL, NULL, NULL, NULL, NULL
  FROM asked JOIN cases AS others ON others.cae = asked.cae AND others.person = asked.person
 WHERE others.id <> asked.id AND others.ended_on IS NULL
UNION ALL
SELECT 'erased', asked.id, erasures.at, NULL, NULL, NULL, NULL, NULL
  FROM asked JOIN erasures ON erasures.cae = asked.cae AND erasures.person = asked.person
UNION ALL
SELECT 'key', asked.id, NULL, NULL, NULL, NULL, NULL, keys.wrapped
  FROM asked JOIN keys ON keys.cae = asked.cae AND keys.person = asked.person
UNION ALL
SELECT 'document', asked.id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM asked WHERE EXISTS (SELECT 1 FROM documents WHERE documents.case_id = asked.id)
UNION ALL
SELECT 'answer', asked.id, inbox.digest, inbox.answer_case, inbox.key, NULL, inbox.answer_seq, NULL
  FROM asked JOIN inbox ON inbox.cae = asked.cae AND inbox.case_id = asked.id AND inbox.key = :key
"""


@dataclass(slots=True)
class Beside:
    """What was read of one case, as it was when the case was taken hold of. `others` are the person's open ones."""

    paper: list[tuple[int, Engagement]] = field(default_factory=list)
    contracts: list[tuple[str, str, Engagement]] = field(default_factory=list)
    secrets: list[Secret] = field(default_factory=list)  # the oldest first
    others: list[str] = field(default_factory=list)
    erased: str | None = None
    key: bytes | None = None
    documented: bool = False
    answers: dict[str, Answer | None] = field(default_factory=dict)  # under the keys that were asked

    def ledger(self) -> tuple[Engagement, ...]:
        """Contracts on paper, then those of other cases, each in their order."""
        paper = (held for _, held in sorted(self.paper, key=itemgetter(0)))
        return (*paper, *(held for _, _, held in sorted(self.contracts, key=itemgetter(0, 1))))


def question(among: str) -> Any:
    """The statement, for the cases whose names are the JSON array `ids`, and the command's `key`."""
    return text(QUESTION.format(among=among))


def names(cases: Iterable[str]) -> str:
    """Any number of names as one parameter."""
    return json.dumps(list(cases))


def read(found: Iterable[Any]) -> tuple[Mapping[str, Beside], Mapping[str, Edition]]:
    """What there is beside each case, if there is anything, and the newest edition by workflow."""
    beside: defaultdict[str, Beside] = defaultdict(Beside)
    worlds: dict[str, Edition] = {}
    for kind, asking, *cells in found:
        if kind == "world":
            *_, number, seal = cells
            worlds[asking] = (number, seal)
        else:
            _take(beside[asking], kind, *cells)
    for held in beside.values():
        held.secrets.sort(key=itemgetter(1))
    return beside, worlds


def _take(held: Beside, kind: str, a: Any, b: Any, c: Any, place: Any, number: Any, blob: Any) -> None:
    """One row, whose cells mean what its kind says."""
    match kind:
        case "paper":
            held.paper.append((int(place), rows.engagement(a, number, b, "")))
        case "contract":
            held.contracts.append((c, place, rows.engagement(a, number, b, c)))
        case "secret":
            held.secrets.append((a, number, blob))
        case "other":
            held.others.append(a)
        case "erased":
            held.erased = a
        case "key":
            held.key = blob
        case "document":
            held.documented = True
        case "answer":
            held.answers[c] = Answer(a, b, number)
