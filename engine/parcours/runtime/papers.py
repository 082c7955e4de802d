"""The documents of a case as editions of each other: which came first, and which the next one has replaced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from parcours.model.case import Case
from parcours.model.delivery import Document
from parcours.model.fact import Fact, FactKind
from parcours.ports import Reader


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was made. `superseded_by` is the fact that asked for the one that replaced it."""

    document: Document
    edition: int
    superseded_by: int | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A document taken out of the store. `file` names it among all those of its case."""

    paper: Paper
    file: str
    content: bytes


def origin(facts: Sequence[Fact], seq: int) -> int:
    """The fact that asked for the first edition of what fact `seq` asks for; `facts` are all those up to it."""
    return editions(facts, seq)[0]


def editions(facts: Sequence[Fact], seq: int) -> tuple[int, ...]:
    """The facts that asked for it, the first edition's first, `seq` last."""
    found = [seq]
    while (fact := facts[found[-1] - 1]).kind is FactKind.REISSUE and fact.cause is not None:
        found.append(fact.cause)
    return tuple(reversed(found))


def papers_of(reader: Reader, case: Case) -> tuple[Paper, ...]:
    """Every document made for a case as it stood at that fact; oldest first."""
    documents = reader.documents(case.cae, case.id)
    return papers(documents, reader.facts(case.cae, case.id)[: case.seq]) if documents else ()


def copied(reader: Reader, cae: str, papers: Sequence[Paper]) -> Iterator[Copy]:
    """These documents of one cooperative with what they say. Raises MissingKeyError without the key."""
    for each in papers:
        document = each.document
        content = reader.content(cae, document)  # first: without the key there is no name either
        # The same model is printed again at each edition, and may be by two actions of one fact.
        yield Copy(each, f"{document.fact}.{document.index}-{PurePath(str(document.name)).name}", content)


def papers(documents: Sequence[Document], facts: Sequence[Fact]) -> tuple[Paper, ...]:
    """Every document made by these facts, which begin with the first of the case; oldest first."""
    made = [each for each in documents if each.fact <= len(facts)]
    chains = {each.fact: editions(facts, each.fact) for each in made}
    replaced = dict(_replaced(chains, made))
    return tuple(
        Paper(each, len(chains[each.fact]), replaced.get((each.fact, each.index, each.action))) for each in made
    )


def _replaced(
    chains: Mapping[int, tuple[int, ...]], made: Sequence[Document]
) -> Iterator[tuple[tuple[int, int, str], int]]:
    """What each edition that was really made has replaced: all those before it."""
    for later in sorted(made, key=lambda each: each.fact, reverse=True):
        for before in made:
            if before.action == later.action and before.fact in chains[later.fact][:-1]:
                yield (before.fact, before.index, before.action), later.fact
