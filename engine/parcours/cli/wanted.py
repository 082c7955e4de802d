"""The options that commands on cases have in common."""

from typing import Final

from parcours.cli import values
from parcours.cli.parameters import argument, option
from parcours.messages import Text

case: Final = argument("case", said=Text("Identifiant du dossier."), takes=Text("DOSSIER"))
person: Final = argument("person", said=Text("Référence de la personne."), takes=Text("PERSONNE"))
on: Final = option(
    "--on", said=Text("Jour où cela prend effet ; aujourd'hui sinon."), takes=Text("JOUR"), type=values.day
)
pairs: Final = option("--set", "pairs", said=Text("Une valeur ; se répète."), takes=Text("NOM=VALEUR"), multiple=True)
by: Final = option("--by", said=Text("Rôle de qui agit ; le premier permis sinon."), takes=Text("RÔLE"), default="")
key: Final = option(
    "--key", said=Text("Clé : renvoyée, la même commande n'est faite qu'une fois."), takes=Text("CLÉ"), default=""
)
expected: Final = option(
    "--expect",
    "expected",
    said=Text("Refuse si le dossier n'en est plus à ce fait."),
    takes=Text("FAIT"),
    type=int,
)
yes: Final = option("--yes", said=Text("Ne demande pas confirmation."), is_flag=True)
