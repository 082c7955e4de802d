"""The list of dossiers: found, filtered, sorted, and its pages turned while others write."""

import datetime
from collections import deque

import pytest

from parcours.errors import UsageError
from parcours.model.step import Assign
from parcours.runtime.commands import assign, close, send, update
from parcours.runtime.desk import listing
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.listing import Lists, Wanted
from parcours.runtime.desk.shelf import Sort, Standing
from unit.runtime.house import House

CAES = ("essai",)


@pytest.fixture
def lists(house: House) -> Lists:
    return Lists(Directory(house.engine, house.engine.store.watch()))


def named(house: House, *names: str) -> dict[str, str]:
    """Opens a case for each name."""
    found = {}
    for number, name in enumerate(names):
        found[name] = house.opens(f"P-{number}")
        update(house.engine, found[name], {"nom": name})
    return found


def names(lists: Lists, wanted: Wanted) -> list[str]:
    lists.directory._asked_again = 0.0
    return [line.called for line in lists.every(CAES, wanted)]


def test_people_are_sorted_as_a_french_reader_looks_for_them(house: House, lists: Lists) -> None:
    named(house, "Zoé", "Élodie", "eflamm", "Ela")
    assert names(lists, Wanted()) == ["eflamm", "Ela", "Élodie", "Zoé"]
    assert names(lists, Wanted(descending=True)) == ["Zoé", "Élodie", "Ela", "eflamm"]


def test_every_word_must_be_found_somewhere(house: House, lists: Lists) -> None:
    named(house, "Élodie Le Goff", "Elodie Kerjean", "Yann Le Goff")
    assert names(lists, Wanted(search="elodie")) == ["Elodie Kerjean", "Élodie Le Goff"]
    assert names(lists, Wanted(search="  GOFF élod ")) == ["Élodie Le Goff"]
    assert names(lists, Wanted(search="p-2")) == ["Yann Le Goff"]
    assert names(lists, Wanted(search="<script>' OR 1=1")) == []


def test_a_list_holds_those_who_are_there_unless_others_are_asked_for(house: House, lists: Lists) -> None:
    cases = named(house, "Anne", "Brieg", "Clara")
    close(house.engine, cases["Brieg"], "doublon")
    assert names(lists, Wanted()) == ["Anne", "Clara"]
    assert names(lists, Wanted(standing=Standing.ENDED)) == ["Brieg"]
    assert names(lists, Wanted(standing=Standing.ALL)) == ["Anne", "Brieg", "Clara"]
    assert names(lists, Wanted(standing=Standing.SUSPENDED)) == []


def test_a_list_is_filtered_by_stage_by_holder_and_by_what_is_due(house: House, lists: Lists) -> None:
    cases = named(house, "Anne", "Brieg")
    send(house.engine, cases["Brieg"], "signer", {"term": "3 mois"})
    assign(house.engine, cases["Anne"], Assign("referent", "denez"))
    assert names(lists, Wanted(stage="en_essai")) == ["Brieg"]
    assert names(lists, Wanted(holder="denez")) == ["Anne"]
    assert names(lists, Wanted(workflow="ailleurs")) == []
    # Brieg's declaration is due on 10 January, Anne's welcome on the 15th.
    assert names(lists, Wanted(due_before=datetime.date(2026, 1, 11))) == ["Brieg"]
    assert names(lists, Wanted(sort=Sort.DUE)) == ["Brieg", "Anne"]
    assert names(lists, Wanted(sort=Sort.STAGE)) == ["Anne", "Brieg"]
    assert lists.holders(CAES) == ("denez",)
    assert {stage: each.count for (_, stage), each in lists.stages(CAES).items()} == {"candidat": 1, "en_essai": 1}


def test_pages_follow_each_other_and_lead_back(house: House, lists: Lists) -> None:
    named(house, "Anne", "Brieg", "Clara", "Denez", "Erell")
    first = lists.page(CAES, Wanted(), most=2)
    second = lists.page(CAES, Wanted(), first.following, most=2)
    third = lists.page(CAES, Wanted(), second.following, most=2)
    shown = [[line.called for line in page.lines] for page in (first, second, third)]
    assert shown == [["Anne", "Brieg"], ["Clara", "Denez"], ["Erell"]]
    assert (first.preceding, second.preceding, third.following) == ("", "", "")
    assert lists.page(CAES, Wanted(), third.preceding, most=2) == second
    assert (third.first, third.total) == (4, 5)


@pytest.mark.parametrize("descending", [False, True])
def test_who_comes_or_goes_meanwhile_neither_repeats_nor_hides_a_line(
    house: House, lists: Lists, *, descending: bool
) -> None:
    cases = named(house, "Anne", "Brieg", "Clara", "Denez")
    wanted = Wanted(descending=descending)
    first = lists.page(CAES, wanted, most=2)
    assert [line.called for line in first.lines] == (["Denez", "Clara"] if descending else ["Anne", "Brieg"])
    close(house.engine, cases[first.lines[-1].called], "doublon")  # the very line that the next page begins after
    update(house.engine, house.opens("P-9"), {"nom": "Zoé" if descending else "Aël"})
    lists.directory._asked_again = 0.0
    following = lists.page(CAES, wanted, first.following, most=2)
    assert [line.called for line in following.lines] == (["Brieg", "Anne"] if descending else ["Clara", "Denez"])


def test_a_page_after_nobody_or_after_somebody_elses_case_is_refused(house: House, lists: Lists) -> None:
    case = house.opens()
    for caes, after in ((CAES, "inconnu"), (("ailleurs",), case)):
        with pytest.raises(UsageError, match="page"):
            lists.page(caes, Wanted(), after)


def test_a_list_asked_for_again_follows_and_is_not_made_again(
    house: House, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = named(house, "Anne", "Brieg", "Clara")
    assert names(lists, Wanted()) == ["Anne", "Brieg", "Clara"]
    monkeypatch.setattr(listing, "_made", None)
    close(house.engine, cases["Brieg"], "doublon")
    update(house.engine, cases["Anne"], {"nom": "Denez"})
    update(house.engine, house.opens("P-9"), {"nom": "Aël"})
    assert names(lists, Wanted()) == ["Aël", "Clara", "Denez"]
    assert names(lists, Wanted(descending=True)) == ["Denez", "Clara", "Aël"]


def test_a_list_that_missed_too_much_is_made_anew(house: House, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists.directory.changes, "_latest", deque(maxlen=1))
    cases = named(house, "Anne", "Brieg")
    assert names(lists, Wanted()) == ["Anne", "Brieg"]
    for name, case in cases.items():
        update(house.engine, case, {"nom": f"{name} Riou"})
    assert names(lists, Wanted()) == ["Anne Riou", "Brieg Riou"]


def test_only_the_lists_lately_asked_for_are_remembered(house: House, lists: Lists) -> None:
    house.opens()
    for number in range(40):
        lists.every(CAES, Wanted(search=f"{number}"))
    assert len(lists._views) == 32


def test_a_list_spans_the_cooperatives_asked_for_and_no_other(house: House, lists: Lists) -> None:
    named(house, "Anne")
    assert [line.called for line in lists.every(("essai", "ailleurs"), Wanted())] == ["Anne"]
    assert lists.every(("ailleurs",), Wanted()) == []
