"""A form about to be shown, and what went wrong with it: beside the field it speaks of, with all that was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from fastapi.responses import RedirectResponse, Response

from parcours.errors import ParcoursError, UsageError
from parcours.messages import Text
from parcours.model.step import Reason
from parcours.runtime.desk import asking
from parcours.runtime.desk.acting import Attempt
from parcours.runtime.desk.asking import Question
from parcours.runtime.perform import Accepted
from parcours.runtime.refusals import MovedError, StepRefusedError
from parcours.web.office import Office, Place, Show
from parcours.web.served import Served

SEQ, KEY = "fait", "cle"
NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Problem:
    """A sentence, and the field it speaks of; empty for one about the whole."""

    text: Text
    field: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form: what it is called and asks, what its button says, and `reasons` that refuse it whatever is typed.

    `seq` is the fact the dossier stood at, `back` where whoever gives up goes.
    """

    title: Text | str
    button: Text
    questions: tuple[Question, ...]
    seq: int
    back: str
    reasons: tuple[Reason, ...] = ()
    about: str = ""
    said: tuple[Text, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)

    def page(self, show: Show, site: Served) -> Response:
        """To be filled in."""
        return show("form.html", "dossiers", form=self, problems=(), key=site.desk.new_secret(), moved=False)

    def again(self, show: Show, site: Served, typed: Mapping[str, str], error: ParcoursError) -> Response:
        """With what was typed and why it was refused. A new key: what is sent next is another attempt."""
        status = HTTPStatus.BAD_REQUEST if isinstance(error, UsageError) else HTTPStatus.CONFLICT
        return show(
            "form.html",
            "dossiers",
            status,
            form=self.with_typed(typed),
            problems=_problems(error, self.questions),
            key=site.desk.new_secret(),
            moved=isinstance(error, MovedError),
        )

    def with_typed(self, typed: Mapping[str, str]) -> "Filled":
        """The same with what somebody typed in it."""
        return Filled(
            self.title,
            self.button,
            self.questions,
            self.seq,
            self.back,
            self.reasons,
            self.about,
            self.said,
            {name: value for name, value in typed.items() if name not in {SEQ, KEY}} or {"": ""},
        )


def attempt(form: Mapping[str, str]) -> Attempt:
    """What a form says of itself. UsageError when somebody has taken that away."""
    seq, key = form.get(SEQ, ""), form.get(KEY, "")
    if not (seq.isascii() and seq.isdecimal() and len(seq) < len("1000000000")) or not key:
        raise UsageError(Text("Ce formulaire est incomplet."), Text("Revenez au dossier et recommencez."))
    return Attempt(int(seq), key[:100])


def done(show: Show, office: Office, place: Place, attempted: Attempt, accepted: Accepted) -> Response:
    """Back to the dossier, which tells what has changed since the form was shown; first, what deserves attention."""
    office.directory.heed(place.case)
    back = f"{place.path}?depuis={attempted.seq}"
    if accepted.warnings:
        return show("done.html", "dossiers", warnings=accepted.warnings, back=back)
    return RedirectResponse(back, HTTPStatus.SEE_OTHER)


def _problems(error: ParcoursError, questions: tuple[Question, ...]) -> tuple[Problem, ...]:
    if isinstance(error, StepRefusedError):
        reasons = error.refusal.reasons
        return tuple(Problem(each.text, asking.blamed(each, questions)) for each in reasons)
    return (Problem(error.text), *((Problem(error.remedy),) if error.remedy is not None else ()))
