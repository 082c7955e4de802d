"""What a command promises: whole or not at all, answered once, told the truth about what changed meanwhile."""

import datetime
from dataclasses import replace

import pytest

from parcours.errors import UsageError
from parcours.model.case import TaskStatus
from parcours.model.step import AdoptedContract, Assign, Author, Layer, Secret, Step
from parcours.runtime.commands import assign, close, send, task_done, task_undo, update, withdraw
from parcours.runtime.engine import look
from parcours.runtime.opening import Entrance, Standing, adopt, start
from parcours.runtime.paper import PaperContract
from parcours.runtime.queries import status
from parcours.runtime.refusals import KeyReusedError, MovedError, StepRefusedError
from parcours.runtime.revocation import Wanted, revoke
from parcours.runtime.sealed import fields_in
from parcours.runtime.writing import after
from unit.runtime.house import House


def test_a_case_opens_with_its_dossier_written_before_the_event(house: House) -> None:
    accepted = start(house.engine, Entrance(house.definition, "P-1", {"nom": "Riou"}), "entrer", {"ville": "Dinan"})
    assert accepted.case.stage == "candidat"
    assert accepted.case.dossier["ville"] == "Dinan"
    with house.engine.store.reading() as reader:
        assert fields_in(reader.secrets("essai", accepted.case.id)) == {"nom": "Riou"}


def test_a_refused_start_leaves_nothing(house: House) -> None:
    with pytest.raises(StepRefusedError) as refused:
        start(house.engine, Entrance(house.definition, "P-1", {"nom": "Riou"}), "signer", {})
    assert refused.value.refusal.layer is Layer.STAGE
    with house.engine.store.reading() as reader:
        assert reader.cooperatives() == ()


def test_a_second_open_case_of_one_person_is_said(house: House) -> None:
    first = house.opens()
    second = start(house.engine, Entrance(house.definition, "P-1"), "entrer", {})
    assert first in second.warnings[0].text.render()
    assert start(house.engine, Entrance(house.definition, "P-2"), "entrer", {}).warnings == ()


def test_a_start_tells_at_once_all_that_was_mistyped_and_all_that_lacks(house: House) -> None:
    workflow = house.definition.workflow
    required = {"ville": replace(workflow.dossier["ville"], required=True)}
    asking = replace(house.definition, workflow=replace(workflow, dossier={**workflow.dossier, **required}))
    entrance = Entrance(asking, "P-9", {"assurance": "demain", "age": 3})

    with pytest.raises(StepRefusedError) as caught:
        start(house.engine, entrance, "entrer", {"seance": "30 février"})

    said = [reason.text.render() for reason in caught.value.refusal.reasons]
    assert len(said) == 4
    assert [
        next(word for word in ("assurance", "age", "seance", "ville") if f"« {word} »" in each) for each in said
    ] == [
        "assurance",
        "age",
        "seance",
        "ville",
    ]
    assert said[-1] == "Il manque « ville » (Ville)."


def test_a_start_with_the_same_key_is_one_case(house: House) -> None:
    entrance = Entrance(house.definition, "P-1", key="k1")
    first = start(house.engine, entrance, "entrer", {})
    again = start(house.engine, entrance, "entrer", {})
    assert again.repeated
    assert again.case.id == first.case.id
    with pytest.raises(KeyReusedError):
        start(house.engine, Entrance(house.definition, "P-2", key="k1"), "entrer", {})


def test_what_was_due_happens_before_what_is_asked(house: House) -> None:
    case = house.opens()
    house.goes_to("2026-07-06")  # 5 January + 6 months = 5 July: the deadline fired at its end
    with pytest.raises(StepRefusedError) as refused:
        house.sends(case, "signer")
    assert refused.value.refusal.code == "stage"
    assert house.case(case).stage == "candidat"  # a refusal writes nothing, not even what was due


