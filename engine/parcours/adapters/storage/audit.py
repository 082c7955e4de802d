"""A database read with suspicion: chains, heads that checkpoints know, rows beside their journal, seals."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from parcours.adapters import codec
from parcours.adapters.storage import checkpoints, expected, raw, registers, schema
from parcours.adapters.storage.checkpoints import Checkpoint, Copy
from parcours.adapters.storage.register import RegisterBrokenError
from parcours.adapters.storage.seals import FIRST, Seals
from parcours.adapters.storage.strays import strays
from parcours.adapters.vault import Vault
from parcours.model.case import Case
from parcours.model.fact import Fact
from parcours.runtime import findings as say
from parcours.runtime.findings import Finding
from parcours.runtime.recovery import Journal

Heads = Mapping[tuple[str, str], Mapping[int, str]]


class SqlAuditor:
    """Implements `recovery.Auditor` over one consistent moment."""

    def __init__(self, connection: Connection, vault: Vault, seals: Seals, before: Copy, key_path: Path) -> None:
        self._connection = connection
        self._vault = vault
        self._seals = seals
        self._kept = checkpoints.kept(connection)
        # Ahead of the moment that is read, the database had all that was copied; after it, all but the newest of what
        # the database holds is copied, for whoever signs copies first what others have left.
        self._copied = before.checkpoints
        self._copy = checkpoints.copy_path(connection, key_path)
        self._registers = registers.of(connection, key_path, seals)
        self._known = registers.kept(connection)
        self._erased = frozenset(each.key for each in self._known.erased)

    def journals(self) -> Iterator[Journal]:
        heads = self._known_heads()
        of_heads = {case: cae for cae, case in heads}
        stored = self._connection.execute(select(schema.cases.c.id)).scalars()
        told = self._connection.execute(select(schema.facts.c.case_id).distinct()).scalars()
        for case in sorted({*stored, *told, *of_heads}):
            row = next(raw.of_case(self._connection, schema.cases, case), None)
            facts = list(raw.of_case(self._connection, schema.facts, case))
            cae = row["cae"] if row else facts[0]["cae"] if facts else of_heads[case]
            yield self._journal(cae, case, row, facts, heads.get((cae, case), {}))

    def differences(self, folded: Case, facts: tuple[Fact, ...], /) -> tuple[Finding, ...]:
        erased = (folded.cae, folded.person) in self._erased
        return tuple(expected.differences(self._connection, folded, facts, erased=erased))

    def strays(self) -> tuple[Finding, ...]:
        beside = (*self._checkpoints(), *self._erasures(), *self._holds())
        return (*beside, *strays(self._connection, self._vault, self._seals))

    def _journal(
        self,
        cae: str,
        case: str,
        row: Mapping[str, Any] | None,
        facts: Sequence[Mapping[str, Any]],
        heads: Mapping[int, str],
    ) -> Journal:
        found = [*self._chain(cae, case, facts), *self._against_heads(cae, case, facts, heads)]
        if row is None:
            return Journal(cae, case, None, (), (say.case_vanished(cae, case, max(heads, default=len(facts))), *found))
        last = facts[-1]["seq"] if facts else 0
        furthest = max((row["seq"], *heads))
        if last < furthest:
            found.append(say.journal_shortened(cae, case, furthest))
        found += [say.fact_added(cae, case, fact["seq"]) for fact in facts if fact["seq"] > row["seq"]]
        if not found and row["head"] != facts[-1]["hash"]:
            found.append(say.case_differs(cae, case, last, "head"))
        try:
            read = tuple(codec.decode_fact(fact["data"]) for fact in facts)
            held = codec.decode(Case, row["state"])
        except codec.UnreadableError:
            found = found or [say.case_differs(cae, case, last, "state")]
            return Journal(cae, case, None, (), tuple(dict.fromkeys(found)))
        return Journal(cae, case, held, read, tuple(dict.fromkeys(found)))

    def _chain(self, cae: str, case: str, facts: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
        before, number = FIRST, 0
        for fact in facts:
            seq = fact["seq"]
            yield from (say.fact_missing(cae, case, missing) for missing in range(number + 1, seq))
            # After a gap the hash before is gone: what misses is said, what follows it cannot be judged by it.
            follows = seq == number + 1
            if follows and self._seals.link(before, fact["cae"], case, seq, fact["data"]) != fact["hash"]:
                yield say.fact_changed(cae, case, seq)
            before, number = fact["hash"], seq

    def _against_heads(
        self, cae: str, case: str, facts: Sequence[Mapping[str, Any]], heads: Mapping[int, str]
    ) -> Iterator[Finding]:
        hashes = {fact["seq"]: fact["hash"].hex() for fact in facts}
        changed = (seq for seq, known in heads.items() if hashes.get(seq, known) != known)
        yield from (say.fact_changed(cae, case, seq) for seq in changed)

    def _under_way(self, copy: Copy, checkpoint: Checkpoint) -> bool:
        """Whether somebody has just signed it, or was cut off before the copy: the next to sign ends that."""
        return copy.whole and checkpoint is self._kept[-1] and checkpoint.number not in copy.checkpoints

    def _known_heads(self) -> Heads:
        """Every head that a checkpoint signed."""
        found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
        for checkpoint in self._signed():
            for head in checkpoint.heads:
                found[head.cae, head.case][head.seq] = head.hash
        return found

    def _signed(self) -> Iterator[Checkpoint]:
        """The checkpoints of ours, here or in the copy."""
        return (each for each in (*self._kept, *self._copied.values()) if each.signed(self._seals))

    def _checkpoints(self) -> Iterator[Finding]:
        former: Checkpoint | None = None
        after = checkpoints.read_copy(self._copy)
        for checkpoint in self._kept:
            if not checkpoint.follows(former, self._seals):
                yield say.checkpoint_broken(checkpoint.number)
            elif after.checkpoints.get(checkpoint.number) != checkpoint and not self._under_way(after, checkpoint):
                yield say.copy_missing(checkpoint.number)
            former = checkpoint
        numbers = {checkpoint.number for checkpoint in self._kept}
        yield from (say.checkpoint_missing(number) for number in sorted(set(self._copied) - numbers))

    def _erasures(self) -> Iterator[Finding]:
        """The register and the database name the same people; a checkpoint signed how many there were."""
        try:
            named = {each.key for each in self._registers.erasures.read()}
        except RegisterBrokenError as broken:
            yield say.register_broken(broken.text)
            return
        yield from (say.erasure_undone(*whose) for whose in sorted(named - self._erased))
        yield from (say.erasure_untold(*whose) for whose in sorted(self._erased - named))
        yield from self._shortened(self._registers.erasures.path, len(named | self._erased), "erased")

    def _holds(self) -> Iterator[Finding]:
        """The same of who must not be erased; of those that this database still knows."""
        try:
            told = self._registers.holds.read()
        except RegisterBrokenError as broken:
            yield say.register_broken(broken.text)
            return
        keys, known = {each.key for each in told}, {each.key for each in self._known.held}
        people = set(map(tuple, self._connection.execute(select(schema.keys.c.cae, schema.keys.c.person))))
        lasting = {each.key for each in registers.standing(told).values() if not each.lifted_at}
        undone = {key[:2] for key in lasting - known} & people
        yield from (say.hold_undone(cae, person) for cae, person in sorted(undone))
        yield from (say.hold_untold(*whose) for whose in sorted({key[:2] for key in known - keys}))
        yield from self._shortened(self._registers.holds.path, len(keys | known), "held")

    def _shortened(self, path: Path, known: int, counted: str) -> Iterator[Finding]:
        signed = max((each.counted(counted) for each in self._signed()), default=0)
        if signed > known:
            yield say.register_shortened(path, known, signed)
