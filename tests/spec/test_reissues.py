"""A paper that no longer says what is true is made again, by the fact that moved it, and only by that."""

import datetime
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from parcours.definition.loader import load
from parcours.model.definition import Definition
from parcours.model.delivery import Document
from parcours.model.fact import Fact, FactKind
from parcours.model.step import Author
from parcours.plugin import Delivered, File, Job
from parcours.ports import Site, Store
from parcours.runtime.commands import send, update
from parcours.runtime.effects.reconciliation import Mismatch, reconcile
from parcours.runtime.opening import Entrance, start
from parcours.runtime.papers import Paper, papers
from parcours.runtime.revocation import Wanted, revoke
from post import Post

CAE = "papiers"
SIGNED = 3  # the fact of the signature: the case was opened, and entered
PRINTED = ("dossier.nom", "contract.bail.ends_on", "event.on", "parameter.part")


@cache
def definition() -> Definition:
    return load(Path(__file__).parent / "papers.yaml")


class Papers(Post):
    """A post of one case, whose contract is signed and on paper."""

    def opened(self) -> str:
        entrance = Entrance(definition(), "P-1", {"nom": "Kerbrat", "courriel": "a@exemple.fr"}, Author("accueil"))
        case = start(self.engine, entrance, "entrer", {}).case.id
        send(self.engine, case, "signer", {}, Author("accueil"))
        return case

    def prints(self, printed: tuple[str, ...] = PRINTED) -> list[Job]:
        """Makes what waits; the jobs of documents."""
        made = []
        while jobs := self.dispatches():
            for job in jobs:
                self.ends(job, printing(job, printed) if job.use == "document" else Delivered("ok"))
            made += [job for job in jobs if job.use == "document"]
        return made

    def facts(self, case: str) -> tuple[Fact, ...]:
        with self.store.reading() as reader:
            return reader.facts(CAE, case)

    def documents(self, case: str) -> tuple[Document, ...]:
        with self.store.reading() as reader:
            return reader.documents(CAE, case)

    def papers(self, case: str) -> tuple[Paper, ...]:
        with self.store.reading() as reader:
            return papers(reader.documents(CAE, case), reader.facts(CAE, case))

    def found(self) -> list[Mismatch]:
        return [each.kind for each in reconcile(self.engine).found]


def printing(job: Job, printed: tuple[str, ...]) -> Delivered:
    content = repr(sorted(job.values.items(), key=str)).encode()
    return Delivered("fait", (File("bail.docx", "text/plain", content),), printed)


@pytest.fixture
def post(store: Store) -> Papers:
    return Papers(store, replace(Site(), roles={}))


def test_a_renewal_that_moves_the_term_asks_for_the_contract_again(post: Papers) -> None:
    case = post.opened()
    (first,) = post.prints()
    assert first.values["contract.bail.ends_on"] == datetime.date(2026, 7, 4)  # 5 January and six months, less a day

    seq = send(post.engine, case, "prolonger", {"term": "3 mois"}, Author("accueil")).seq

    (fact,) = [each for each in post.facts(case) if each.kind is FactKind.REISSUE]
    assert (fact.seq, fact.name, fact.cause) == (seq, "contrat", SIGNED)
    assert fact.data == {"moved": "contract.bail.ends_on"}
    (second,) = post.prints()
    assert (second.action, second.key) == ("contrat", f"{case}/{seq}/0")
    assert second.values["contract.bail.ends_on"] == datetime.date(2026, 10, 4)
    assert post.prints() == []


def test_messages_to_people_are_never_sent_again(post: Papers) -> None:
    case = post.opened()
    post.prints()

    send(post.engine, case, "prolonger", {}, Author("accueil"))
    post.prints()

    assert [job.action for job in post.couriers.left] == ["contrat", "lettre", "contrat"]


def test_a_new_edition_differs_by_what_moved_and_by_nothing_else(post: Papers) -> None:
    case = post.opened()
    (first,) = post.prints()
    post.passes(days=40)  # 14 February: the parameter has another value, the day is another one

    update(post.engine, case, {"nom": "Le Goff"}, Author("accueil"))
    (second,) = post.prints()

    assert second.values == {**first.values, "dossier.nom": "Le Goff"}
    assert second.values["parameter.part"] == 10


def test_the_old_one_is_kept_and_said_superseded(post: Papers) -> None:
    case = post.opened()
    post.prints()
    seq = send(post.engine, case, "prolonger", {}, Author("accueil")).seq
    post.prints()

    old, new = post.papers(case)

    assert (old.edition, old.superseded_by, old.document.fact) == (1, seq, SIGNED)
    assert (new.edition, new.superseded_by, new.document.fact) == (2, None, seq)
    with post.store.reading() as reader:
        assert reader.content(CAE, old.document) != reader.content(CAE, new.document)


