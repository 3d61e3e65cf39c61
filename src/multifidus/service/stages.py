# SPDX-License-Identifier: Apache-2.0
"""The stages as a person reads them: where they are and why, what comes next, when it is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from multifidus.coach.checkpoints import checkpoints
from multifidus.coach.maintenance import maintenance
from multifidus.coach.stage import place, stage_lists
from multifidus.domain.phrase import say
from multifidus.domain.stages import CheckPoint, Maintenance, StageLists
from multifidus.domain.week import Refusal
from multifidus.domain.words import Stage
from multifidus.programme import known_on
from multifidus.screen import screen
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked
from multifidus.service.house import Service
from multifidus.service.records import Kept
from multifidus.service.standings import standing_now


@dataclass(frozen=True, slots=True, kw_only=True)
class Stages:
    """What the page of stages shows.

    `stage` is the one that the week is planned at. `lists` are those of the stage that the criteria
    give, which may be further: a new stage waits for a yes, and a flare-up keeps it back. `began` is
    the day on which each stage last began, for stages that have one. `checks` are the check-points,
    oldest first; `staying_well` is there in maintenance alone.
    """

    stage: Stage
    flare: bool
    lists: StageLists
    began: Mapping[Stage, date]
    checks: tuple[CheckPoint, ...]
    staying_well: Maintenance | None


def stages_of(service: Service, who: Who, now: Kept | None) -> Stages:
    """Return where the asker is in the stages.

    Raises
    ------
    Blocked
        If nothing is known yet of who they are.
    """
    decide(who, Action.READ_RECORD)
    if now is None:
        raise Blocked(say("Please begin with who you are."))
    on, knowledge = service.today(), service.knowledge
    record = known_on(now.record, on)
    gentle = screen(record, on, knowledge).gentle
    placed = place(record, on, knowledge, gentle=gentle)
    standing = standing_now(service, now)
    planned = placed.stage if isinstance(standing, Refusal) else standing.stage
    return Stages(
        stage=planned,
        flare=not isinstance(standing, Refusal) and standing.flare is not None,
        lists=stage_lists(record, on, knowledge, gentle=gentle),
        began={step.stage: step.on for step in placed.path if step.on is not None},
        checks=checkpoints(record, on, knowledge, stage=placed.stage, since=placed.since),
        staying_well=maintenance(record, on, placed, knowledge),
    )
