"""What the schema cannot say: keys that go together, options with a fallback, days in order, sourced numbers."""

from collections.abc import Iterator

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece, civil_date
from parcours.definition.places import place_name
from parcours.messages import Text
from parcours.messages.suggestion import quoted
from parcours.simulation.reading.keys import NEEDED_BY, PROVENANCE, holds_names
from parcours.simulation.reading.provenance import statements
from parcours.simulation.reading.subject import Subject


def keys_have_their_companion(subject: Subject) -> Iterator[Finding]:
    """A key that speaks of another one of the same map, which is not there."""
    maps = [
        *subject.values,
        *(spot.piece for spot in subject.spots),
        *(spot.piece.at("needs") for spot in subject.spots),
    ]
    for piece in maps:
        for key, each in piece.entries():
            wanted = NEEDED_BY.get(key, ())
            if wanted and not any(piece.at(other) for other in wanted):
                cause = Text("« {key} » ne dit rien sans {others}.", key=key, others=quoted(wanted))
                yield Finding(
                    codes.LONELY_KEY, each.path, cause, Text("Ajoutez l'un, ou retirez l'autre."), on_key=True
                )


def conditional_options_have_a_fallback(subject: Subject) -> Iterator[Finding]:
    """An option with a condition says which other takes its share; following those never comes round."""
    for spot in subject.spots:
        options = dict(spot.piece.at("choose").entries())
        for name, option in options.items():
            if option.at("when") and not option.at("otherwise"):
                cause = Text("« {option} » a une condition, et rien ne dit ce qui arrive sans elle.", option=name)
                remedy = Text("Ajoutez « otherwise: <option> », qui prend alors sa part.")
                yield Finding(codes.FALLBACK, option.at("when").path, cause, remedy, on_key=True)
            elif name in _followed(option.text("otherwise"), options):
                cause = Text("De recours en recours, « {option} » revient à elle-même.", option=name)
                remedy = Text("Menez à une option sans condition.")
                yield Finding(codes.FALLBACK, option.at("otherwise").path, cause, remedy)


def _followed(name: str, options: dict[str, Piece]) -> list[str]:
    """The options that fallbacks lead to, one after the other, each once."""
    seen: list[str] = []
    while name in options and name not in seen:
        seen.append(name)
        name = options[name].text("otherwise")
    return seen


def days_are_in_order(subject: Subject) -> Iterator[Finding]:
    """It begins before it ends; people come, and figures count, in between."""
    file = subject.file
    begins, ends = file.date("from"), file.date("until")
    if begins is None or ends is None:
        return
    bounds = Text("entre le {begins} et le {ends}", begins=begins, ends=ends)
    if begins >= ends:
        cause = Text("La simulation finit le {ends}, avant de commencer le {begins}.", begins=begins, ends=ends)
        yield Finding(codes.DAYS_IN_DISORDER, ("until",), cause, Text("Échangez les deux jours, ou corrigez-les."))
        return
    for key in ("arrivals_until", "warm_up"):
        day = file.date(key)
        if day is not None and not begins <= day <= ends:
            cause = Text("Le {day} n'est pas {bounds}.", day=day, bounds=bounds)
            yield Finding(codes.DAYS_IN_DISORDER, (key,), cause, Text("Choisissez un jour de la simulation."))
    yield from _listed_days(subject, bounds)


def _listed_days(subject: Subject, bounds: Text) -> Iterator[Finding]:
    scenario = subject.scenario
    for _, arrival in subject.file.at("arrivals").entries():
        for item in arrival.at("listed").at("days").items():
            day = civil_date(item.value)
            if day is not None and not scenario.begins <= day < scenario.arrivals_end:
                cause = Text("Le {day} n'est pas {bounds}.", day=day, bounds=bounds)
                remedy = Text("Retirez ce jour, ou allongez la simulation.")
                yield Finding(codes.DAYS_IN_DISORDER, item.path, cause, remedy)


def people_are_counted(subject: Subject) -> Iterator[Finding]:
    """People spread over a time are as many as the file says, unless the run says otherwise."""
    for _, each in subject.file.at("arrivals").entries():
        if each.at("spread") and not subject.file.at("people"):
            cause = Text("« spread » étale des arrivées, et rien ne dit combien de personnes arrivent.")
            remedy = Text("Ajoutez « people: … » au fichier.")
            yield Finding(codes.LONELY_KEY, each.at("spread").path, cause, remedy)


def numbers_have_an_origin(subject: Subject) -> Iterator[Finding]:
    """A number that comes from nowhere, or from what a parent said of its own."""
    for each in statements(subject.file, subject.ranks):
        if each.origin is None:
            cause = Text("Rien ne dit d'où vient {place}.", place=place_name(each.path))
            remedy = Text("Ajoutez « source: … » à côté ou au-dessus, ou « assumption: true ».")
            found = Finding(codes.NO_SOURCE, each.path, cause, remedy)
            yield found.also(each.outdated.path, Text("Le parent le dit de son nombre.")) if each.outdated else found


def origins_do_not_compete(subject: Subject) -> Iterator[Finding]:
    """A number is sourced, or it is an assumption."""
    yield from _competing(subject.file)


def _competing(piece: Piece) -> Iterator[Finding]:
    if not holds_names(piece.path) and all(piece.at(key) for key in PROVENANCE):
        cause = Text("{place} a une source et se dit une hypothèse.", place=place_name(piece.path))
        yield Finding(codes.ONE_OF_SEVERAL, piece.at("assumption").path, cause, Text("Gardez l'une ou l'autre."))
    for _, each in piece.entries():
        yield from _competing(each)
    for each in piece.items():
        yield from _competing(each)


CHECKS = (
    keys_have_their_companion,
    conditional_options_have_a_fallback,
    days_are_in_order,
    people_are_counted,
    numbers_have_an_origin,
    origins_do_not_compete,
)
