"""How cases open: by an entry event, or by taking over a person already under way."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parcours.errors import UsageError
from parcours.kernel import inputs, opening
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.case import Case
from parcours.model.definition import Definition
from parcours.model.step import Adopt, AdoptedContract, Author, Edit, Layer, Reason, Refusal, Step
from parcours.model.workflow import Event
from parcours.ports import Transaction
from parcours.runtime.commands import NOBODY, read_send
from parcours.runtime.dossier import read_dossier, tried
from parcours.runtime.engine import Engine, Held, refuse_if_erased, stored
from parcours.runtime.paper import PaperContract, engagement
from parcours.runtime.perform import Accepted, again, judged, settled, unhindered
from parcours.runtime.refusals import StepRefusedError
from parcours.runtime.writing import Request, after, content, joined, record

Judge = Callable[[Held], Step]


@dataclass(frozen=True, slots=True)
class Entrance:
    """Who enters which parcours, and what is known of them: dossier fields as typed, contracts `prior` to the engine.

    `prior` contracts are given once, with the first case. `allow_abstract` is for rehearsals: nobody enters a base
    in earnest.
    """

    definition: Definition
    person: str
    dossier: Mapping[str, object] = field(default_factory=dict)
    by: Author = NOBODY
    key: str = ""
    allow_abstract: bool = False
    prior: tuple[PaperContract, ...] = ()


def start(engine: Engine, entrance: Entrance, event: str, raw: Mapping[str, object]) -> Accepted:
    """Opens a case by an entry event; `raw` holds its inputs, and may hold dossier fields too, as typed.

    Raises StepRefusedError, KeyReusedError; UsageError for an abstract parcours.
    """
    asked = _asked(entrance, "start", event=event, raw=raw)

    def act(held: Held) -> Step:
        fields, asked_of_event = _parted(held, event, raw)
        dossier = {**entrance.dossier, **fields}
        _refuse_misread(held, event, dossier, asked_of_event)
        written = _written(held, dossier, entrance.by)
        later = after(held, written)
        return joined(written, judged(later, read_send(later, event, asked_of_event, entrance.by)))

    return _open(engine, entrance, asked, act)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person already under way stands: since when, and with which contracts."""

    stage: str
    since: datetime.date
    contracts: Sequence[AdoptedContract] = ()
    silent: bool = True


def adopt(engine: Engine, entrance: Entrance, standing: Standing) -> Accepted:
    """Opens a case in the middle of a parcours; deadlines already past stay silent, unless `silent` is false."""
    asked = _asked(entrance, "adopt", standing=standing)

    def act(held: Held) -> Step:
        dossier = read_dossier(held.program.workflow, entrance.dossier, held.world.calendar)
        filled = {name: value for name, value in dossier.items() if value is not None}
        contracts = tuple(standing.contracts)
        return judged(
            held, Adopt(standing.stage, standing.since, contracts, filled, silent=standing.silent, by=entrance.by)
        )

    return _open(engine, entrance, asked, act)


