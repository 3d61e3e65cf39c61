# SPDX-License-Identifier: Apache-2.0
"""The one pure function over everything: a record, a date and the knowledge in; a week out.

Nothing leaves this room that the independent check in `release` has not passed.
"""

from dataclasses import replace
from datetime import date, timedelta

from multifidus.assess import assess
from multifidus.coach import roll, standing
from multifidus.coach.flare_plan import flare_plan
from multifidus.coach.sport import sport_case
from multifidus.coach.tell import told
from multifidus.domain.adaptation import Adjustment, AdjustmentStatus
from multifidus.domain.explanation import Explanation
from multifidus.domain.flare import FlarePlan
from multifidus.domain.phrase import joined, say
from multifidus.domain.record import Record
from multifidus.domain.results import Assessment, Caution, Clearance, Standing
from multifidus.domain.week import Breach, Refusal, RefusalKind, Week
from multifidus.domain.words import SignStatus
from multifidus.knowledge.loader import Knowledge
from multifidus.plan.candidates import Case
from multifidus.plan.explain import explain_week
from multifidus.plan.flare_days import (
    lightened,
    settle_days,
    settle_sessions,
    with_settle_days,
)
from multifidus.plan.planner import Planned, plan_week, unplanned
from multifidus.release import check
from multifidus.screen import screen

DAYS_PER_WEEK = 7


def monday_of(on: date) -> date:
    """Return the Monday on or before a day."""
    return on - timedelta(days=on.weekday())


def known_on(record: Record, on: date) -> Record:
    """Return the record as it was known on a day: facts dated later are left out."""
    episode = record.episode
    if episode is not None and episode.started is not None and episode.started > on:
        episode = None
    return replace(
        record,
        episode=episode,
        screening=tuple(one for one in record.screening if one.on <= on),
        reviews=tuple(one for one in record.reviews if one.on <= on),
        measurements=tuple(one for one in record.measurements if one.on <= on),
        outcomes=tuple(one for one in record.outcomes if one.on <= on),
        directives=tuple(one for one in record.directives if one.on <= on),
        decisions=tuple(one for one in record.decisions if one.on <= on),
        flare_ups=tuple(
            replace(one, ended=one.ended if one.ended and one.ended <= on else None)
            for one in record.flare_ups
            if one.on <= on
        ),
        daily_load=tuple(one for one in record.daily_load if one.on <= on),
        log=tuple(one for one in record.log if one.on <= on),
    )


def cautions_of(
    clearance: Clearance, assessment: Assessment, knowledge: Knowledge
) -> tuple[Caution, ...]:
    """Gather caution flags from the assessment, and from screening answers that raise one.

    A sign that a clinician cleared still limits exercises: being cleared to train while pregnant
    does not end the pregnancy. The `allow` directive lifts a flag for an exercise.
    """
    found = {caution.flag: caution for caution in assessment.cautions}
    counted = (SignStatus.PRESENT, SignStatus.NOT_SURE, SignStatus.CLEARED)
    for sign in clearance.signs:
        if sign.status not in counted:
            continue
        for condition in knowledge.conditions.values():
            if sign.sign in condition.raises and condition.id not in found:
                found[condition.id] = Caution(
                    flag=condition.id, because=sign.because, rule=sign.rule, cite=sign.cite
                )
    return tuple(caution for _, caution in sorted(found.items()))


def _blocked(clearance: Clearance) -> Refusal:
    return Refusal(
        kind=RefusalKind.SCREENING,
        text=joined(clearance.actions)
        or say("No plan can be made before the screening is complete."),
        clearance=clearance,
    )


def _release(
    week: Week,
    record: Record,
    *,
    clearance: Clearance,
    stands: Standing,
    knowledge: Knowledge,
    previous: Week | None,
) -> Refusal | None:
    breaches = check(
        week,
        record,
        clearance=clearance,
        standing=stands,
        knowledge=knowledge,
        previous=previous,
    )
    if not breaches:
        return None
    return Refusal(
        kind=RefusalKind.RELEASE,
        text=say(
            "The independent check refused this week, so it is not shown. Please report this."
        ),
        breaches=breaches,
    )


