"""A small journey written by hand, every kind of row in it, and the commits that keep it."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.kernel.fold import empty, fold
from parcours.model.case import (
    Assignment,
    Case,
    ContractPeriod,
    ContractState,
    ContractStatus,
    Frozen,
    Kept,
    Part,
    Rank,
    Suspension,
    Task,
    TaskStatus,
    Timer,
)
from parcours.model.definition import Definition
from parcours.model.fact import (
    CaseEnded,
    CaseOpened,
    CaseResumed,
    CaseSuspended,
    Change,
    ContactMade,
    ContractBegun,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractWithdrawn,
    Effect,
    EventCounted,
    EventKept,
    Fact,
    FactKind,
    FieldsWritten,
    KeptRemoved,
    OwnerDied,
    RetentionReached,
    RoleAssigned,
    StageEntered,
    StateRestored,
    TaskChanged,
    TaskOpened,
    TimerArmed,
    TimerDisarmed,
    TimerFrozen,
    TimerPassed,
    TrackEnded,
    TrackEntered,
    TrackResumed,
)
from parcours.model.fields import Fields, Sealed, Validity, Value
from parcours.model.step import Secret
from parcours.model.workflow import Workflow
from parcours.ports import Answer, Commit

CAE = "cae22"
PERSON = "P-17"
CASE = "C-1"
RULES = "a1b2c3"
NOON = datetime(2026, 1, 15, 11, tzinfo=UTC)
DAY = date(2026, 1, 15)
PARIS = Calendar("Europe/Paris", "FR")


def timer(name: str = "relance", *, days: int = 30, revision: int = 1, owner: str = "stage:diagnostic#1") -> Timer:
    due = NOON + timedelta(days)
    return Timer(
        owner=owner,
        name=name,
        part=Part.DO,
        occurrence=0,
        rung=0,
        revision=revision,
        base=NOON.date(),
        day=due.date(),
        due=due,
        rank=Rank.DEADLINE,
        order=1,
    )


def contract(number: int = 1, *, starts_on: date = DAY, ends_on: date | None = date(2026, 4, 14)) -> ContractState:
    period = ContractPeriod(DAY, starts_on, ends_on, 3)
    return ContractState("appui", number, "appui", ContractStatus.SIGNED, (period,))


def task(action: str = "bilan", number: str = "3.0", due: date | None = date(2026, 2, 14)) -> Task:
    return Task(number, action, "accueil", DAY, due)


def fact(
    seq: int,
    *changes: Change,
    case: str = CASE,
    effects: int = 0,
    sealed: Sequence[str] = (),
    data: Fields | None = None,
) -> Fact:
    return Fact(
        case,
        seq,
        FactKind.EVENT,
        f"evenement_{seq}",
        NOON + timedelta(minutes=seq),
        DAY,
        role="accueil",
        rules=RULES,
        data=data or {},
        sealed=tuple(sealed),
        changes=changes,
        effects=tuple(Effect(index, "relancer", "email") for index in range(effects)),
    )


def opened(case: str = CASE, person: str = PERSON, cae: str = CAE, *, effects: int = 0) -> Fact:
    return fact(
        1,
        CaseOpened(cae, person, "parcours", RULES, DAY),
        StageEntered("diagnostic", 1, DAY, NOON),
        TimerArmed(timer()),
        case=case,
        effects=effects,
    )


def journey(case: str = CASE, person: str = PERSON, cae: str = CAE) -> tuple[Fact, ...]:
    """Six facts after which every table of a case holds something."""
    return (
        opened(case, person, cae, effects=2),
        fact(
            2,
            ContractSigned(contract()),
            ContractBegun("appui#1"),
            StageEntered("appui", 2, DAY, NOON),
            TimerArmed(timer("bilan", days=60, owner="contract:appui#1")),
            case=case,
            effects=1,
        ),
        fact(3, TaskOpened(task()), TaskOpened(task("accueillir", "3.1", None)), case=case),
        fact(
            4,
            FieldsWritten({"courriel": Sealed.PRESENT, "rc_pro": Validity(DAY), "essai": Duration(months=2)}),
            EventCounted("entretien", DAY),
            ContactMade(DAY),
            case=case,
            sealed=("motif",),
            data={"motif": Sealed.PRESENT, "note": 3},
        ),
        fact(
            5,
            EventKept(Kept(5, "renouveler", date(2026, 4, 10), {"term": 3}, "accueil", "ines")),
            RoleAssigned("conseil", Assignment("ines", DAY)),
            TrackEntered("formation", "en_formation", 1, DAY),
            case=case,
            effects=1,
        ),
        fact(
            6,
            CaseSuspended(Suspension(DAY)),
            TimerFrozen(Frozen(timer(), DAY, 30)),
            TimerPassed("contract:appui#1/bilan/do/0/0", DAY),
            TimerArmed(timer("relance_2", days=3, revision=2, owner="case")),
            TaskChanged(Task("3.0", "bilan", "accueil", DAY, date(2026, 2, 14), status=TaskStatus.DONE, done_on=DAY)),
            case=case,
        ),
    )


def remaining() -> Fact:
    """One fact with the changes that `journey` has none of; it is written and read, never folded."""
    return fact(
        7,
        CaseEnded(DAY, "refused"),
        ContractRenewed("appui#1", ContractPeriod(DAY, date(2026, 4, 15), date(2026, 7, 14), 3)),
        ContractEnded("appui#1", date(2026, 7, 14)),
        ContractWithdrawn("appui#2"),
        TrackEnded("formation", DAY),
        TrackResumed("formation"),
        TimerDisarmed("case/relance/do/0/0"),
        OwnerDied("stage:diagnostic#1"),
        KeptRemoved(5, "remplacé"),
        CaseResumed(DAY),
        RetentionReached("erase"),
        StateRestored(3, folded(journey()[:3])),
    )


def ended(seq: int, case: str = CASE) -> Fact:
    return fact(seq, CaseEnded(DAY, "refused"), case=case)


def folded(facts: Sequence[Fact], before: Case | None = None) -> Case:
    case = before or empty(facts[0].case)
    for each in facts:
        case = fold(case, each)
    return case


def commit(
    *facts: Fact,
    before: Case | None = None,
    secrets: Sequence[Secret] = (),
    withdrawn: Sequence[int] = (),
    key: str = "",
    digest: str = "",
) -> Commit:
    """What a command keeps after these facts, told from the case as it stood."""
    case = folded(facts, before)
    answer = Answer(digest, case.id, case.seq) if key else None
    return Commit(case, before.seq if before else 0, facts, tuple(secrets), tuple(withdrawn), key, answer)


def commits(facts: Sequence[Fact], secrets: Sequence[Secret] = ()) -> tuple[Commit, ...]:
    """One commit a fact."""
    made: list[Commit] = []
    for each in facts:
        mine = tuple(secret for secret in secrets if secret.fact == each.seq)
        key = f"cle-{each.case}-{each.seq}"
        made.append(commit(each, before=made[-1].case if made else None, secrets=mine, key=key, digest="d"))
    return tuple(made)


def sealed(email: Value = "ines@exemple.fr", reason: Value = "projet abouti") -> tuple[Secret, ...]:
    """The personal values of `journey`."""
    return (Secret(4, "dossier.courriel", email), Secret(4, "fact.motif", reason))


def definition(text: str = "format: 1\nid: parcours\n", rules: str = RULES) -> Definition:
    workflow = Workflow("parcours", CAE, "Parcours", rules, {}, {}, {}, {})
    return Definition(workflow, PARIS, sources={"parcours.yaml": text})
