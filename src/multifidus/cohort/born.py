# SPDX-License-Identifier: Apache-2.0
"""The record with which a virtual person begins, shaped after the person's kind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from multifidus.cohort.assumptions import Assumptions
from multifidus.cohort.nature import Kind, kind_of
from multifidus.cohort.people import make
from multifidus.cohort.streams import stream
from multifidus.domain.record import (
    CapLoad,
    CapStage,
    Directive,
    Episode,
    Exclude,
    Policy,
    Record,
    Require,
    SetStage,
)
from multifidus.domain.words import Activity, Autonomy, Day, Radiation, Sex, Slot, Stage
from multifidus.knowledge.loader import Knowledge

CLINICIAN: Final = "C. Linician, PT"
SURGEON: Final = "S. Urgeon"
_EVERYTHING: Final = ("mat", "chair", "band", "step")
_WORKDAYS: Final = (Day.MON, Day.WED, Day.FRI)


def _no_flags(record: Record) -> Record:
    """A plain case: no caution flags, nothing provoked, time and things enough."""
    episode = record.episode or Episode(started=None)
    return replace(
        record,
        conditions=(),
        directives=(),
        episode=replace(episode, worse_with=(), radiation=Radiation.NONE),
        equipment=_EVERYTHING,
        availability={day: {Slot.MORNING: 25, Slot.EVENING: 20} for day in _WORKDAYS},
    )


def _aged(record: Record, on: date, years: int) -> Record:
    days = round(years * 365.25)
    return replace(record, person=replace(record.person, born=on - timedelta(days=days + 40)))


def _flagged(record: Record, flag: str) -> Record:
    return replace(record, conditions=tuple(sorted({*record.conditions, flag})))


def _worse(record: Record, *with_: Activity) -> Record:
    episode = record.episode or Episode(started=None)
    return replace(record, episode=replace(episode, worse_with=with_))


def _policy(seed: int, a: Assumptions) -> Policy:
    dice = stream(seed, "policy")
    if dice.random() >= a.value("assist"):
        return Policy()
    if dice.random() >= a.value("bounded"):
        return Policy(mode=Autonomy.ASSIST)
    return Policy(
        mode=Autonomy.ASSIST,
        exercises_per_week=dice.choice((None, 0, 1)),
        weekly_rise_percent=dice.choice((None, 5.0)),
        top_stage=dice.choice((None, None, Stage.INITIAL, Stage.INTERMEDIATE)),
        top_tier=dice.choice((None, None, 2)),
        new_rungs=dice.random() < 2 / 3,
    )


def _steady(record: Record, _on: date) -> Record:
    return replace(_no_flags(record), policy=Policy(mode=Autonomy.ASSIST))


def _flexion(record: Record, _on: date) -> Record:
    return _worse(record, Activity.BENDING_FORWARD, Activity.SITTING)


def _extension(record: Record, _on: date) -> Record:
    return _worse(record, Activity.BENDING_BACK, Activity.STANDING)


def _both_ways(record: Record, _on: date) -> Record:
    return _worse(record, Activity.BENDING_FORWARD, Activity.BENDING_BACK)


def _nothing(record: Record, _on: date) -> Record:
    return replace(_flagged(record, "floor-transfer"), equipment=(), directives=())


def _fifteen(record: Record, _on: date) -> Record:
    return replace(record, availability={day: {Slot.MORNING: 15} for day in Day})


def _fall(record: Record, on: date) -> Record:
    return _aged(_flagged(record, "osteoporosis"), on, 71)


def _pregnant(record: Record, on: date) -> Record:
    person = replace(record.person, sex=Sex.FEMALE)
    return _aged(replace(record, person=person, conditions=()), on, 31)


def _surgery(record: Record, on: date) -> Record:
    return replace(record, directives=_limits(on))


def _conflict(record: Record, on: date) -> Record:
    both: tuple[Directive, ...] = (
        Require(on=on, by=CLINICIAN, exercise="bridge", times_per_week=3),
        Exclude(on=on, by=SURGEON, exercise="bridge"),
    )
    return replace(record, directives=both)


_SHAPES: Final[dict[Kind, Callable[[Record, date], Record]]] = {
    Kind.STEADY: _steady,
    Kind.FLEXION: _flexion,
    Kind.EXTENSION: _extension,
    Kind.BOTH_WAYS: _both_ways,
    Kind.NOTHING: _nothing,
    Kind.FIFTEEN: _fifteen,
    Kind.FALL: _fall,
    Kind.PREGNANT: _pregnant,
    Kind.SURGERY: _surgery,
    Kind.CONFLICT: _conflict,
}


def _limits(on: date) -> tuple[Directive, ...]:
    return (
        CapStage(on=on, by=SURGEON, stage=Stage.INITIAL, note="until the check after three months"),
        CapLoad(on=on, by=SURGEON, tier=1),
        Exclude(on=on, by=SURGEON, exercise="bridge", note="not yet"),
    )


def born(seed: int, on: date, knowledge: Knowledge, a: Assumptions) -> tuple[Record, Kind]:
    """Make a person's first record, on day 0, before any question of the screening is answered."""
    kind = kind_of(seed, a)
    record = make(seed, on, knowledge)
    dice = stream(seed, "shape")
    spell = dice.choice((10, 20, 30, 50, 70, 100, 200))
    if record.episode is not None:
        record = replace(
            record, episode=replace(record.episode, started=on - timedelta(days=spell))
        )
    if dice.random() >= a.value("stage_set"):
        kept = tuple(one for one in record.directives if not isinstance(one, SetStage))
        record = replace(record, directives=kept)
    record = replace(record, screening=(), policy=_policy(seed, a))
    if kind in _SHAPES:
        record = _SHAPES[kind](record, on)
    if record.episode is not None and record.episode.started is None:
        record = replace(
            record, episode=replace(record.episode, started=on - timedelta(days=spell))
        )
    return record, kind
