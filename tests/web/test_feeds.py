"""Days at an address that a calendar program asks: revocable, of one's own cooperatives, and without any name."""

import pytest
from httpx import Response
from icalendar import Calendar

from parcours.model.account import Membership, Right, Scope
from parcours.runtime import accounts
from visiting import OURS, THEIRS, Ground


@pytest.fixture
def site(site: Ground) -> Ground:
    """A case of each cooperative, and somebody of the first."""
    site.opens("P-1", OURS)
    site.opens("P-2", THEIRS)
    site.keep("maud", Membership(OURS, ("accueil",), frozenset(Right)))
    return site


def asked(site: Ground, secret: str, **query: str) -> Response:
    return site.visitor().get(f"/agendas/{secret}.ics", params=query)


def cases(answer: Response) -> set[str]:
    """The cases that a feed speaks of, as a calendar program reads it."""
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    return {str(each["UID"]).partition("/")[0] for each in events}


def test_a_feed_holds_the_days_of_ones_own_cooperatives_and_no_name(site: Ground) -> None:
    secret = site.bearing("maud", Scope.CALENDAR).secret
    answer = asked(site, secret)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    assert cases(answer) == {"C-1"}
    assert "Le Goff" not in answer.text
    assert cases(asked(site, secret, role="accueil")) == {"C-1"}
    assert cases(asked(site, secret, role="comite")) == set()
    assert asked(site, secret, role="Accueil!").status_code == 400
    site.keep("deux", Membership(OURS), Membership(THEIRS))
    assert cases(asked(site, site.bearing("deux", Scope.CALENDAR).secret)) == {"C-1", "C-2"}
    assert cases(asked(site, site.bearing("deux", Scope.CALENDAR, cae=THEIRS).secret)) == {"C-2"}


@pytest.mark.parametrize("scope", [Scope.READ, Scope.WRITE])
def test_a_token_of_another_kind_opens_no_feed(site: Ground, scope: Scope) -> None:
    """An address is written down in many places: what it holds must open nothing else, nor the reverse."""
    assert asked(site, site.bearing("maud", scope).secret).status_code == 404


def test_a_feed_that_was_revoked_is_as_one_that_never_was(site: Ground) -> None:
    secret = site.bearing("maud", Scope.CALENDAR).secret
    assert asked(site, secret).status_code == 200
    accounts.revoke_token(site.served.desk, "jeton-0")
    never, revoked = asked(site, "parcours_jamais"), asked(site, secret)
    assert (never.status_code, revoked.status_code) == (404, 404)
    assert never.text == revoked.text
    other = site.bearing("maud", Scope.CALENDAR).secret
    accounts.shut_account(site.served.desk, "maud")
    assert asked(site, other).status_code == 404
