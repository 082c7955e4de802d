"""How many of something, with its plural; languages differ on zero, which has its own sentence."""

from parcours.messages import Text


def cases(number: int) -> Text:
    return _counted(number, Text("0 dossier"), Text("1 dossier"), Text("{number} dossiers", number=number))


def people(number: int) -> Text:
    return _counted(number, Text("aucune"), Text("1 personne"), Text("{number} personnes", number=number))


def steps(number: int) -> Text:
    return _counted(number, Text("0 étape"), Text("1 étape"), Text("{number} étapes", number=number))


def facts(number: int) -> Text:
    return _counted(number, Text("0 fait"), Text("1 fait"), Text("{number} faits", number=number))


def recorded(cases_: int, facts_: int) -> Text:
    """What a database, or a copy of it, holds."""
    return Text("{cases} et {facts}", cases=cases(cases_), facts=facts(facts_))


def dates(number: int) -> Text:
    return _counted(number, Text("0 date"), Text("1 date"), Text("{number} dates", number=number))


def effects(number: int) -> Text:
    return _counted(number, Text("0 effet"), Text("1 effet"), Text("{number} effets", number=number))


def sent(number: int) -> Text:
    return _counted(number, Text("0 effet parti"), Text("1 effet parti"), Text("{number} effets partis", number=number))


def incidents(number: int) -> Text:
    return _counted(number, Text("0 incident"), Text("1 incident"), Text("{number} incidents", number=number))


def tests(number: int) -> Text:
    return _counted(number, Text("0 test"), Text("1 test"), Text("{number} tests", number=number))


def errors(number: int) -> Text:
    return _counted(number, Text("0 erreur"), Text("1 erreur"), Text("{number} erreurs", number=number))


def warnings(number: int) -> Text:
    return _counted(
        number, Text("0 avertissement"), Text("1 avertissement"), Text("{number} avertissements", number=number)
    )


def _counted(number: int, none: Text, one: Text, many: Text) -> Text:
    return (none, one)[number] if number in (0, 1) else many
