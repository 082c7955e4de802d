"""`parcours simulate` and `compare`: figures for people and for scripts, a folder that is taken up again."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parcours.adapters.runs import folder as folders
from parcours.cli.figures import MOST_COLUMNS
from parcours.cli.progress import told
from parcours.cli.session import Session
from parcours.cli.simulating import halfwidth
from parcours.errors import StoreFullError, UsageError
from parcours.messages import Text
from parcours.settings import Settings
from parcours.simulation.running import Progress
from terminals import Terminal

QUICK = ("--cases", "10", "--replications", "3")
FILES = {
    "run.json",
    "replications.jsonl",
    "kpis.json",
    "replications.parquet",
    "months.parquet",
    "stays.parquet",
    "report.html",
}


@pytest.fixture(autouse=True)
def _unseen_plots(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plots are drawn where they are looked at, in the tests of the report: here the page only has to be there."""
    monkeypatch.setattr("parcours.simulation.report.rendering.svg", lambda *_: ('viewBox="0 0 1 1"', ""))


def names(path: Path) -> set[str]:
    return {each.name for each in path.iterdir()}


def test_figures_are_shown_with_their_intervals(terminal: Terminal) -> None:
    said = terminal.done("simulate", "reference_b", *QUICK).out
    assert re.search(r"^Première réunion +100 % ± 0 +0 ± 0", said, re.MULTILINE)
    assert re.search(r"^Bureau de diagnostic +Demandes +[\d,]+ ± [\d,]+", said, re.MULTILINE)
    assert "Moteur : tables ; pour si peu de personnes (30)" in said
    assert "Réplications : 3, graine 1 ;" in said
    assert "Une seule réplication" not in said
    assert max(map(len, said.splitlines())) <= 80
    assert MOST_COLUMNS == 3


def test_one_replication_shows_no_interval_and_says_why(terminal: Terminal) -> None:
    said = terminal.done("simulate", "reference_a", "--cases", "10", "--replications", "1").out
    assert "±" not in said
    assert "Une seule réplication : on ne peut rien dire de l'incertitude." in said


def test_a_script_is_given_figures_intervals_counts_and_pace(terminal: Terminal) -> None:
    found = terminal.done("simulate", "reference_a", *QUICK, "--json").json
    kpis = {each["id"]: each for each in found["kpis"]}
    assert kpis["run.arrivals"] == {
        "id": "run.arrivals", "about": "", "label": "Arrivées", "unit": "people", "mean": 10.0, "low": 10.0,
        "high": 10.0, "deviation": 0.0, "p05": 10.0, "median": 10.0, "p95": 10.0, "replications": 3,
    }  # fmt: skip
    assert kpis["stages.cape.days"]["unit"] == "days"
    assert kpis["stages.associe.people"] == {
        "id": "stages.associe.people", "about": "Associé·e", "label": "Personnes présentes", "unit": "people",
        "mean": None, "replications": 0,
    }  # fmt: skip
    assert (found["scenario"], found["engine"], found["seed"], found["cases"]) == ("reference_a", "tables", 1, 10)
    assert found["run"]["engine"] == "tables"
    assert "interpréter" in found["run"]["why"]
    assert found["run"]["handed_to_reference"] == 0
    assert list(found["events"]["arrived"].values()) == [10.0]
    assert found["run"]["people"] == 30
    assert found["run"]["people_per_cpu_second"] == pytest.approx(30 / found["run"]["cpu_seconds"])
    assert len(found["months"]["first_days"]) == 34 * 12
    english = terminal.done("simulate", "reference_a", *QUICK, "--json", "--lang", "en").json
    assert {each["id"]: each["label"] for each in english["kpis"]}["run.arrivals"] == "Arrivals"


def without_run(found: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in {"run", "files"}}


@pytest.mark.processes
def test_workers_change_nothing(terminal: Terminal) -> None:
    one, two = (
        terminal.done("simulate", "reference_b", *QUICK, "--json", "--workers", number).json for number in ("1", "2")
    )
    assert without_run(one) == without_run(two)


