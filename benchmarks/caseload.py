"""Builds a database of people through the real engine: what a scenario's oracle has them do, commands do again.

    PYTHONPATH=tests python benchmarks/caseload.py FOLDER --scenario avant_premieres --until 2028-09-01 --scale 7

The clock is stopped at each act and each due date. `--scale` multiplies the rates of arrival, the capacities and the
seats, so that a cooperative seven times as large is as crowded.
"""

import argparse
import datetime
import sys
import time
from dataclasses import replace
from pathlib import Path

from caseloads import Advisers, lived, registry
from parcours import bootstrap
from parcours.adapters.storage import open_store
from parcours.adapters.vault import read_key
from parcours.settings import Settings
from parcours.simulation.model import Model, load, ready
from parcours.simulation.scenario.supply import Rate

TEAM = Advisers("accompagnateur", ("anne", "brieg", "clara", "denez", "erell"))


def scaled(model: Model, by: int) -> Model:
    scenario = model.scenario
    arrivals = tuple(
        replace(each, flow=replace(each.flow, count=each.flow.count * by)) if isinstance(each.flow, Rate) else each
        for each in scenario.arrivals
    )
    sessions = {
        name: replace(each, seats=each.seats * by if each.seats is not None else None)
        for name, each in scenario.sessions.items()
    }
    resources = {name: replace(each, capacity=each.capacity * by) for name, each in scenario.resources.items()}
    return ready(model.definition, replace(scenario, arrivals=arrivals, sessions=sessions, resources=resources))


def build(folder: Path, model: Model, until: datetime.datetime) -> None:
    began = time.process_time()
    life = lived(model, until, TEAM)
    still = sum(person.case.ended_on is None for person in life.people.values())
    print(f"{len(life.people)} people, {still} still there, {len(life.deeds)} acts and due dates")
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(database=f"sqlite:///{(folder / 'parcours.db').absolute()}")
    made = bootstrap.initialise(settings)
    store = open_store(settings.database, read_key(made.key), made.key)
    with registry(model, store) as house:
        house.replay(life)
    store.close()
    print(f"{settings.database}: {time.process_time() - began:.0f} CPU seconds")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--scenario", default="avant_premieres")
    asked.add_argument("--until", default="2028-09-01", type=datetime.datetime.fromisoformat)
    asked.add_argument("--scale", default=1, type=int)
    said = asked.parse_args()
    build(said.folder, scaled(load(said.scenario), said.scale), said.until.replace(tzinfo=datetime.UTC))


if __name__ == "__main__":
    sys.exit(main())
