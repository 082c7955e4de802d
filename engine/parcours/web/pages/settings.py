"""*Réglages*: who may sign in to a cooperative and as what, which programs may, the roles there, and who decided."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import Depends
from fastapi.responses import RedirectResponse, Response

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.account import Account, Membership, Right, Scope
from parcours.runtime import accounts
from parcours.runtime.accounts import Wish
from parcours.runtime.decided import RIGHTS, SCOPES, decided, state, validity
from parcours.runtime.stewards import Steward
from parcours.web.forms import Form
from parcours.web.office import Office, Show, Team
from parcours.web.served import Served, Site
from parcours.web.visitors import Here, TurnedAwayError

SETTINGS: Final = "/reglages"
DAYS: Final = "90"
ACTS: Final = 50  # of a page
ON: Final = "oui"


def steward(visitor: Here) -> Steward:
    """Whoever asks, where they decide of accounts."""
    return Steward(visitor.user, visitor.account.having(Right.ADMINISTER))


By = Annotated[Steward, Depends(steward)]


def show(site: Site, office: Team, show: Show, by: By) -> Response:
    now = site.engine.clock.now()
    return show(
        "settings.html",
        "settings",
        houses=[_house(site, office, by, cae) for cae in by.caes or ()],
        tokens=[(each, SCOPES[each.scope], validity(each, now), each.is_open(now)) for each in _tokens(site, by)],
        acts=[(each, decided(each)) for each in accounts.acts(site.desk, by, ACTS)],
    )


@dataclass(frozen=True, slots=True)
class _House:
    """One cooperative: its accounts with what each is there, and the roles that its parcours name."""

    cae: str
    members: tuple[tuple[Account, Sequence[Text | str], Text], ...]
    roles: Mapping[str, str]


def _house(site: Served, office: Office, by: Steward, cae: str) -> _House:
    found = (each for each in accounts.accounts(site.desk, by) if cae in each.caes)
    return _House(cae, tuple((each, _held(each, cae), state(each)) for each in found), _roles(office, cae))


def _held(account: Account, cae: str) -> Sequence[Text | str]:
    rights = sorted(right for right in Right if cae in account.having(right))
    return (*account.roles(cae), *(RIGHTS[each] for each in rights))


def _roles(office: Office, cae: str) -> dict[str, str]:
    """The roles of a cooperative's parcours, by name, with their label."""
    found = office.files.definitions((cae,))
    return {name: role.label for each in found for name, role in each.workflow.roles.items()}


def _tokens(site: Served, by: Steward) -> tuple[Any, ...]:
    return accounts.tokens(site.desk, by)


def ask_account(cae: str, site: Site, office: Team, show: Show, by: By, compte: str = "") -> Response:
    """The form of an account, or of a new one."""
    found = _account(site, by, cae, compte) if compte else None
    typed = {} if found is None else dict.fromkeys(_names(found, cae), ON)
    return _account_form(_Asked(cae, compte, typed), site, office, show, by)


def give_account(cae: str, site: Site, office: Team, show: Show, by: By, form: Form, compte: str = "") -> Response:
    """Gives it, or shows the form again with why not."""
    _check_theirs(by, cae)
    user = compte or form.get("utilisateur", "").strip()
    roles = tuple(role for role in _roles(office, cae) if form.get(f"role.{role}") == ON)
    rights = frozenset(right for right in Right if form.get(f"right.{right}") == ON)
    password = form.get("mot_de_passe", "") or None
    try:
        if not compte:
            _check_new(site, by, user)
        accounts.give_account(site.desk, user, Membership(cae, roles, rights), password, by)
    except UsageError as why:
        return _account_form(_Asked(cae, compte, form, why), site, office, show, by)
    return RedirectResponse(SETTINGS, HTTPStatus.SEE_OTHER)


