"""SpiffWorkflow, its state kept as JSON: read, carried on by one task, written back with the rows that R1 leaves.

It keeps neither journal, effects nor timers of its own: the rows beside its state are those of the bare step.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

from runtime import bare
from runtime.measure import Measure, Run, timed
from runtime.work import DAYS, EVENTS


@contextmanager
def sqlite(folder: Path, cases: int) -> Iterator[Run]:
    with bare.sqlite_opened(folder / "spiff.db") as database:
        parser = BpmnParser()
        parser.add_bpmn_file(str(Path(__file__).with_name("r1.bpmn")))
        rival = _Spiff(database, parser)
        yield lambda: rival.measured(cases)


class _Spiff:
    def __init__(self, database: sqlite3.Connection, parser: BpmnParser) -> None:
        self._database = database
        self._spec = parser.get_spec("r1")
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def measured(self, cases: int) -> Measure:
        entered = [self._enter() for _ in range(cases)]
        return timed(lambda: [self._lead(case) for case in entered], cases * len(EVENTS))

    def _enter(self) -> str:
        workflow = BpmnWorkflow(self._spec)
        workflow.do_engine_steps()
        (first,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        first.data["turnover"] = 1500.0
        case, state = str(time.perf_counter_ns()), self._serializer.serialize_json(workflow)
        self._database.execute("INSERT INTO cases VALUES (?, 0, ?)", (case, state))
        return case

    def _lead(self, case: str) -> None:
        for seq, (day, event) in enumerate(zip(DAYS, EVENTS, strict=True)):
            self._database.execute("BEGIN IMMEDIATE")
            (written,) = self._database.execute("SELECT state FROM cases WHERE id = ?", (case,)).fetchone()
            bare.write(self._database, case, seq, day, event, self._carried_on(written, event))
            self._database.execute("COMMIT")

    def _carried_on(self, written: str, event: str) -> str:
        workflow = self._serializer.deserialize_json(written)
        (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
        if task.task_spec.bpmn_name != event:
            raise RuntimeError(f"{task.task_spec.bpmn_name} waits where {event} was sent")
        task.run()
        workflow.do_engine_steps()
        return str(self._serializer.serialize_json(workflow))