def test_a_key_answers_the_same_question_once(house: House) -> None:
    case = house.opens()
    first = send(house.engine, case, "signer", {"term": "3 mois"}, key="k")
    again = send(house.engine, case, "signer", {"term": "3 mois"}, key="k")
    assert again.repeated
    assert (again.seq, again.facts) == (first.seq, ())
    with pytest.raises(KeyReusedError, match="k"):
        send(house.engine, case, "signer", {"term": "4 mois"}, key="k")


def test_a_refusal_is_not_kept_under_its_key(house: House) -> None:
    case = house.opens()
    with pytest.raises(StepRefusedError):
        send(house.engine, case, "signer", {"term": "12 mois"}, key="k")
    assert not send(house.engine, case, "signer", {"term": "3 mois"}, key="k").repeated


def test_who_decided_on_an_older_state_is_told_what_happened(house: House) -> None:
    case = house.opens()
    seen = house.sends(case, "visiter").seq
    house.sends(case, "signer")
    with pytest.raises(MovedError) as moved:
        send(house.engine, case, "visiter", {}, expected=seen)
    assert "Signature" in str(moved.value)
    assert [fact.name for fact in moved.value.facts] == ["signer"]
    assert send(house.engine, case, "visiter", {}, expected=seen + 1).seq == seen + 2


def test_a_fact_number_to_come_is_a_mistake_of_the_caller(house: House) -> None:
    case = house.opens()
    with pytest.raises(UsageError, match="99"):
        send(house.engine, case, "visiter", {}, expected=99)