def _case(
    record: Record, on: date, knowledge: Knowledge, *, agreed: bool = False
) -> tuple[Case, Assessment] | Refusal:
    clearance = screen(record, on, knowledge)
    if clearance.blocked:
        return _blocked(clearance)
    assessment = assess(record, on, knowledge)
    case = Case(
        record=record,
        clearance=clearance,
        standing=standing(
            record,
            on,
            monday=monday_of(on),
            knowledge=knowledge,
            gentle=clearance.gentle,
            agreed=agreed,
        ),
        cautions=cautions_of(clearance, assessment, knowledge),
        knowledge=knowledge,
        findings=assessment.findings,
    )
    sport = sport_case(record, on, knowledge, stage=case.standing.stage, gentle=clearance.gentle)
    return replace(case, sport=sport), assessment


def _planned(
    record: Record, on: date, knowledge: Knowledge, weeks: int, *, agreed: bool = False
) -> tuple[list[Planned], Assessment] | Refusal:
    """Plan and release week after week, each as if the one before had been done as planned."""
    made = _case(record, on, knowledge, agreed=agreed)
    if isinstance(made, Refusal):
        return made
    case, assessment = made
    out: list[Planned] = []
    previous: Week | None = None
    for number in range(weeks):
        monday = monday_of(on) + timedelta(days=number * DAYS_PER_WEEK)
        waiting = () if number or not agreed else _suggested(case, assessment, on=on)
        planned = _one_week(case, assessment, monday=monday, on=on)
        if isinstance(planned, Refusal):
            return planned
        waits = {one.id for one in waiting}
        settled = told(case.standing, planned.week, knowledge)
        adjustments = (*waiting, *(one for one in settled if one.id not in waits))
        planned = replace(planned, week=replace(planned.week, adjustments=adjustments))
        refused = _release(
            planned.week,
            record,
            clearance=case.clearance,
            stands=case.standing,
            knowledge=knowledge,
            previous=previous,
        )
        if refused is not None:
            return refused
        previous = planned.week
        out.append(planned)
        case = replace(case, standing=roll(case.standing, previous, knowledge))
    return out, assessment


def _suggested(case: Case, assessment: Assessment, *, on: date) -> tuple[Adjustment, ...]:
    """Return what waits for a word: as a step of the week as it would be with a yes, or as held."""
    knowledge = case.knowledge
    proposed = replace(
        case,
        standing=standing(
            case.record,
            on,
            monday=monday_of(on),
            knowledge=knowledge,
            gentle=case.clearance.gentle,
        ),
    )
    waits = {
        one.id for one in proposed.standing.adjustments if one.status is AdjustmentStatus.SUGGESTED
    }
    planned = _one_week(proposed, assessment, monday=monday_of(on), on=on) if waits else None
    if planned is None or isinstance(planned, Refusal):
        return ()
    shown = told(proposed.standing, planned.week, knowledge)
    return tuple(one for one in shown if one.id in waits)


def _one_week(case: Case, assessment: Assessment, *, monday: date, on: date) -> Planned | Refusal:
    """Plan one week; the days on which a flare-up is left to settle are filled without the solver."""
    flare = case.standing.flare
    if flare is None or not settle_days(monday, flare):
        return _solved(case, assessment, monday=monday, on=on)
    calm = settle_sessions(case, assessment, monday, flare)
    record = lightened(case.record, monday, flare, case.knowledge.planning)
    others = replace(case, record=record)
    planned = (
        _solved(others, assessment, monday=monday, on=on)
        if any(any(slots.values()) for slots in record.availability.values())
        else unplanned(others, assessment, monday=monday, on=on)
    )
    if isinstance(planned, Refusal):
        return planned
    week = with_settle_days(
        planned.week if planned.chosen else None, calm, case, assessment, monday=monday, on=on
    )
    return replace(planned, week=week)


