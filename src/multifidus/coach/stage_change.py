# SPDX-License-Identifier: Apache-2.0
"""Steps between stages as adjustments: up waits for a yes where the policy says so, down does not."""

from datetime import date, timedelta
from itertools import pairwise

from multifidus.coach.why import Desk, in_force
from multifidus.domain.adaptation import Adjustment, AdjustmentKind
from multifidus.domain.phrase import capital, say
from multifidus.domain.record import Record
from multifidus.domain.spoken import STAGE
from multifidus.domain.stages import StageStep
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

SUBJECT = "stage"
DAYS_PER_WEEK = 7
_BY_ORDER = ("GRD11", "GRD2")
"""Rules by which somebody else decides the stage: nothing is left to accept."""


def agreed_stage(
    path: tuple[StageStep, ...],
    record: Record,
    monday: date,
    knowledge: Knowledge,
    *,
    agreed: bool,
) -> tuple[StageStep, tuple[Adjustment, ...]]:
    """Return the step that is in force, and the changes of stage worth telling.

    Where a programme begins is no change: a step up on or before the first session needs no yes.
    A step up that waits, or was declined, holds those after it too.

    Parameters
    ----------
    path : tuple of StageStep
        As the log has it, oldest first; the last one is where the criteria put the person.
    agreed : bool
        Whether suggestions that nobody has accepted are left out.
    """
    began = min((entry.on for entry in record.log if entry.done), default=None)
    held = path[0]
    waiting = False
    out: list[Adjustment] = []
    for before, step in pairwise(path):
        up = step.stage.rank > before.stage.rank or step.stage is Stage.MAINTENANCE
        first = began is None or step.on is None or step.on <= began
        if first or step.rule in _BY_ORDER or before.stage is step.stage:
            held, waiting = step, False
            continue
        made = _told(before, step, record, knowledge, up=up)
        recent = step.on is not None and step.on > monday - timedelta(days=DAYS_PER_WEEK)
        if up:
            waiting = waiting or not in_force(made, agreed=agreed)
        elif step.stage.rank <= held.stage.rank:
            held = step
        if up and not waiting:
            held = step
        if recent or (up and waiting):
            out.append(made)
    return held, tuple(out)


def _told(
    before: StageStep, step: StageStep, record: Record, knowledge: Knowledge, *, up: bool
) -> Adjustment:
    day = step.on if step.on is not None else date.min
    desk = Desk(day - timedelta(days=day.weekday()), record.policy, record.decisions, knowledge)
    if up:
        text = say(
            "The next stage is open: from {before} to {after}, because {because}.",
            before=STAGE[before.stage],
            after=STAGE[step.stage],
            because=step.because,
        )
    else:
        text = say(
            "The stage goes from {before} to {after}: {because}.",
            before=STAGE[before.stage],
            after=STAGE[step.stage],
            because=step.because,
        )
    return desk.write(
        AdjustmentKind.STAGE_UP if up else AdjustmentKind.STAGE_DOWN,
        SUBJECT,
        mark=f"{step.stage.value}-{day.isoformat()}",
        name=say("Stage"),
        rule=step.rule,
        text=text,
        inputs={"on": day.isoformat(), "because": step.because},
        before=capital(STAGE[before.stage]),
        wanted=capital(STAGE[step.stage]),
    )
