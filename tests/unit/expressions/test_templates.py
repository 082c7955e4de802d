from datetime import date

import pytest

from parcours.calendar.duration import Duration
from parcours.expressions import templates
from parcours.expressions.templates import TemplateError, check_template, render, template_names
from parcours.model.fields import Sealed, Validity

NAMES = ("dossier.nom", "dossier.courriel", "dossier.items", "dossier.actif", "dossier.rc_pro.until", "settings.url")
VALUES: dict[str, object] = {
    "dossier.nom": "Ève",
    "dossier.items": "trois",
    "dossier.actif": True,
    "dossier.debut": date(2026, 4, 14),
    "dossier.ca": 900.0,
    "dossier.taux": 0.5,
    "dossier.delai": Duration(months=2),
    "dossier.rc_pro": Validity(date(2026, 1, 1), date(2026, 12, 31), "AX-1"),
    "dossier.vide": None,
    "dossier.scelle": Sealed.PRESENT,
}

RENDERED = {
    "Texte simple\n": "Texte simple\n",
    "Bonjour {{ dossier.nom }}": "Bonjour Ève",
    "{{ dossier.nom|upper }} {{ dossier.items|title }}": "ÈVE Trois",
    "{{ dossier.debut }}": "2026-04-14",
    "{{ dossier.debut|date_fr }}": "14 avril 2026",
    "{{ dossier.actif }}": "oui",
    "{{ dossier.ca }} {{ dossier.taux }}": "900 0.5",
    "{{ dossier.delai }}": "2 mois",
    "{{ dossier.rc_pro.until }} {{ dossier.rc_pro.reference }}": "2026-12-31 AX-1",
    "{{ dossier.items }}": "trois",  # and not the method of a dict
    "{{ dossier.courriel|default('inconnu') }}": "inconnu",
    "{{ dossier.debut_reel|date_fr|default('à fixer') }}": "à fixer",
    "{% if dossier.actif and dossier.courriel is not defined %}a{% else %}b{% endif %}": "a",
    "{% if dossier.ca > 1000 %}a{% elif dossier.ca == 900 %}b{% endif %}": "b",
    "{{ 'oui' if dossier.actif else 'non' }}": "oui",
    "<b>{{ dossier.nom }}</b> {# une note #}": "<b>Ève</b> ",
}

REFUSED_AT_DELIVERY = {
    "{{ dossier.courriel }}": "« dossier.courriel » n'est pas rempli.",
    "{{ inconnu.champ }}": "« inconnu.champ » n'est pas rempli.",
    "{{ inconnu }}": "« inconnu » n'est pas rempli.",
    "{{ dossier.vide }}": "« dossier.vide » n'est pas rempli.",
    "{{ dossier.scelle }}": "« dossier.scelle » n'est pas rempli.",
    "{% if dossier.courriel %}x{% endif %}": "« dossier.courriel » n'est pas rempli.",
    "{{ dossier.nom.__class__ }}": "« __class__ » n'est pas rempli.",
    "{{ dossier.rc_pro }}": "« dossier.rc_pro » est un groupe de champs, et non un champ.",
    "{{ dossier.nom|date_fr }}": "Le filtre date_fr attend une date.",
    "{% if dossier.nom > 3 %}x{% endif %}": "Le modèle compare des valeurs de types différents.",
    "{{ dossier.nom": "Cette balise n'est pas bien écrite.",
    "{{ dossier.nom * 3 }}": "Un modèle ne contient que des champs, des filtres, « if » et des comparaisons.",
}

