"""Whose addresses a role stands for, in one case, on one day."""

import datetime

from parcours.kernel.roles import holders
from parcours.model.case import Case
from parcours.ports import Site


def addresses(case: Case, role: str, site: Site, day: datetime.date) -> tuple[str, ...]:
    """Those of who holds the role for this case, the stand-in besides while there is one; else the role's own."""
    held = case.assignments.get(role)
    people = holders(held, day) if held is not None else ()
    found = tuple(dict.fromkeys(address for user in people for address in site.users.get(user, ())))
    return found or site.roles.get((case.cae, role), ())


def masked(address: str) -> str:
    """`m…@exemple.fr`: enough to recognise one's own, too little to write to."""
    name, at, house = address.partition("@")
    return f"{name[:1]}…{at}{house}"
