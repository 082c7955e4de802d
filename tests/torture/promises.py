"""What must be true after each kill, whatever was under way: asked of the database while the others go on."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcours import bootstrap
from parcours.model.delivery import OutboxStatus, effect_key
from parcours.ports import Reader
from parcours.runtime.effects.reconciliation import Mismatch, reconcile
from parcours.runtime.recovery import verify
from torture.actors import Post
from torture.ground import ASK, CAE, VISIT, Ground, missed_days

MAY_WAIT = {Mismatch.LATE}  # while time leaps, and whoever sends is dead half of the time


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


def check(site: bootstrap.Site, ground: Ground, sendings: Sequence[Sending]) -> Checked:
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
        delivered = {key for key, status in _effects(reader, sendings) if status is OutboxStatus.DELIVERED}
    # The sink last: what is said to have left was written there before.
    broken += [f"effect: {key} is said to have left, and never arrived" for key in delivered - arrived(ground).keys()]
    broken += [f"verify: {finding}" for finding in verify(site.store).findings]
    told = reconcile(site.engine).found
    broken += [f"reconcile: {each.kind} {each.key}" for each in told if each.kind not in MAY_WAIT]
    return Checked(tuple(broken), unknown)


def check_all_left(site: bootstrap.Site, ground: Ground, sendings: Sequence[Sending]) -> Iterator[str]:
    """Once nothing is left to send: each effect arrived, at least once, under one key; and nothing else did."""
    with site.store.reading() as reader:
        asked = {key for key, _ in _effects(reader, sendings)}
        incidents = [each for each in reader.incidents() if each.resolved_at is None]
    keys = arrived(ground).keys()
    yield from (f"effect: {key} never arrived" for key in sorted(asked - keys))
    yield from (f"effect: {key} arrived, and nobody asked for it" for key in sorted(keys - asked))
    yield from (f"effect: an incident is open, {each}" for each in incidents)
    yield from (f"reconcile: {each.kind} {each.key}" for each in reconcile(site.engine).found)


def arrived(ground: Ground) -> Counter[str]:
    """How often each key came to the sink: who honours keys acts on the first and leaves the others."""
    lines = ground.sink.read_text(encoding="utf-8").splitlines() if ground.sink.exists() else []
    return Counter(json.loads(line)["id"] for line in lines)


def _effects(reader: Reader, sendings: Sequence[Sending]) -> Iterator[tuple[str, OutboxStatus]]:
    for sending in sendings:
        for row in reader.outbox(CAE, sending.case):
            yield effect_key(row.case, row.fact, row.effect.index), row.status


def _answers(reader: Reader, case: str, post: Post, noted: int) -> list[int]:
    """The fact of each key of a sender, those it has noted and those it may since have been answered."""
    found: list[int] = []
    while (answer := reader.answer(CAE, case, post.key(len(found)))) is not None:
        found.append(answer.seq)
    return found if len(found) >= noted else found + [0] * (noted - len(found))


def _lost(answers: Mapping[Post, list[int]], noted: Mapping[str, list[tuple[int, bool]]]) -> Iterator[str]:
    for post, found in answers.items():
        told = [seq for seq, _ in noted[post.name]]
        if found[: len(told)] != told:
            yield f"lost: {post.name} was told {told}, kept is {found}"


def _twice(reader: Reader, case: str, answers: Mapping[Post, list[int]]) -> Iterator[str]:
    """Each answer is one event of its own, and there is no other; each day was written once."""
    facts = reader.facts(CAE, case)
    events = [fact.seq for fact in facts if fact.name in {VISIT, ASK}]
    kept = sorted(seq for found in answers.values() for seq in found)
    if events != kept:
        yield f"twice or torn: events {events}, answers {kept}"
    yield from (f"days: {each}" for each in missed_days(facts))
