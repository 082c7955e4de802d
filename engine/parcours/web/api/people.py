"""People over HTTP: all that is held of somebody, and their words destroyed once nothing keeps them."""

import datetime
from typing import Annotated

from fastapi import Query

from parcours.messages import Text
from parcours.model.account import Right
from parcours.runtime import access, erasing
from parcours.web.api import person_shapes, person_telling, taken
from parcours.web.api.asked import Key, absent
from parcours.web.api.bearers import Known, NotOpenedError
from parcours.web.forgetting import forget
from parcours.web.languages import Lang
from parcours.web.office import Team
from parcours.web.served import Site

Somebody = Annotated[taken.Person, Query(description="Their reference in the lists of the cooperative.")]
Of = Annotated[taken.Word, Query()]


def person_file(known: Known, site: Site, lang: Lang, cae: Of, person: Somebody) -> person_shapes.PersonFile:
    """All that the cooperative holds of them, archived cases included; once erased, what remains."""
    _check(known, site, cae, person)
    return person_telling.person(access.person_file(site.engine, cae, person), lang)


def erasure_plan(known: Known, site: Site, lang: Lang, cae: Of, person: Somebody) -> person_shapes.Erasure:
    """What erasing would do, or, as a refusal, until when what keeps them and by which article. Nothing is written."""
    _check(known, site, cae, person)
    return person_telling.erasure(erasing.plan(site.engine, cae, person), lang)


def erase(
    asked: taken.Erasing,
    known: Known,
    site: Site,
    team: Team,
    lang: Lang,
    _: Key,  # nobody is erased twice: the second time is told of the first, whatever the key
) -> person_shapes.Erasure:
    """Destroys their words, without return. What happened and when remains, to be counted."""
    _check(known, site, asked.cae, asked.person)
    before = _erased_at(site, asked)
    if before is not None:
        cases = _cases(site, asked.cae, asked.person)
        done = erasing.Erased(asked.cae, asked.person, cases, (), ())
        return person_telling.erasure(done, lang).model_copy(update={"erased_at": before, "repeated": True})
    wanted = erasing.Wanted(asked.cae, asked.person, asked.reason, known.account.user)
    done, traces = forget(site, team, wanted)
    told = {"erased_at": _erased_at(site, asked), "traces": traces.render(lang) if traces is not None else ""}
    return person_telling.erasure(done, lang).model_copy(update=told)


def _check(known: Known, site: Site, cae: str, person: str) -> None:
    """Raises AbsentError for nobody of theirs; NotOpenedError for whoever does not answer for people there."""
    if cae not in known.caes:
        raise absent(Text("Aucune coopérative de ce nom."))
    if cae not in known.account.having(Right.ADMINISTER):
        raise NotOpenedError(
            Text("Cela demande un rôle ou un droit que {user} n'a pas.", user=known.account.user),
            Text("`parcours user add` le donne."),
        )
    if not _cases(site, cae, person):
        raise absent(Text("Personne de cette référence dans cette coopérative."))


def _cases(site: Site, cae: str, person: str) -> tuple[str, ...]:
    with site.engine.store.reading() as reader:
        return reader.cases_of(cae, person)


def _erased_at(site: Site, asked: taken.Erasing) -> datetime.datetime | None:
    with site.engine.store.reading() as reader:
        return reader.erased_at(asked.cae, asked.person)