def test_a_number_of_the_scenario_is_replaced(terminal: Terminal) -> None:
    arguments = ("simulate", "reference_b", *QUICK, "--json")
    one, two = (
        terminal.done(*arguments, "--set", f"resources.accompagnement.capacity={number}").json
        for number in ("50", "100")
    )
    assert one["hash"] != two["hash"] == terminal.done(*arguments).json["hash"]
    # Nobody of ten waits for one of fifty places: the same are held, of half as many.
    shares = [{each["id"]: each["mean"] for each in found["kpis"]} for found in (one, two)]
    name = "resources.accompagnement.utilisation"
    assert shares[0][name] == pytest.approx(2 * shares[1][name])
    assert shares[1][name] > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--set", "resources.bureau.capacite=3"), "pas de nombre en « resources.bureau.capacite »"),
        (("--set", "bureau"), "« bureau » ne remplace rien"),
        (("--until-halfwidth", "beaucoup"), "« beaucoup » n'est pas une demi-largeur"),
        (("--until-halfwidth", "2%", "--of", "stages.cap.days"), "« stages.cape.days »"),
        (("--engine", "vapeur"), "Le moteur « vapeur » n'existe pas"),
        (("--resume",), "Il faut un dossier"),
        (("--log", "csv"), "Il faut un dossier"),
        (("--log", "papier"), "csv, xes, ocel, parquet"),
        (("--workers", "0"), "au moins un processus"),
        (("--replications", "0"), "au moins une réplication"),
    ],
)
def test_what_cannot_be_meant_is_told(terminal: Terminal, arguments: tuple[str, ...], told: str) -> None:
    said = terminal.run("simulate", "reference_b", "--cases", "5", *arguments)
    assert (said.code, said.out) == (2, "")
    assert told in said.complaint


def test_an_unknown_scenario_is_told(terminal: Terminal) -> None:
    said = terminal.run("simulate", "reference_c")
    assert said.code == 2
    assert "Aucun scénario « reference_c »" in said.complaint
    assert "reference_a" in said.complaint


