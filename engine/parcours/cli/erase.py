"""`parcours erase`: a person's words destroyed, once nothing keeps them any more; or a hold that forbids it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from parcours.bootstrap import Site
from parcours.cli import page, values, wanted
from parcours.cli.applied import plain_applied, show_applied
from parcours.cli.asking import confirmed
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.errors import REFUSED, UsageError
from parcours.messages import Text
from parcours.runtime import erasing, retention
from parcours.runtime.erasing import Erased, Message, Wanted

EXAMPLE = 'parcours erase P-17 --cae coop22 --reason "demande du 3 mars"'


@command(
    "erase",
    more=Text(
        "La clé de la personne est détruite : personne ne relira ses données. Les étapes, les dates et les issues "
        "restent, pour compter. Refusé tant qu'un dossier est ouvert, qu'une durée de conservation court ou qu'un gel "
        "l'interdit."
    ),
)
@argument("person", said=Text("Référence de la personne."), takes=Text("PERSONNE"), required=False)
@option("--cae", said=Text("Coopérative qui efface."), takes=Text("CAE"), default="")
@option("--reason", said=Text("Pourquoi, sans nommer personne."), takes=Text("MOTIF"), type=values.reason, default=None)
@option("--author", said=Text("Nom d'utilisateur de qui décide."), takes=Text("QUI"), default="")
@option("--due", said=Text("Efface toutes les personnes dont la conservation est finie."), is_flag=True)
@option("--legal-hold", "hold", said=Text("Pose un gel : interdit d'effacer cette personne."), is_flag=True)
@option("--lift-hold", "lift", said=Text("Lève le gel."), is_flag=True)
@wanted.yes
@pass_session
def command_line(
    session: Session,
    person: str | None,
    cae: str,
    reason: str | None,
    author: str,
    due: bool,  # noqa: FBT001  a flag
    hold: bool,  # noqa: FBT001  a flag
    lift: bool,  # noqa: FBT001  a flag
    yes: bool,  # noqa: FBT001  a flag
) -> int:
    if due + hold + lift > 1:
        raise UsageError(Text("--due, --legal-hold et --lift-hold ne vont pas ensemble."))
    if due:
        return _erase_due(session)
    asked = _asked(person, cae, reason, author, lift=lift)
    with changing(session) as site:
        if hold or lift:
            return _hold(session, site, asked, lift=lift)
        return _erase(session, site, asked, yes=yes)


def _asked(person: str | None, cae: str, reason: str | None, author: str, *, lift: bool) -> Wanted:
    missing = [
        name for name, value in (("PERSONNE", person), ("--cae", cae), ("--reason", reason or lift)) if not value
    ]
    if missing:
        raise UsageError(
            Text("Il manque {names}.", names=", ".join(missing)), Text("Par exemple : {example}", example=EXAMPLE)
        )
    return Wanted(cae, person or "", reason or "", author)


def _hold(session: Session, site: Site, asked: Wanted, *, lift: bool) -> int:
    act = erasing.lift_hold if lift else erasing.put_hold
    act(site.engine, asked)
    site.store.checkpoint(site.engine.clock.now())  # the register learns of a hold that was lifted
    if session.as_json:
        session.dump({"person": asked.person, "cae": asked.cae, "hold": not lift})
    elif lift:
        page.line(session, Text("Gel levé : {person} peut être effacée.", person=asked.person), style="green")
    else:
        page.line(session, Text("Gel posé : {person} ne peut plus être effacée.", person=asked.person), style="green")
    return 0


def _erase(session: Session, site: Site, asked: Wanted, *, yes: bool) -> int:
    planned = erasing.plan(site.engine, asked.cae, asked.person)
    if not session.as_json:
        _show(session, planned)
    if not confirmed(session, Text("Effacer {person}, sans retour ?", person=asked.person), yes=yes):
        return REFUSED
    erased = erasing.carry_out(site.engine, asked)
    _tell(session, site, [erased], Text("Personne {person} effacée.", person=asked.person))
    return 0


def _erase_due(session: Session) -> int:
    with changing(session) as site:
        applied = site.store.apply_registers()
        erased = retention.erase_due(site.engine)
        owed = [Erased(cae, person, (), (), ()) for cae, person in applied.erased]
        number = len(owed) + len(erased)
        told = Text("Personnes effacées : {number}.", number=number) if number else Text("Personne n'est à effacer.")
        if not session.as_json:
            show_applied(session, replace(applied, erased=()))  # those are counted with the others
        _tell(session, site, [*owed, *erased], told, plain_applied(applied))
    return 0


def _tell(
    session: Session, site: Site, erased: Iterable[Erased], told: Text, more: Mapping[str, object] | None = None
) -> None:
    site.store.checkpoint(site.engine.clock.now())  # how many were erased is signed at once
    traces = site.store.wipe()
    if session.as_json:
        session.dump({**(more or {}), "erased": [_plain(each) for each in erased], "wiped": traces is None})
        return
    page.line(session, told, style="green")
    if traces is not None:
        page.caution(session, traces)


def _plain(erased: Erased) -> dict[str, object]:
    return {
        "cae": erased.cae,
        "person": erased.person,
        "cases": erased.cases,
        "sent": [{"case": each.case, "fact": each.fact, "label": each.label} for each in erased.sent],
        "unsent": [{"case": each.case, "fact": each.fact, "label": each.label} for each in erased.unsent],
    }


def _show(session: Session, planned: Erased) -> None:
    page.heading(session, Text("Seront illisibles, les données personnelles de"))
    for case in planned.cases:
        page.line(session, Text("dossier {case}", case=case), lead="  · ")
    _show_messages(session, Text("Déjà parti, hors d'atteinte : prévenez qui l'a reçu"), planned.sent)
    _show_messages(session, Text("Attendait de partir, et ne partira pas"), planned.unsent)


def _show_messages(session: Session, title: Text, messages: Iterable[Message]) -> None:
    found = list(messages)
    if found:
        page.heading(session, title)
    for each in found:
        told = Text("{label} (dossier {case}, fait {fact})", label=each.label, case=each.case, fact=each.fact)
        page.line(session, told, lead="  · ")
