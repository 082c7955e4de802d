"""One person's steps taken one after the other, in a given order."""

import datetime
from dataclasses import dataclass, field
from typing import Final

from parcours.calendar.civil import months_between, term_end
from parcours.messages import Text
from parcours.model.step import AdoptedContract
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.steps import Contradicted, Past, PastStep, Told
from parcours.runtime.labels import contract_label
from parcours.runtime.paper import PaperContract

DAY: Final = datetime.timedelta(1)


@dataclass(slots=True)
class Walk:
    """Where somebody has come so far. `run` holds the signatures of the contract that runs, renewals without a gap."""

    workflow: Workflow
    stage: str = ""
    since: datetime.date | None = None
    left_on: datetime.date | None = None
    run: list[PastStep] = field(default_factory=list)
    finished: list[PaperContract] = field(default_factory=list)
    troubles: list[Told] = field(default_factory=list)

    def take(self, step: PastStep) -> None:
        """One step more."""
        if step.meaning.leaves:
            self._leave(step)
        elif step.meaning.ends:
            self._close(step)
        elif step.meaning.contract:
            self._sign(step)
        else:
            self._enter(step)

    def end(self) -> Past | Contradicted:
        """Where they stand once every step is taken."""
        contract = self._running()
        if self.troubles:
            return Contradicted(tuple(self.troubles))
        before = (_paper(self.run[:-1], self.run[-2].until),) if len(self.run) > 1 else ()
        return Past(self.stage, self.since, contract, (*self.finished, *before), self.left_on)

    def _leave(self, step: PastStep) -> None:
        if not self.stage:
            self._trouble(step, Text("« {label} » le {day}, sans être entré avant.", label=step.label, day=step.on))
            return
        self._finish(step.on)
        self.stage, self.since, self.left_on = "", None, step.on

    def _close(self, step: PastStep) -> None:
        """The contract ends that day; there is nothing to end where it ran out before."""
        last = self.run[-1] if self.run else None
        if last is None or last.meaning.contract != step.meaning.ends:
            contract = contract_label(self.workflow, step.meaning.ends)
            text = Text(
                "« {label} » le {day} : « {contract} » ne court pas.", label=step.label, day=step.on, contract=contract
            )
            self._trouble(step, text)
            return
        self._finish(step.on)

    def _sign(self, step: PastStep) -> None:
        last = self.run[-1] if self.run else None
        if last is not None and self._overlaps(step, last):
            self._trouble(step, self._overlap(step, last.meaning.contract, last.on))
            return
        over = self.finished[-1] if self.finished else None
        if over is not None and over.ends_on >= step.on:  # it ended that very day, which was its own
            self._trouble(step, self._overlap(step, over.contract, over.starts_on))
            return
        if last is not None and last.meaning.contract == step.meaning.contract and last.until == step.on - DAY:
            self.run.append(step)
            self._stand(step, anew=False)
            return
        self._finish(step.on - DAY)
        self.run = [step]
        self._stand(step, anew=last is not None)

    def _overlaps(self, step: PastStep, last: PastStep) -> bool:
        """The same contract while it runs, or another begun on the same day; a later one ends the first on its eve."""
        if last.meaning.contract == step.meaning.contract:
            return last.until is None or step.on <= last.until
        return last.on == step.on

    def _enter(self, step: PastStep) -> None:
        stage, last = self.workflow.stages[step.meaning.stage], self.run[-1] if self.run else None
        if last is not None and last.meaning.contract != stage.contract:
            if last.until is None or last.until >= step.on:
                self._trouble(step, self._still_runs(step, last))
                return
            self._finish(last.until)
        self._stand(step, anew=not stage.contract)

    def _stand(self, step: PastStep, *, anew: bool) -> None:
        """Stands at the stage of a step; since that day if it is another stage, or the same one entered `anew`.

        Whoever already stands where a contract runs stays there when it is signed.
        """
        here = self.workflow.stages[self.stage].contract if self.stage else ""
        stage = self.stage if step.meaning.contract and step.meaning.contract == here else step.meaning.stage
        if anew or self.stage != stage:
            self.stage, self.since = stage, step.on
        self.left_on = None

    def _finish(self, day: datetime.date) -> None:
        """The contract that runs ended on that day at the latest."""
        if self.run:
            until = self.run[-1].until
            self.finished.append(_paper(self.run, day if until is None else min(day, until)))
        self.run = []

    def _running(self) -> AdoptedContract | None:
        """The contract that runs, in its current period; what its days do not say goes to the troubles."""
        if not self.run:
            return None
        step, name = self.run[-1], self.run[-1].meaning.contract
        said, until = contract_label(self.workflow, name), step.until
        months = 0 if until is None else months_between(step.on, until + DAY)
        has_term = self.workflow.contracts[name].term is not None
        if has_term and until is None:
            self._trouble(step, Text("« {contract} » a un terme : sa date d'échéance manque.", contract=said))
        elif not has_term and until is not None:
            self._trouble(step, Text("« {contract} » n'a pas de terme : une date d'échéance est dite.", contract=said))
        elif until is not None and (months < 1 or term_end(step.on, months) != until):
            text = Text(
                "« {contract} », du {on} au {until}, ne dure pas un nombre entier de mois.",
                contract=said,
                on=step.on,
                until=until,
            )
            self._trouble(step, text)
        return AdoptedContract(name, step.on, months, len(self.run) - 1)

    def _overlap(self, step: PastStep, contract: str, since: datetime.date) -> Text:
        return Text(
            "« {label} » le {on}, alors que « {contract} » du {since} court encore.",
            label=step.label,
            on=step.on,
            contract=contract_label(self.workflow, contract),
            since=since,
        )

    def _still_runs(self, step: PastStep, last: PastStep) -> Text:
        return Text(
            "« {label} » le {on} est une étape sans « {contract} », qui court depuis le {since}.",
            label=step.label,
            on=step.on,
            contract=contract_label(self.workflow, last.meaning.contract),
            since=last.on,
        )

    def _trouble(self, step: PastStep, text: Text) -> None:
        self.troubles.append(Told(step.line, text))


def _paper(run: list[PastStep], ends_on: datetime.date | None) -> PaperContract:
    first = run[0]
    renewed_on = tuple(step.on for step in run[1:])
    return PaperContract(first.meaning.contract, first.on, ends_on or run[-1].on, len(renewed_on), renewed_on)