MISTAKES = {
    "{{ dossier.nom": "syntax 1:1+2 accolades",
    "a\nb {{ dossier.nom }": "syntax 2:3+2 accolades",
    "{{\n\n dossier.nom nom }}": "syntax 1:1+2 accolades",
    "{% if dossier.actif %}x": "syntax 1:1+2 endif",
    "x {% foo %}": "unsupported 1:3+2 elif",
    "{% endif %}": "unsupported 1:1+2 elif",
    "{{ dossier.non }}": "unknown_name 1:4+11 dossier.nom",
    "{{ dossier.nom }}\n  {{ dossier.nomm }}": "unknown_name 2:6+12 dossier.nom",
    "{{ nom }}": "unknown_name 1:4+3 dossier.nom",
    "{{ dossier }}": "unknown_name 1:4+7 Déclarez",
    "{{ dossier.nom.__class__ }}": "unknown_name 1:4+21 Déclarez",
    "{{ dossier.nom|default(dossier.age) }}": "unknown_name 1:24+11 Déclarez",
    "{{ dossier.nom|join }}": "unknown_function 1:16+4 date_fr",
    "{{ 1 if dossier.nom is string }}": "unknown_function 1:24+6 defined",
    "{% for a in dossier.nom %}{{ a }}{% endfor %}": "unsupported 1:1+2 boucle",
    "{{ range(1000000) }}": "unsupported 1:1+2 appel",
    "{{ dossier.nom.upper() }}": "unsupported 1:1+2 appel",
    "{{ 'x' * 1000000000 }}": "unsupported 1:1+2 calcul",
    "{{ 9 ** 9 ** 9 }}": "unsupported 1:1+2 calcul",
    "{% include 'secret' %}": "unsupported 1:1+2 inclusion",
    "{% extends 'secret' %}": "unsupported 1:1+2 inclusion",
    "{% import 'secret' as s %}": "unsupported 1:1+2 inclusion",
    "{% set a = 1 %}": "unsupported 1:1+2 Ôtez",
    "{% macro m() %}{% endmacro %}": "unsupported 1:1+2 Ôtez",
    "{{ dossier['nom'] }}": "unsupported 1:1+2 Ôtez",
    "{{ " + "(" * 5000 + "}}": "too_deep 1:1+1 plat",
    "{{ dossier.nom" + "|upper" * 3000 + " }}": "too_deep 1:1+2 plat",
    "{{ dossier" + ".a" * 5000 + " }}": "too_deep 1:1+2 plat",
    "{% if dossier.actif %}" * 30 + "{% endif %}" * 30: "too_deep 1:1+2 plat",
    "{% if dossier.actif %}" * 800: "too_deep 1:1+1 plat",
    "x" * 20_001: "too_long 1:20001+1 Raccourcissez",
    "a\0": "bad_character 1:2+1 Ôtez",
    "{{ '\ud800' }}": "bad_character 1:5+1 Ôtez",
}


@pytest.mark.parametrize(("source", "text"), RENDERED.items())
def test_a_template_is_rendered(source: str, text: str) -> None:
    assert render(source, VALUES) == text


@pytest.mark.parametrize(("source", "reason"), REFUSED_AT_DELIVERY.items())
def test_a_template_that_cannot_be_filled_says_why(source: str, reason: str) -> None:
    with pytest.raises(TemplateError) as raised:
        render(source, VALUES)
    assert str(raised.value) == raised.value.text.render() == reason


@pytest.mark.parametrize(("source", "expected"), MISTAKES.items(), ids=lambda text: ascii(text)[:50])
def test_a_mistake_in_a_template_is_told_when_the_file_is_read(source: str, expected: str) -> None:
    code, place, remedy = expected.split(" ")
    (problem,) = check_template(source, NAMES)
    assert f"{problem.code} {problem.line}:{problem.column}+{problem.length}" == f"{code} {place}"
    assert remedy in str(problem.remedy)


def test_all_the_mistakes_of_a_template_are_told() -> None:
    problems = check_template("{{ dossier.non }} {{ dossier.nom|zz }}\n{{ a }}", NAMES)
    assert [(problem.line, problem.column) for problem in problems] == [(1, 4), (1, 34), (2, 4)]


def test_a_sound_template_has_no_problem() -> None:
    assert check_template("{{ dossier.nom }} {{ dossier.rc_pro.until|date_fr }} {{ settings.url }}", NAMES) == ()


def test_a_template_tells_which_values_to_fetch() -> None:
    source = "{{ dossier.nom }} {% if dossier.actif %}{{ dossier.nom|default(settings.url) }}{% endif %}"
    assert template_names(source) == ("dossier.nom", "dossier.actif", "settings.url")
    with pytest.raises(TemplateError):
        template_names("{{ dossier.nom")


def test_a_text_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "LONGEST_OUTPUT", 10)
    assert render("{{ dossier.nom }}", {"dossier.nom": "x" * 10}) == "x" * 10
    with pytest.raises(TemplateError, match="dépasse 10 caractères"):
        render("{{ dossier.nom }}{{ dossier.nom }}", {"dossier.nom": "x" * 6})


def test_a_value_is_never_read_as_a_template() -> None:
    assert render("{{ dossier.nom }}", {"dossier.nom": "{{ settings.url }}"}) == "{{ settings.url }}"


def test_a_name_that_is_a_value_and_a_group_is_a_bug() -> None:
    with pytest.raises(TypeError, match=r"a\.b is both"):
        render("x", {"a": 1, "a.b": 2})
