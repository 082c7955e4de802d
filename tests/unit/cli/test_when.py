"""A date and the rule that gives it; dates worked by hand."""

import pytest

from terminals import Terminal


@pytest.mark.parametrize(
    ("question", "due"),
    [
        (["2026-01-31", "1 mois"], "2026-02-28"),  # no 31 February: the last day of the month
        (["2024-01-31", "P1M"], "2024-02-29"),
        (["2026-04-30", "5 jours ouvrés"], "2026-05-11"),  # 4 to 7 May, then 11: the 1st and the 8th are holidays
        (["2026-04-30", "5 jours ouvrés", "--holidays", "none"], "2026-05-07"),
        (["2026-12-24", "1 jour ouvré", "--holidays", "FR-57"], "2026-12-28"),  # Christmas and the 26th, in Moselle
        (["2026-04-05", "1 mois", "--roll", "next_business_day"], "2026-05-05"),
        (["2026-04-09", "1 mois", "--roll", "next_business_day"], "2026-05-11"),  # 9 May is a Saturday
        (["2026-04-09", "1 mois", "--roll", "previous_business_day"], "2026-05-07"),  # the 8th is a holiday
        (["2026-03-31", "1 mois", "--before"], "2026-02-28"),
        (["2026-08-07", "1 jour ouvré", "--workflow", "cae22"], "2026-08-24"),  # closed from 10 to 21 August
        (["2026-03-01", "PT36H"], "2026-03-02"),
    ],
)
def test_a_question_is_answered_with_its_rule(terminal: Terminal, question: list[str], due: str) -> None:
    answer = terminal.done("when", *question, "--json").json
    assert answer["due"] == due
    assert answer["from"] == question[0]
    assert len(answer["sentences"]) >= 3


def test_people_read_the_rule_by_its_name(terminal: Terminal) -> None:
    said = terminal.done("when", "2026-01-31", "1 mois").out
    assert said.splitlines()[0] == "28 février 2026"
    assert "(règle fin de mois)" in " ".join(said.split())
    assert terminal.done("when", "2026-01-31", "1 mois", "--lang", "en").out.startswith("28 February 2026")


CSV = "date,duration,roll\n2026-01-31,1 mois,none\n2026-04-09,P1M,next_business_day\n2026-04-30,5 jours ouvrés\n\n"


def test_a_file_of_questions_is_answered_line_by_line(terminal: Terminal) -> None:
    (terminal.folder / "q.csv").write_text(CSV, "utf-8")
    assert terminal.done("when", "--csv", "q.csv").out == (
        "date,duration,roll,due\n"
        "2026-01-31,1 mois,none,2026-02-28\n"
        "2026-04-09,P1M,next_business_day,2026-05-11\n"
        "2026-04-30,5 jours ouvrés,,2026-05-11\n"
    )
    answers = terminal.done("when", "--csv", "q.csv", "--json").json
    assert [each["due"] for each in answers] == ["2026-02-28", "2026-05-11", "2026-05-11"]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"2026-01-31,1 mois,none\n2026-02-30,1 mois,none\n", "q.csv, ligne 2 : « 2026-02-30 » n'est pas une date."),
        (b"2026-01-31,1 moiss,none\n", "q.csv, ligne 1 :"),
        (b"2026-01-31,1 mois,later\n", "Choisissez parmi : none"),
        (b"\xff\xfe\x00", "n'est pas un CSV en UTF-8"),
        (b"9999-12-31,1 mois,\n", "q.csv, ligne 1 :"),
        (b"2026-01-31,1 mois,none\n2026-01-31,1 mois,none,x\n", "q.csv, ligne 2 : 4 colonnes, au lieu de 3 au plus."),
        (b"2026-01-31;1 mois;none\n", "Séparez par des virgules"),
        (b'2026-01-31;"1,5 mois"\n', "Séparez par des virgules"),
        (b"2026-01-31," + b"9" * 20_000, f"q.csv, ligne 1 : « {'9' * 40}… » est trop long."),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_answered(terminal: Terminal, data: bytes, told: str) -> None:
    (terminal.folder / "q.csv").write_bytes(data)
    said = terminal.run("when", "--csv", "q.csv")
    assert (said.code, said.out) == (2, "")
    assert told in said.complaint
    assert len(said.complaint) < 400  # a line of any length is not said whole


def test_every_wrong_line_is_told_at_once_and_each_remedy_once(terminal: Terminal) -> None:
    lines = ("2026-02-30,1 mois", "2026-01-31,1 mois", "2026-01-31,1 mois,later", "2026-02-31,1 mois", "x,1 mois")
    (terminal.folder / "q.csv").write_text("\n".join(lines), "utf-8")
    said = terminal.run("when", "--csv", "q.csv")
    assert (said.code, said.out) == (2, "")
    assert [f"ligne {number} :" in said.complaint for number in range(1, 6)] == [True, False, True, True, True]
    assert said.complaint.count("Écrivez-la ainsi : 2026-04-14.") == said.complaint.count("Choisissez parmi") == 1


def test_of_many_wrong_lines_the_first_are_told_and_the_others_counted(terminal: Terminal) -> None:
    (terminal.folder / "q.csv").write_text("x,1 mois\n" * 100, "utf-8")
    complaint = terminal.run("when", "--csv", "q.csv").complaint
    assert "ligne 10 :" in complaint
    assert "ligne 11 :" not in complaint
    assert "Et 90 autres." in complaint


def test_a_file_that_is_not_there_is_told_in_the_language_of_the_call(terminal: Terminal) -> None:
    french, english = (terminal.run("when", "--csv", "nowhere.csv", "--lang", lang).complaint for lang in ("fr", "en"))
    assert "n'existe pas" in french
    assert "does not exist" in english
    assert "No such file" not in french + english


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (["--csv", "nowhere.csv"], "Le fichier nowhere.csv ne peut pas être lu"),
        (["2026-01-31"], "Il manque le jour ou la durée."),
        (["2026-01-31", "0 jour"], "est nulle"),
        (["2026-01-31", "-1 mois"], "est négative"),
        (["2026-01-31", "1000000 ans"], "dépasse 200 ans"),
        (["2026-01-31", "PT36H", "--roll", "next_business_day"], "Un délai en heures"),
        (["2026-01-31", "1 mois", "--workflow", "cae22", "--holidays", "FR"], "pas les deux"),
    ],
)
def test_what_is_no_question_is_told(terminal: Terminal, question: list[str], told: str) -> None:
    said = terminal.run("when", *question)
    assert (said.code, said.out) == (2, "")
    assert told in said.complaint


def test_a_file_is_asked_of_alone(terminal: Terminal) -> None:
    (terminal.folder / "q.csv").write_text(CSV, "utf-8")
    for more in (("2026-01-31", "1 mois"), ("--before",)):
        said = terminal.run("when", *more, "--csv", "q.csv")
        assert (said.code, said.out, "--csv répond aux lignes" in said.complaint) == (2, "", True)