def shut_account(cae: str, compte: str, site: Site, by: By, form: Form) -> Response:  # noqa: ARG001  a form of ours
    _account(site, by, cae, compte)
    accounts.shut_account(site.desk, compte, by)
    return RedirectResponse(SETTINGS, HTTPStatus.SEE_OTHER)


def ask_token(cae: str, site: Site, show: Show, by: By) -> Response:
    """The form of a new token."""
    _check_theirs(by, cae)
    return _token_form(_Asked(cae, "", {"portee": Scope.READ.value, "jours": DAYS}), site, show, by)


def make_token(cae: str, site: Site, show: Show, by: By, form: Form) -> Response:
    """Makes it, and shows its secret this once."""
    _check_theirs(by, cae)
    try:
        token, secret = accounts.make_token(site.desk, _wish(cae, form), by)
    except UsageError as why:
        return _token_form(_Asked(cae, "", form, why), site, show, by)
    return show("token_made.html", "settings", made=token, secret=secret, feed=f"/agendas/{secret}.ics")


def revoke_token(jeton: str, site: Site, by: By, form: Form) -> Response:  # noqa: ARG001  a form of ours
    accounts.revoke_token(site.desk, jeton, by)
    return RedirectResponse(SETTINGS, HTTPStatus.SEE_OTHER)


def _check_new(site: Served, by: Steward, user: str) -> None:
    """UsageError for a name that somebody they know of bears; the rest is refused where accounts are given."""
    if any(each.user == user for each in accounts.accounts(site.desk, by)):
        raise UsageError(Text("Le nom « {user} » est déjà pris.", user=user))


def _wish(cae: str, form: Mapping[str, str]) -> Wish:
    days, scope = form.get("jours", ""), form.get("portee", "")
    if not (days.isascii() and days.isdecimal()) or scope not in set(Scope):
        raise UsageError(Text("Ce formulaire est incomplet."))
    return Wish(form.get("nom", "").strip(), form.get("au_nom_de", ""), Scope(scope), int(days[:6]), cae)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A form as it was sent, and why it was refused."""

    cae: str
    user: str
    typed: Mapping[str, str]
    why: UsageError | None = None

    @property
    def status(self) -> HTTPStatus:
        return HTTPStatus.OK if self.why is None else HTTPStatus.BAD_REQUEST

    @property
    def told(self) -> tuple[Text, ...]:
        return () if self.why is None else tuple(each for each in (self.why.text, self.why.remedy) if each)


def _account_form(asked: _Asked, site: Served, office: Office, show: Callable[..., Response], by: Steward) -> Response:
    _check_theirs(by, asked.cae)
    found = _account(site, by, asked.cae, asked.user) if asked.user else None
    return show(
        "account.html",
        "settings",
        asked.status,
        asked=asked,
        account=found,
        roles=_roles(office, asked.cae),
        rights=RIGHTS,
    )


def _token_form(asked: _Asked, site: Served, show: Callable[..., Response], by: Steward) -> Response:
    users = [
        each.user
        for each in accounts.accounts(site.desk, by)
        if asked.cae in each.caes and (not each.password or each.user == by.user)
    ]
    return show("token_asked.html", "settings", asked.status, asked=asked, users=users, scopes=SCOPES)


def _account(site: Served, by: Steward, cae: str, user: str) -> Account:
    """An account of this cooperative. TurnedAwayError alike for another's and for one that never was."""
    _check_theirs(by, cae)
    found = next((each for each in accounts.accounts(site.desk, by) if each.user == user and cae in each.caes), None)
    if found is None:
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)
    return found


def _check_theirs(by: Steward, cae: str) -> None:
    if not by.reaches((cae,)):
        raise TurnedAwayError(HTTPStatus.NOT_FOUND)


def _names(account: Account, cae: str) -> tuple[str, ...]:
    """The boxes that are ticked for an account."""
    rights = (f"right.{right}" for right in Right if cae in account.having(right))
    return (*(f"role.{role}" for role in account.roles(cae)), *rights)