@pytest.mark.parametrize("library", ["scipy", "pyarrow", "distributed"])
def test_a_library_that_is_not_there_is_asked_for(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    def found(name: str) -> object:
        return None if name == library else object()

    monkeypatch.setattr("parcours.cli.simulating.find_spec", found)
    monkeypatch.setattr("parcours.simulation.study.find_spec", found)
    more = {"scipy": (), "pyarrow": ("--output", "sortie"), "distributed": ("--dask", "tcp://127.0.0.1:1")}
    said = terminal.run("simulate", "reference_a", *QUICK, *more[library])
    assert said.code == 2
    assert "avec l'extra [" in said.complaint
    assert not (terminal.folder / "sortie").exists()


@pytest.fixture
def output(terminal: Terminal) -> Path:
    return terminal.folder / "sortie"


def test_a_folder_keeps_everything(terminal: Terminal, output: Path) -> None:
    logs = ("--log", "csv", "--log", "xes", "--log", "ocel", "--log", "parquet")
    said = terminal.done("simulate", "reference_a", *QUICK, "--output", str(output), *logs, "--json").json
    assert names(output) == FILES | {"log.csv", "log.xes", "log.ocel.json", "log.parquet"}
    assert json.loads((output / "kpis.json").read_text("utf-8")) == without_run(said)
    assert set(said["files"]) == {str(output / name) for name in names(output) - {"run.json", "replications.jsonl"}}
    arrived = [line for line in (output / "log.csv").read_text("utf-8").splitlines() if ",arrived," in line]
    assert len(arrived) == 10


def test_a_run_is_taken_up_where_it_stopped(terminal: Terminal, output: Path) -> None:
    into = ("--cases", "10", "--output", str(output), "--json")
    terminal.done("simulate", "reference_a", *into, "--replications", "2")
    more = terminal.done("simulate", "reference_a", *into, "--replications", "3", "--resume").json
    assert more["run"]["people"] == 10
    assert without_run(more) == without_run(terminal.done("simulate", "reference_a", *QUICK, "--json").json)


def test_a_folder_is_not_used_twice_by_mistake(terminal: Terminal, output: Path) -> None:
    arguments = ("simulate", "reference_a", *QUICK, "--output", str(output))
    terminal.done(*arguments)
    before = {path.name: path.read_bytes() for path in output.iterdir()}
    assert "contient déjà une simulation" in terminal.run(*arguments).complaint
    other = terminal.run(*arguments, "--resume", "--seed", "2")
    assert (other.code, "ce qui diffère : la graine." in other.complaint) == (2, True)
    changed = terminal.run(
        *arguments, "--resume", "--set", "stages.apres_reunion.suite.choose.renoncer.probability=0.4"
    )
    assert changed.code == 2
    assert {path.name: path.read_bytes() for path in output.iterdir()} == before


def interrupting(after: int, error: Callable[[], BaseException]) -> Callable[..., None]:
    """A keeper of replications that fails at the batch after so many."""
    keep = folders.RunFolder.keep
    batches: list[object] = []

    def kept(self: folders.RunFolder, replicas: Any) -> None:
        batches.append(replicas)
        if len(batches) > after:
            raise error()
        keep(self, replicas)

    return kept


def test_an_interrupted_run_shows_and_keeps_what_is_whole(
    terminal: Terminal, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("simulate", "reference_a", "--cases", "10", "--replications", "6", "--output", str(output))
    with monkeypatch.context() as patched:
        patched.setattr(folders.RunFolder, "keep", interrupting(1, KeyboardInterrupt))
        said = terminal.run(*arguments)
    assert said.code == 130
    assert "Interrompu : ce qui précède ne compte que les réplications finies." in said.out
    assert "Réplications : 1" in said.out
    assert names(output) == FILES
    assert json.loads((output / "kpis.json").read_text("utf-8"))["interrupted"]
    assert "Réplications : 6" in terminal.done(*arguments, "--resume").out
    assert not json.loads((output / "kpis.json").read_text("utf-8"))["interrupted"]


def test_a_full_disk_is_told_and_the_run_is_taken_up_later(
    terminal: Terminal, output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ("simulate", "reference_a", *QUICK, "--output", str(output))
    full = StoreFullError(Text("Le fichier {path} ne peut pas être écrit : {why}.", path="x", why="plein"))
    with monkeypatch.context() as patched:
        patched.setattr(folders.RunFolder, "keep", interrupting(1, lambda: full))
        said = terminal.run(*arguments)
    assert (said.code, "ne peut pas être écrit" in said.complaint) == (2, True)
    assert "Réplications : 3" in terminal.done(*arguments, "--resume").out


def test_a_run_stops_when_its_figures_are_known(terminal: Terminal) -> None:
    arguments = ("simulate", "reference_a", "--cases", "10", "--of", "stages.reunion_1.reached", "--json")
    found = terminal.done(*arguments, "--until-halfwidth", "2%").json
    assert (found["replications"], found["reached"]) == (10, True)
    arguments = ("simulate", "reference_a", *QUICK, "--until-halfwidth", "0,02")
    assert "La demi-largeur voulue n'est pas atteinte." in terminal.done(*arguments).out


ALL_GIVE_UP = (
    *("--set", "stages.apres_reunion.suite.choose.renoncer.probability=1"),
    *("--set", "stages.apres_reunion.suite.choose.poursuivre.probability=0"),
)


def test_a_scenario_is_compared_with_itself_changed(terminal: Terminal) -> None:
    said = terminal.done("compare", "reference_a", "--cases", "20", "--replications", "4", *ALL_GIVE_UP).out
    row = r"^En CAPE +Part qui.* 0 % +-[\d,]+ pts ± [\d,]+ +\* *$"
    assert re.search(row, said, re.MULTILINE)
    assert re.search(r"Mesures sans aucun écart : [1-9]", said)
    assert "Réplications : 4, graine 1." in said


def test_a_script_compares(terminal: Terminal) -> None:
    found = terminal.done("compare", "reference_a", "reference_b", *QUICK, "--json").json
    differences = {each["id"]: each for each in found["differences"]}
    assert differences["run.arrivals"]["change"]["mean"] == 0
    assert not differences["run.arrivals"]["certain"]
    assert (found["before"]["scenario"], found["after"]["scenario"]) == ("reference_a", "reference_b")
    assert found["run"]["after"]["people"] == 30


@pytest.mark.parametrize(("said", "share"), [("2%", 0.02), ("2 %", 0.02), ("0.02", 0.02), ("1,5%", 0.015)])
def test_a_half_width_is_said_as_people_say_it(said: str, share: float) -> None:
    assert halfwidth(said) == pytest.approx(share)
    assert halfwidth(None) is None
    with pytest.raises(UsageError):
        halfwidth("%")


def test_progress_is_told_in_a_line() -> None:
    session = Session(Settings())
    # 8 done now in 4 s: 0.5 s each, 8 to go.
    assert told(session, Progress(12, 20, 4, 2160, 4.0)) == "12/20 · 540 personnes/s · reste 0:04"
    assert told(session, Progress(12, 20, 4, 2160, 4.0, 0.0342)) == "12/20 · 540 personnes/s · ± 3,4 %"
    assert told(session, Progress(4, 20, 4, 0, 0.0, float("inf"))) == "4/20 · 0 personnes/s"
