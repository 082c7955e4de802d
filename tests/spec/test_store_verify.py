"""`verify` folds every journal again, on every store."""

from parcours.runtime.recovery import AuditedStore, Report, verify
from samples import CAE, CASE, commit, commits, journey, opened, sealed
from sites import keep


def test_what_was_committed_is_sound(store: AuditedStore) -> None:
    keep(store, *commits(journey(), sealed()))
    keep(store, commit(opened("C-2", "P-2", "autre"), key="k"), cae="autre")

    report = verify(store)

    assert report == Report(2, 7, ())
    assert report.sound


def test_an_empty_store_is_sound(store: AuditedStore) -> None:
    assert verify(store) == Report(0, 0, ())


def test_a_case_that_says_something_else_than_its_journal_is_named(store: AuditedStore) -> None:
    from dataclasses import replace

    first, second, *_ = commits(journey())
    keep(store, first, replace(second, case=replace(second.case, stage="ailleurs", counts={"entretien": ()})))

    (finding,) = [each for each in verify(store).findings if "état" in each.text.render()]
    assert (finding.kind, finding.cae, finding.case, finding.seq) == ("case_differs", CAE, CASE, 2)
    assert finding.text.render() == "Dossier C-1 : l'état gardé diffère du journal (stage, counts)."
    assert finding.text.render("en") == "Case C-1: the state kept differs from the journal (stage, counts)."