def test_nothing_is_made_again_when_nothing_printed_has_moved(post: Papers) -> None:
    case = post.opened()
    post.prints()

    update(post.engine, case, {"courriel": "b@exemple.fr"}, Author("accueil"))  # not on the paper
    update(post.engine, case, {"nom": "Kerbrat"}, Author("accueil"))  # written again, the same
    post.passes(days=60)

    assert post.prints() == []
    assert not any(fact.kind is FactKind.REISSUE for fact in post.facts(case))
    assert post.found() == []


def test_what_a_text_of_with_names_is_printed_too(post: Papers) -> None:
    case = post.opened()
    post.prints()

    update(post.engine, case, {"ville": "Lannion"}, Author("accueil"))
    (again,) = post.prints()

    assert again.parameters == {"modele": "bail", "titre": "Lannion"}


def test_a_paper_made_late_says_what_its_fact_said_and_is_made_again_at_once(post: Papers) -> None:
    case = post.opened()
    send(post.engine, case, "prolonger", {}, Author("accueil"))  # before anything was printed

    first, second = post.prints()

    assert [str(job.values["contract.bail.ends_on"]) for job in (first, second)] == ["2026-07-04", "2027-01-04"]
    assert [fact.kind for fact in post.facts(case)].count(FactKind.REISSUE) == 1


def test_two_moves_before_anything_left_are_asked_once_each(post: Papers) -> None:
    case = post.opened()
    post.prints()
    update(post.engine, case, {"nom": "Le Goff"}, Author("accueil"))
    update(post.engine, case, {"courriel": "b@exemple.fr"}, Author("accueil"))
    update(post.engine, case, {"nom": "Le Bihan"}, Author("accueil"))

    assert [job.values["dossier.nom"] for job in post.prints()] == ["Le Goff", "Le Bihan"]
    assert post.found() == []


def test_a_mistake_taken_back_gives_the_former_words_again(post: Papers) -> None:
    case = post.opened()
    post.prints()
    send(post.engine, case, "prolonger", {}, Author("accueil"))
    post.prints()

    revoke(post.engine, case, Wanted(SIGNED, "erreur"))

    (third,) = post.prints()
    assert third.values["contract.bail.ends_on"] == datetime.date(2026, 7, 4)
    assert [each.edition for each in post.papers(case)] == [1, 2, 3]


def test_a_contract_whose_signature_is_taken_back_is_no_paper_any_more(post: Papers) -> None:
    case = post.opened()
    post.prints(printed=("dossier.nom",))
    revoke(post.engine, case, Wanted(SIGNED - 1, "erreur"))

    update(post.engine, case, {"nom": "Le Goff"}, Author("accueil"))

    assert post.prints() == []


def test_the_paper_of_a_contract_that_has_ended_is_history(post: Papers) -> None:
    case = post.opened()
    post.prints()
    send(post.engine, case, "rompre", {"ends_on": datetime.date(2026, 1, 31)}, Author("accueil"))
    post.passes(days=40)

    update(post.engine, case, {"nom": "Le Goff"}, Author("accueil"))

    assert post.prints() == []
    assert post.found() == []


def test_the_paper_of_a_case_that_has_ended_is_history(post: Papers) -> None:
    case = post.opened()
    post.prints(printed=("dossier.nom",))
    send(post.engine, case, "rompre", {"ends_on": datetime.date(2026, 1, 31)}, Author("accueil"))
    post.passes(days=40)
    send(post.engine, case, "sortir", {}, Author("accueil"))

    update(post.engine, case, {"nom": "Le Goff"}, Author("accueil"))

    assert post.prints() == []
    assert post.found() == []


def test_a_paper_that_prints_nothing_that_moves_is_left_alone(post: Papers) -> None:
    case = post.opened()
    post.prints(printed=())

    send(post.engine, case, "prolonger", {}, Author("accueil"))

    assert post.prints() == []


def test_reconciling_finds_a_paper_that_nobody_made_again(post: Papers) -> None:
    """As a base from before knows it: the fact that moved the term asked for nothing."""
    case = post.opened()
    post.prints(printed=())
    send(post.engine, case, "prolonger", {}, Author("accueil"))
    (made,) = post.documents(case)
    with post.store.transaction() as transaction:
        again = replace(made, digest="d2", printed=("contract.bail.ends_on",))
        transaction.keep_document(CAE, "P-1", again, b"bail")

    assert post.found() == [Mismatch.OUTDATED]
