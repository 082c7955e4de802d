"""How many of something, with its plural."""

from parcours.messages import Text


def cases(number: int) -> Text:
    return Text("1 dossier") if number == 1 else Text("{number} dossiers", number=number)


def facts(number: int) -> Text:
    return Text("1 fait") if number == 1 else Text("{number} faits", number=number)


def dates(number: int) -> Text:
    return Text("1 date") if number == 1 else Text("{number} dates", number=number)


def tests(number: int) -> Text:
    return Text("1 test") if number == 1 else Text("{number} tests", number=number)


def errors(number: int) -> Text:
    return Text("1 erreur") if number == 1 else Text("{number} erreurs", number=number)


def warnings(number: int) -> Text:
    return Text("1 avertissement") if number == 1 else Text("{number} avertissements", number=number)
