"""What is typed wrong is told with what would be right, in one message; the case stays as it was."""

import pytest

from terminals import Terminal


@pytest.fixture
def case(site: Terminal) -> str:
    return site.enter("preparation", "2026-01-19")


REFUSED = {
    "unknown event": (["send", "CASE", "signer_capes"], "Vouliez-vous dire « signer_cape » ?"),
    "event of another stage": (["send", "CASE", "participer_reunion"], "n'est pas possible à l'étape"),
    "unknown role": (["send", "CASE", "signer_cape", "--by", "cuisinier"], "cuisinier"),
    "role that may not": (["send", "CASE", "signer_cape", "--by", "accueil"], "revient à : Accompagnateur"),
    "unknown input": (["send", "CASE", "signer_cape", "--set", "terme=3 mois"], "Vouliez-vous dire « term » ?"),
    "impossible date": (["send", "CASE", "signer_cape", "--set", "starts_on=2026-02-30"], "2026-02-30"),
    "no duration": (["send", "CASE", "signer_cape", "--set", "term=0 mois"], "est nulle"),
    "minus one month": (["send", "CASE", "signer_cape", "--set", "term=-1 mois"], "est négative"),
    "a million years": (["send", "CASE", "signer_cape", "--set", "term=1000000 ans"], "dépasse 200 ans"),
    "days for months": (["send", "CASE", "signer_cape", "--set", "term=45 jours"], "en mois entiers"),
    "above the network's limit": (["send", "CASE", "signer_cape", "--set", "term=7 mois"], "de 1 à 6 mois"),
    "too old": (["send", "CASE", "renoncer", "--on", "2025-01-01"], "trop ancien"),
    "unknown field": (["update", "CASE", "--set", "nomm=A"], "« nomm »"),
    "wrong value": (["update", "CASE", "--set", "courriel=a"], "adresse de courriel"),
    "unknown task": (["task", "done", "CASE", "9.9"], "9.9"),
    "unknown role to assign": (["assign", "CASE", "cuisinier", "anne"], "cuisinier"),
    "fact that is not there": (["revoke", "CASE", "--to", "99", "--reason", "essai", "--yes"], "un fait du dossier"),
    "nothing pending there": (["pending", "CASE", "--cancel", "1"], "1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_rules_refuse_leaves_no_trace(site: Terminal, case: str, name: str) -> None:
    arguments, told = REFUSED[name]
    before = site.fingerprint()
    said = site.run(*(case if each == "CASE" else each for each in arguments), now="2026-01-20")
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("Refusé : ")
    assert told in said.complaint
    assert site.fingerprint() == before


WRONG = {
    "impossible day": (["send", "CASE", "signer_cape", "--on", "2026-02-30"], "« 2026-02-30 » n'est pas une date."),
    "no pair": (["update", "CASE", "--set", "nom"], "--set nom=valeur"),
    "twice": (["update", "CASE", "--set", "nom=A", "--set", "nom=B"], "« nom » est donné deux fois."),
    "nothing": (["update", "CASE"], "Il n'y a rien à modifier."),
    "fact to come": (["send", "CASE", "renoncer", "--expect", "99"], "n'en est qu'au fait"),
    "no number": (["send", "CASE", "renoncer", "--expect", "x"], "--expect attend un nombre entier."),
    "day said twice": (["send", "CASE", "renoncer", "--on", "2026-01-20", "--set", "effective_on=2026-01-20"], "--on"),
    "unknown command": (["sned", "CASE", "renoncer"], "Vouliez-vous dire « send » ?"),
    "unknown option": (["send", "CASE", "renoncer", "--sett", "a=b"], "Vouliez-vous dire"),
    "missing argument": (["send", "CASE"], "Il manque ÉVÉNEMENT."),
    "missing option": (["close", "CASE"], "Il manque --reason."),
    "missing value": (["close", "CASE", "--reason"], "L'option --reason attend une valeur."),
    "no reason to close": (["close", "CASE", "--reason", ""], "Le motif est vide."),
    "no reason to revoke": (["revoke", "CASE", "--to", "1", "--reason", "  ", "--yes"], "Le motif est vide."),
    "unknown stage": (["list", "--stage", "preparaton"], "Vouliez-vous dire « preparation » ?"),
    "stage like no other": (["list", "--stage", "zz"], "Aucune étape « zz » dans les parcours."),
    "unknown cooperative": (["list", "--cae", "zz"], "Aucun dossier de la coopérative « zz » dans cette base."),
    "tasks of an unknown cooperative": (["task", "list", "--cae", "zz"], "coopérative « zz »"),
    "tasks of an unknown role": (["task", "list", "--role", "acueil"], "Vouliez-vous dire « accueil » ?"),
    "too many": (["status", "CASE", "now"], "De trop : now."),
    "unknown deadline": (["explain", "CASE", "terme"], "Le dossier n'a pas d'échéance « terme »."),
    "before it opened": (["status", "CASE", "--at", "2025-12-31"], "n'était pas ouvert"),
    "unknown format": (["draw", "coop_domi_ouest", "--format", "png"], "--format attend l'un de : mermaid, dot, html."),
    "unknown language": (["list", "--lang", "de"], "Choisissez « fr » ou « en »."),
    "unknown instant": (["tick", "--until", "demain"], "« demain » n'est pas un instant."),
    "unknown roll": (["when", "2026-01-31", "1 mois", "--roll", "later"], "Le report « later » n'existe pas."),
    "unknown country": (["when", "2026-01-31", "1 mois", "--holidays", "ZZ"], "ZZ"),
    "no term to a contract": (
        ["start", "cae22", "--person", "P", "--at", "cape", "--since", "2026-01-05", "--contract", "cape"],
        "« cape » ne dit pas un contrat.",
    ),
    "stage without a day": (["start", "cae22", "--person", "P", "--at", "cape"], "--at et --since vont ensemble"),
    "neither event nor stage": (["start", "cae22", "--person", "P"], "Donnez un événement d'entrée"),
    "abstract": (["start", "cae22", "inscrire_reunion", "--person", "P"], "est abstrait"),
    "unknown workflow": (["start", "cae23", "inscrire_reunion", "--person", "P"], "Vouliez-vous dire « cae22 » ?"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_meant_leaves_no_trace(site: Terminal, case: str, name: str) -> None:
    arguments, told = WRONG[name]
    before = site.fingerprint()
    said = site.run(*(case if each == "CASE" else each for each in arguments), now="2026-01-20")
    assert (said.code, said.out) == (2, ""), said
    assert said.err.startswith("Erreur : ")
    assert told in said.complaint
    assert site.fingerprint() == before


def test_a_script_reads_a_refusal_as_json(site: Terminal, case: str) -> None:
    import json

    said = site.run("send", case, "signer_cape", "--set", "term=7 mois", "--json", now="2026-01-20")
    assert said.code == 1
    refusal = json.loads(said.err)
    assert refusal["exit_code"] == 1
    assert [reason["code"] for reason in refusal["reasons"]] == ["contract.cape.term"]


def test_an_english_reader_is_told_in_english(site: Terminal, case: str) -> None:
    said = site.run("--lang", "en", "send", case, "signer_capes", now="2026-01-20")
    assert said.err.startswith("Refused: ")
    assert "Did you mean “signer_cape”?" in said.complaint


@pytest.mark.parametrize("reference", ["", "  "])
def test_nobody_enters_without_a_reference(site: Terminal, reference: str) -> None:
    before = site.fingerprint()
    said = site.run("start", "coop_domi_ouest", "inscrire_reunion", "--person", reference)
    assert (said.code, said.out) == (2, "")
    assert "La référence de la personne est vide." in said.complaint
    assert site.fingerprint() == before