def _solved(case: Case, assessment: Assessment, *, monday: date, on: date) -> Planned | Refusal:
    """Plan one week; where it is to be lighter and cannot be, at least no heavier than before.

    What a clinician requires, or the shape of a session, may take more than a lighter week has.
    """
    planned = plan_week(case, assessment, monday=monday, on=on)
    rise = case.standing.weekly_rise
    if not isinstance(planned, Refusal) or rise is None or rise > 0:
        return planned
    usual = case.knowledge.rules["PRG4"].figures["weekly_rise_share"].value
    for share in (0.0, usual):
        again = plan_week(
            replace(case, standing=replace(case.standing, weekly_rise=share)),
            assessment,
            monday=monday,
            on=on,
        )
        if not isinstance(again, Refusal):
            return again
    return planned


def standing_of(
    record: Record, on: date, knowledge: Knowledge, *, agreed: bool = False
) -> Standing | Refusal:
    """Say where the person stands on a day, with every adjustment, without planning a week.

    Parameters
    ----------
    agreed : bool
        Whether suggestions that nobody has accepted are left out of rungs and dose levels.
    """
    made = _case(known_on(record, on), on, knowledge, agreed=agreed)
    return made if isinstance(made, Refusal) else made[0].standing


def plan(
    record: Record, on: date, knowledge: Knowledge, *, weeks: int = 1, agreed: bool = False
) -> tuple[Week, ...] | Refusal:
    """Plan the week that holds `on`, and those after it.

    Parameters
    ----------
    record : Record
        Facts dated after `on` are ignored.
    on : date
        The day on which the plan is made; the first week starts on the Monday on or before it.
    knowledge : Knowledge
        All clinical facts.
    weeks : int
        How many weeks, 1 or more. Later weeks assume that the earlier ones are done as planned;
        nothing is earned in advance.
    agreed : bool
        Whether to leave out steps up that are suggested and that nobody has accepted yet. Without
        it the week is a proposal: what it would be with all of them.

    Returns
    -------
    tuple of Week, or Refusal
        Only weeks that the independent check has passed.
    """
    made = _planned(known_on(record, on), on, knowledge, weeks, agreed=agreed)
    if isinstance(made, Refusal):
        return made
    return tuple(planned.week for planned in made[0])


def flare_days(record: Record, on: date, knowledge: Knowledge) -> FlarePlan | Refusal | None:
    """Return the plan for the next days of a flare-up; None without one, a refusal when screening blocks."""
    known = known_on(record, on)
    clearance = screen(known, on, knowledge)
    assessment = assess(known, on, knowledge)
    return flare_plan(
        known,
        on,
        knowledge,
        clearance=clearance,
        assessment=assessment,
        cautions=cautions_of(clearance, assessment, knowledge),
    )


def check_week(
    week: Week, record: Record, knowledge: Knowledge, *, previous: Week | None = None
) -> tuple[Breach, ...]:
    """Check a week from a file against the record it was made for, on the day it was made."""
    record = known_on(record, week.on)
    clearance = screen(record, week.on, knowledge)
    stands = standing(
        record,
        week.on,
        monday=monday_of(week.on),
        knowledge=knowledge,
        gentle=clearance.gentle,
    )
    if previous is not None:
        stands = roll(stands, previous, knowledge)
    return check(
        week,
        record,
        clearance=clearance,
        standing=stands,
        knowledge=knowledge,
        previous=previous,
    )


def explain(
    record: Record, on: date, knowledge: Knowledge, *, weeks: int = 1, agreed: bool = False
) -> tuple[Explanation, ...] | Refusal:
    """Explain the weeks that `plan` gives for the same arguments: what each exercise is for."""
    made = _planned(known_on(record, on), on, knowledge, weeks, agreed=agreed)
    if isinstance(made, Refusal):
        return made
    planned, assessment = made
    return tuple(explain_week(one, assessment) for one in planned)
