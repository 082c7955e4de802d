"""The arithmetic of a refusal, in words: the values a condition read."""

import datetime
from collections.abc import Collection
from functools import reduce

from parcours.calendar.duration import Duration
from parcours.expressions.condition import Condition
from parcours.expressions.values import Scope
from parcours.expressions.verdict import Outcome, Verdict
from parcours.messages import Text, all_of
from parcours.model.fields import Sealed, Validity


def describe(condition: Condition, verdict: Verdict, scope: Scope, private: Collection[str] = ()) -> Text:
    """Why the condition answered so: the fields nobody filled, the failure, or the values that were read.

    `private` are the names whose value is not written: refusals are kept, and hold no personal text.
    """
    if verdict.outcome is Outcome.UNKNOWN:
        return Text("Pas rempli : {names}", names=all_of(verdict.missing))
    if verdict.failure is not None:
        return verdict.failure
    read = readings(condition, scope, private)
    if not read:
        return Text("La condition ne lit aucun champ.")
    return reduce(lambda before, each: Text("{before} ; {each}", before=before, each=each), read)


def readings(condition: Condition, scope: Scope, private: Collection[str] = ()) -> tuple[Text, ...]:
    """`dossier.chiffre_affaires = 900` for each name the condition reads, in its order."""
    return tuple(
        Text("{name} = {value}", name=name, value=_hidden() if _is_private(name, private) else _said(value))
        for name, value in condition.values(scope).items()
    )


def _is_private(name: str, private: Collection[str]) -> bool:
    return name in private or name.rpartition(".")[0] in private


def _hidden() -> Text:
    return Text("(donnée personnelle)")


def _said(value: object) -> Text | str | bool | int | float | datetime.date:
    match value:
        case Sealed():
            return _hidden()
        case str():
            return Text("« {value} »", value=value)
        case bool() | int() | float() | datetime.date():
            return value
        case Validity():
            return _days(value)
        case Duration():
            return value.text()
        case _:
            return Text("rien")


def _days(validity: Validity) -> Text:
    if validity.until is None:
        return Text("depuis le {first}", first=validity.first)
    return Text("du {first} au {until}", first=validity.first, until=validity.until)
