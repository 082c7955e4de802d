"""What must be true after each kill, whatever was under way: asked of the database while the others go on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcours import bootstrap
from parcours.ports import Reader
from parcours.runtime.recovery import verify
from torture.actors import Post
from torture.ground import CAE, VISIT, missed_days


@dataclass(frozen=True)
class Sending:
    """A case, and who sends to it."""

    case: str
    posts: tuple[Post, ...]


@dataclass(frozen=True)
class Checked:
    """What was broken, in words; `unknown`: keys that are answered and that nobody has noted."""

    broken: tuple[str, ...]
    unknown: int


def check(site: bootstrap.Site, sendings: Sequence[Sending]) -> Checked:
    # Noted first: what is noted later may not be in what is read.
    noted = {post.name: post.noted for sending in sendings for post in sending.posts}
    broken: list[str] = []
    unknown = 0
    with site.store.reading() as reader:
        for sending in sendings:
            answers = {post: _answers(reader, sending.case, post, len(noted[post.name])) for post in sending.posts}
            broken += _lost(answers, noted)
            broken += _twice(reader, sending.case, answers)
            unknown += sum(len(found) > len(noted[post.name]) for post, found in answers.items())
    broken += [f"verify: {finding}" for finding in verify(site.store).findings]
    return Checked(tuple(broken), unknown)


def _answers(reader: Reader, case: str, post: Post, noted: int) -> list[int]:
    """The fact of each key of a sender, those it has noted and those it may since have been answered."""
    found = []
    while (answer := reader.answer(CAE, case, post.key(len(found)))) is not None:
        found.append(answer.seq)
    return found if len(found) >= noted else found + [0] * (noted - len(found))


def _lost(answers: Mapping[Post, list[int]], noted: Mapping[str, list[tuple[int, bool]]]) -> Iterator[str]:
    for post, found in answers.items():
        told = [seq for seq, _ in noted[post.name]]
        if found[: len(told)] != told:
            yield f"lost: {post.name} was told {told}, kept is {found}"


def _twice(reader: Reader, case: str, answers: Mapping[Post, list[int]]) -> Iterator[str]:
    """Each answer is one visit of its own, and there is no other; each day was written once."""
    facts = reader.facts(CAE, case)
    visits = [fact.seq for fact in facts if fact.name == VISIT]
    kept = sorted(seq for found in answers.values() for seq in found)
    if visits != kept:
        yield f"twice or torn: visits {visits}, answers {kept}"
    yield from (f"days: {each}" for each in missed_days(facts))