def _parted(held: Held, event: str, raw: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Dossier fields, and inputs of the event: a name that is both is an input, which writes the field anyway."""
    declared = held.program.workflow.events.get(event)
    asked = _inputs_of(held, declared) if declared is not None else ()
    fields = {name: value for name, value in raw.items() if name in held.program.workflow.dossier and name not in asked}
    return fields, {name: value for name, value in raw.items() if name not in fields}


def _inputs_of(held: Held, event: Event) -> tuple[str, ...]:
    """What an event may be given: the inputs of the file, and those the engine adds."""
    return (*(field.id for field in event.input), *held.program.asked[event.id])


def _refuse_misread(held: Held, event: str, dossier: Mapping[str, object], raw: Mapping[str, object]) -> None:
    """Raises StepRefusedError with all that cannot be read, of the dossier and of the event, and with what lacks."""
    workflow = held.program.workflow
    declared = workflow.events.get(event)
    if declared is None:
        return
    _, wrong = tried(workflow, dossier, held.world.calendar)
    asked = _inputs_of(held, declared)
    strangers = tuple(name for name in raw if name not in asked)
    wrong += tuple(Reason(inputs.INPUT, _stranger(name, event, (*asked, *workflow.dossier))) for name in strangers)
    read = inputs.read(held.program, event, {name: value for name, value in raw.items() if name not in strangers})
    wrong += read.reasons if isinstance(read, Refusal) else ()
    if wrong:
        given = {name for name, value in dossier.items() if value is not None and value != ""}
        given |= {field.into for field in declared.input if field.id in raw}
        lacking = tuple(Reason(inputs.INPUT, text) for text in inputs.unfilled(held.program, given))
        raise StepRefusedError(Refusal(Layer.INPUT, (*wrong, *lacking)))


def _stranger(name: str, event: str, known: Sequence[str]) -> Text:
    """Of what is typed to enter, a name that neither the event nor the dossier has."""
    text = Text("« {name} » n'est ni demandé par « {event} », ni un champ du dossier.", name=name, event=event)
    near = did_you_mean(name, known) or Text("Il y a : {known}.", known=", ".join(known))
    return Text("{text} {near}", text=text, near=near)


def _written(held: Held, raw: Mapping[str, object], by: Author) -> Step:
    """The dossier, before the event that its guards judge."""
    if not raw:
        return Step(held.case, ())
    return judged(held, Edit(read_dossier(held.program.workflow, raw, held.world.calendar), by))


def _asked(entrance: Entrance, name: str, **more: object) -> tuple[object, ...]:
    workflow = entrance.definition.workflow.id
    who = {"person": entrance.person, "dossier": entrance.dossier, "prior": entrance.prior, "by": entrance.by}
    return content(name, workflow=workflow, **who, **more)


def _open(engine: Engine, entrance: Entrance, asked: tuple[object, ...], act: Judge) -> Accepted:
    workflow = entrance.definition.workflow
    if workflow.abstract and not entrance.allow_abstract:
        raise UsageError(
            Text("Le parcours « {workflow} » est abstrait : personne n'y entre.", workflow=workflow.id),
            Text("Entrez dans l'un des parcours qui l'étendent."),
        )
    if "@" in entrance.person:
        raise UsageError(
            Text("La référence d'une personne reste en clair partout : une adresse de courriel n'en est pas une."),
            Text("Donnez la référence de vos listes ; l'adresse va dans le dossier, où elle est scellée."),
        )
    if not entrance.person.strip():
        raise UsageError(
            Text("La référence de la personne est vide."),
            Text("Donnez celle de vos listes : la loi compte les contrats de chacun sous elle."),
        )
    request = Request(entrance.key, None, asked)
    return settled(engine, unhindered(lambda: _opened(engine, entrance, request, act)))


def _opened(engine: Engine, entrance: Entrance, request: Request, act: Judge) -> Accepted:
    definition, now = entrance.definition, engine.clock.now()
    cae = definition.workflow.cae
    with engine.store.transaction() as transaction:
        transaction.lock(cae, entrance.person)
        answered = transaction.started(cae, request.key) if request.key else None
        if answered is not None:
            return again(transaction, stored(transaction, answered.case), request, answered)
        refuse_if_erased(transaction, cae, entrance.person)
        _keep(transaction, definition, now)
        for paper in entrance.prior:
            transaction.keep_paper_contract(cae, entrance.person, engagement(paper, definition.workflow))
        program = engine.programs.of(definition)
        case = opening(program, engine.new_id(), entrance.person)
        version = transaction.world(definition.workflow.id)
        world = version.world if version is not None else definition.world
        world = replace(world, ledger=transaction.ledger(cae, entrance.person))
        warnings = _already_here(transaction, case)
        done = act(Held(case, program, world, now, transaction))
        others = record(transaction, case, done, request)
    return Accepted(done.case, done.case.seq, done.facts, (*warnings, *done.warnings), others)


def _keep(transaction: Transaction, definition: Definition, now: datetime.datetime) -> None:
    """The rules a case is pinned to, and the dated data of the file unless an edition was already accepted."""
    transaction.keep_definition(definition, now)
    if transaction.world(definition.workflow.id) is None:
        transaction.keep_world(definition.workflow.id, definition.world, definition.sources, now)


def _already_here(transaction: Transaction, case: Case) -> tuple[Reason, ...]:
    """A second open case is sometimes meant, more often a duplicate: said, not refused."""
    found = transaction.open_cases(case.cae, case.person)
    if not found:
        return ()
    return (Reason("person", Text("Cette personne a déjà un dossier ouvert : {cases}.", cases=", ".join(found))),)