def test_one_renewal_typed_by_two_colleagues_is_one_renewal(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    house.goes_to("2026-03-10")
    renewed = house.sends(case, "renouveler", term="1 mois")
    with pytest.raises(StepRefusedError) as refused:
        house.sends(case, "renouveler", term="1 mois")
    assert refused.value.refusal.code == "contract.essai.repeated"
    assert renewed.case.contracts["essai#1"].ends_on == datetime.date(2026, 5, 4)  # 5 Jan + 4 months, the day before


def test_a_renewal_taken_back_may_be_entered_again_the_same_day(house: House) -> None:
    case = house.opens()
    signed = house.sends(case, "signer", term="3 mois")
    house.sends(case, "renouveler", term="1 mois")
    revoke(house.engine, case, Wanted(signed.seq, "erreur"))
    assert len(house.sends(case, "renouveler", term="1 mois").case.contracts["essai#1"].periods) == 2


def test_a_second_renewal_on_one_day_is_possible_when_it_is_meant(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    house.sends(case, "renouveler", term="1 mois")
    meant = send(house.engine, case, "renouveler", {"term": "1 mois"}, key="second")
    assert len(meant.case.contracts["essai#1"].periods) == 3


def test_two_colleagues_who_type_different_terms_sign_one_renewal_too(house: House) -> None:
    """Which of them was right is for them to say: the term may be the file's own, left out by one of the two."""
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    for first, second in (({}, {"term": "1 mois"}), ({"term": "1 mois"}, {}), ({"term": "1 mois"}, {"term": "2 mois"})):
        renewed = house.sends(case, "renouveler", **first)
        with pytest.raises(StepRefusedError) as refused:
            house.sends(case, "renouveler", **second)
        assert refused.value.refusal.code == "contract.essai.repeated"
        revoke(house.engine, case, Wanted(renewed.seq - 1, "erreur"))


def test_the_same_renewal_another_day_or_on_a_state_that_was_read_is_meant(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer", term="3 mois")
    renewed = house.sends(case, "renouveler", term="1 mois", signed_on="2026-01-05")
    send(house.engine, case, "renouveler", {"term": "1 mois", "signed_on": "2026-01-05"}, expected=renewed.seq)
    house.goes_to("2026-01-06")
    third = house.sends(case, "renouveler", term="1 mois", signed_on="2026-01-05")
    assert len(third.case.contracts["essai#1"].periods) == 4


def test_a_personal_value_emptied_on_the_way_is_no_longer_read(house: House) -> None:
    case = house.opens()
    with house.engine.store.reading() as reader:
        held = look(house.engine, reader, house.case(case), house.clock.now())
    emptied = Step(held.case, (), secrets=(Secret(3, "dossier.nom", None), Secret(3, "fact.motif", "x")))
    assert held.world.personal == {"nom": "Le Goff"}
    assert after(held, emptied).world.personal == {"fact.3.motif": "x"}


def test_after_a_step_that_does_nothing_the_moment_is_the_same(house: House) -> None:
    case = house.opens()
    with house.engine.store.reading() as reader:
        held = look(house.engine, reader, house.case(case), house.clock.now())
    moved = replace(held.case, stage="ailleurs")
    assert after(held, Step(held.case, ())) is held
    assert after(held, Step(moved, ())) == replace(held, case=moved)


def test_a_kept_event_is_withdrawn_by_its_fact(house: House) -> None:
    case = house.opens()
    kept = house.sends(case, "signer", starts_on="2026-02-01")
    assert kept.case.stage == "candidat"
    gone = withdraw(house.engine, case, kept.seq)
    assert gone.case.kept == {}
    with pytest.raises(StepRefusedError):
        withdraw(house.engine, case, kept.seq)


def test_a_field_is_written_and_emptied_by_hand(house: House) -> None:
    case = house.opens()
    assert update(house.engine, case, {"ville": "Dinan"}).case.dossier["ville"] == "Dinan"
    assert "ville" not in update(house.engine, case, {"ville": ""}).case.dossier


def test_every_wrong_field_is_told_at_once(house: House) -> None:
    case = house.opens()
    with pytest.raises(StepRefusedError) as refused:
        update(house.engine, case, {"vile": "Dinan", "seance": "2026-02-30"})
    assert [reason.code for reason in refused.value.refusal.reasons] == ["input", "input"]
    assert "vile" in str(refused.value)
    assert "2026-02-30" in str(refused.value)


def test_a_date_must_be_one_of_its_list(house: House) -> None:
    case = house.opens()
    with pytest.raises(StepRefusedError, match="reunions"):
        update(house.engine, case, {"seance": "2026-02-10"})
    assert update(house.engine, case, {"seance": "2026-02-09"}).case.dossier["seance"] == datetime.date(2026, 2, 9)


def test_a_closed_case_ends_out_of_turn(house: House) -> None:
    case = house.opens()
    closed = close(house.engine, case, "doublon")
    assert closed.case.ended_on == datetime.date(2026, 1, 5)


def test_a_task_is_done_then_undone(house: House) -> None:
    case = house.opens()
    done = task_done(house.engine, case, "accueillir")
    (task,) = [task for task in done.case.tasks.values() if task.action == "accueillir"]
    assert (task.status, task.done_on) == (TaskStatus.DONE, datetime.date(2026, 1, 5))
    undone = task_undo(house.engine, case, task.id)
    assert undone.case.tasks[task.id].status is TaskStatus.OPEN


def test_a_task_of_another_role_is_refused(house: House) -> None:
    case = house.opens()
    with pytest.raises(StepRefusedError) as refused:
        task_done(house.engine, case, "accueillir", Author("comite"))
    assert refused.value.refusal.code == "role"


def test_the_holder_of_a_role_sends_what_the_file_gives_that_role(house: House) -> None:
    case = house.opens()
    assign(house.engine, case, Assign("referent", "maud"))
    visited = house.sends(case, "visiter")
    assert (visited.facts[-1].role, visited.facts[-1].user) == ("referent", "maud")
    with pytest.raises(StepRefusedError, match="maud"):
        send(house.engine, case, "visiter", {}, Author("referent", "yann"))


def test_a_person_already_under_way_is_taken_over_in_silence(house: House) -> None:
    house.goes_to("2026-03-10")
    running = AdoptedContract("essai", datetime.date(2026, 1, 15), 6)
    standing = Standing("en_essai", datetime.date(2026, 1, 15), (running,))
    adopted = adopt(house.engine, Entrance(house.definition, "P-1", {"nom": "Riou"}), standing)
    assert adopted.case.stage == "en_essai"
    assert adopted.case.contracts["essai#1"].ends_on == datetime.date(2026, 7, 14)  # 15 Jan + 6 months, the day before
    assert adopted.facts[0].effects == ()


def test_contracts_on_paper_are_kept_with_the_case_that_opens(house: House) -> None:
    paper = PaperContract("essai", datetime.date(2025, 1, 1), datetime.date(2025, 3, 31), 1)
    case = start(house.engine, Entrance(house.definition, "P-1", prior=(paper,)), "entrer", {}).case.id
    update(house.engine, case, {"assurance": "2026-01-01..2026-12-31"})
    house.sends(case, "signer", term="1 mois")
    (contract,) = status(house.engine, case).contracts
    assert (contract.renewals, contract.total.iso()) == (2, "P4M")  # two signatures on paper and one here; 3 + 1 months


def test_a_refused_start_keeps_no_paper_either(house: House) -> None:
    paper = PaperContract("essai", datetime.date(2025, 1, 1), datetime.date(2025, 3, 31))
    with pytest.raises(StepRefusedError):
        start(house.engine, Entrance(house.definition, "P-1", prior=(paper,)), "signer", {})
    with house.engine.store.reading() as reader:
        assert reader.ledger("essai", "P-1") == ()


def test_a_contract_on_paper_ends_after_it_starts(house: House) -> None:
    paper = PaperContract("essai", datetime.date(2025, 3, 31), datetime.date(2025, 1, 1))
    with pytest.raises(UsageError, match="31 mars 2025"):
        start(house.engine, Entrance(house.definition, "P-1", prior=(paper,)), "entrer", {})


def test_nobody_enters_a_base(house: House) -> None:
    base = replace(house.definition, workflow=replace(house.definition.workflow, abstract=True))
    with pytest.raises(UsageError, match="abstrait"):
        start(house.engine, Entrance(base, "P-1"), "entrer", {})


def test_a_case_nobody_knows_is_a_mistake_of_the_caller(house: House) -> None:
    with pytest.raises(UsageError, match="C-404"):
        house.sends("C-404", "visiter")


def test_a_word_mended_in_a_file_is_the_word_told(house: House) -> None:
    house.opens("P-1")
    workflow = house.definition.workflow
    stages = {**workflow.stages, "candidat": replace(workflow.stages["candidat"], label="Postulant")}
    mended = replace(house, definition=replace(house.definition, workflow=replace(workflow, stages=stages)))
    case = mended.opens("P-2")
    assert status(house.engine, case).stage == "Postulant"


def test_an_input_that_cannot_be_read_is_refused_by_name(house: House) -> None:
    case = house.opens()
    with pytest.raises(StepRefusedError, match="term"):
        house.sends(case, "signer", term="trois lunes")


def test_what_nobody_asks_for_is_told_with_what_was_meant(house: House) -> None:
    entrance = Entrance(house.definition, "P-1", {"nom": "Riou"})
    with pytest.raises(StepRefusedError) as refused:
        start(house.engine, entrance, "entrer", {"vile": "Dinan", "zzz": "1"})
    near, far = (str(reason.text) for reason in refused.value.refusal.reasons[:2])
    assert near.endswith("ni un champ du dossier. Vouliez-vous dire « ville » ?")
    assert "« zzz » n'est ni demandé par « entrer », ni un champ du dossier. Il y a : " in far
    assert "ville" in far


def test_an_address_is_no_reference(house: House) -> None:
    with pytest.raises(UsageError, match="reste en clair"):
        start(
            house.engine, Entrance(house.definition, "anne@exemple.fr", {"nom": "Riou"}), "entrer", {"ville": "Dinan"}
        )
    with house.engine.store.reading() as reader:
        assert not reader.open_cases("essai", "anne@exemple.fr")
