"""How long a contract runs and where a date comes from: the arithmetic that says so."""

from collections.abc import Iterator

from parcours.calendar import explain
from parcours.calendar.dates import Reckoning
from parcours.calendar.gregorian import add_months
from parcours.calendar.wording import months
from parcours.kernel import views
from parcours.messages import Language, Text
from parcours.model.case import ContractState
from parcours.runtime.engine import Held


def reckoning_told(held: Held, reckoning: Reckoning, lang: Language | str = Language.FR) -> tuple[Text, ...]:
    """The sentences of a date of a case, a line for each contract that used up a limit; `lang` names holidays."""
    shares = views.shares(held.program, held.case, held.world, held.today, reckoning) if reckoning.less else ()
    kinds = {each.kind: each.label for each in held.program.workflow.contracts.values() if each.label}
    used = (
        Text("{contract}, {counted}.", contract=kinds.get(kind, kind), counted=each.text()) for kind, each in shares
    )
    return explain.sentences(reckoning, lang, today=held.world.calendar, used=used)


def term_told(contract: ContractState) -> tuple[Text, ...]:
    """Its periods, counted from its first day (rule term), its trial, and what has changed its end."""
    return (*_periods(contract), *_trial(contract), *_closed(contract))


def _periods(contract: ContractState) -> Iterator[Text]:
    counted = 0
    for period in contract.periods:
        counted += period.months
        if period.ends_on is None:
            yield Text("À partir du {first}, sans terme.", first=period.starts_on)
            continue
        yield Text(
            "{first} + {months} → {reached} ; dernier jour, la veille (règle terme) : {last}.",
            first=contract.starts_on,
            months=months(counted),
            reached=add_months(contract.starts_on, counted),
            last=period.ends_on,
        )


def _trial(contract: ContractState) -> Iterator[Text]:
    if contract.trial_ends_on is not None:
        yield Text("Période d'essai jusqu'au {last} inclus.", last=contract.trial_ends_on)


def _closed(contract: ContractState) -> Iterator[Text]:
    if contract.closed_on is not None and contract.closed_on != contract.periods[-1].ends_on:
        yield Text("Prend fin avant son terme, le {last} inclus.", last=contract.closed_on)
