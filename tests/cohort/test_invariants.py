# SPDX-License-Identifier: Apache-2.0
"""Each invariant can fail: a life by hand that breaks it, and its neighbour that does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from cohort_builders import (
    BORN,
    GREEN,
    KNOWLEDGE,
    RED,
    SEVEN,
    adjustment,
    asked,
    broken,
    day,
    did,
    doses,
    entry,
    life,
    prescribed,
    refused,
    sat,
    session,
    week,
    with_log,
)
from multifidus.cohort.invariants import ALL, breaches
from multifidus.cohort.lived import Asked, Compared, Life, Twin, Why
from multifidus.cohort.nature import FALL_SIGN, Kind, Trouble
from multifidus.domain.adaptation import AdjustmentKind, AdjustmentStatus
from multifidus.domain.record import (
    Allow,
    CapLoad,
    CapStage,
    Clear,
    Episode,
    Exclude,
    FlareUp,
    Pain,
    Policy,
    Record,
    Require,
    Screening,
)
from multifidus.domain.week import RefusalKind
from multifidus.domain.words import Activity, Answer, Autonomy, Side, Stage

PT = "J. Meyer, PT"
SIGN = "saddle-numbness"
START = KNOWLEDGE.exercises["bridge"].doses.stages[Stage.INITIAL].start
FOUR, UP, DOWN = (Stage.INTERMEDIATE,) * 4, AdjustmentKind.UP, AdjustmentKind.DOWN
Case = Callable[[], Life]


def said(sign: str, answer: Answer = Answer.YES, number: int = 0) -> tuple[Screening, ...]:
    return (Screening(on=day(number), answers={sign: answer}),)


def answered(
    answer: Answer, *, cleared: int | None = None, sign: str = SIGN, until: date | None = None
) -> Life:
    rows: tuple[Clear, ...] = ()
    if cleared is not None:
        rows = (Clear(on=day(cleared), by=PT, sign=sign, note="seen", until=until),)
    record = replace(BORN, screening=said(sign, answer), directives=rows)
    return life(asked(doses(1, {"bridge": START}), record))


def with_trouble(first: int, seen: int | None = None) -> Life:
    return life(
        sat=(sat(3, did("bridge")),),
        troubles=(Trouble(sign=SIGN, day=first, seen_day=seen),),
    )


def flagged(exercise: str = "bridge", **changes: object) -> Life:
    flag = KNOWLEDGE.exercises[exercise].cautions[0]
    record = replace(BORN, conditions=(flag,), **changes)  # type: ignore[arg-type] # any field
    return life(asked(doses(0, {exercise: START}), record))


def anew(
    before: dict[str, int],
    now: dict[str, int],
    why: Why = Why.CONDITION,
    *,
    stage: Stage = Stage.INITIAL,
) -> Life:
    return life(
        asked(doses(0, before, stage)),
        asked(doses(0, now, stage), at=2, why=why),
    )


def ordered(*rows: object, levels: dict[str, int] | None = None) -> Life:
    record = replace(BORN, directives=rows)  # type: ignore[arg-type] # directives of any kind
    return life(asked(doses(0, levels or {"bridge": START}), record))


def after_log(
    exercise: str, was: int, now: int, *, times: int = 1, stage: Stage = Stage.INITIAL
) -> Life:
    """An exercise done so many times at one level, then planned as often at another."""
    rows = [entry(2 * n, did(exercise, was, stage)) for n in range(times)]
    planned = [session(SEVEN + 2 * n, prescribed(exercise, now, stage)) for n in range(times)]
    return life(
        asked(doses(0, {exercise: was}, stage)),
        asked(week(1, *planned, stage=stage), with_log(*rows)),
    )


def risen(log: Record, *, exercise: str = "bridge", by: int = 1, told: bool = True) -> Life:
    told_in = (adjustment(exercise),) if told else ()
    return life(
        asked(doses(0, {exercise: START})),
        asked(doses(1, {exercise: START + by}, adjustments=told_in), log),
    )


TWO_GREEN = with_log(entry(1, did("bridge", START)), entry(3, did("bridge", START)))
GREEN_RED = with_log(entry(1, did("bridge", START)), entry(3, did("bridge", START), pain=RED))
RED_GREEN = with_log(entry(1, did("bridge", START), pain=RED), entry(3, did("bridge", START)))
RED_GREEN_GREEN = with_log(
    entry(0, did("bridge", START), pain=RED),
    entry(2, did("bridge", START)),
    entry(4, did("bridge", START)),
)


def many_up(count: int, bound: int | None = None) -> Life:
    names = ("bridge", "wall-squat", "heel-slides")[:count]
    policy = Policy(mode=Autonomy.ASSIST, exercises_per_week=bound)
    starts = {name: KNOWLEDGE.exercises[name].doses.stages[Stage.INITIAL].start for name in names}
    higher = {name: level + 1 for name, level in starts.items()}
    return life(asked(doses(0, starts)), asked(doses(1, higher), replace(BORN, policy=policy)))


def hurt_more(first: float, second: float, *, times: int) -> Life:
    rows = [
        entry(1, did("bridge", START), pain=Pain(before=first)),
        entry(8, did("bridge", START), pain=Pain(before=second)),
    ]
    planned = [session(2 * SEVEN + n, prescribed("bridge", START)) for n in range(times)]
    return life(asked(week(2, *planned), with_log(*rows)))


def in_flare(number: int, exercise: str = "bridge") -> Life:
    record = replace(BORN, flare_ups=(FlareUp(on=day(0)),))
    return life(asked(week(0, session(number, prescribed(exercise, 0))), record))


def moved(*kinds: AdjustmentKind, apart: int = 1, log: Record = BORN) -> Life:
    return life(
        *(
            asked(
                doses(n * apart, {"bridge": START}, adjustments=(adjustment("bridge", kind),)),
                log,
            )
            for n, kind in enumerate(kinds)
        ),
        weeks=12,
    )


def stages(*ranks: Stage, log: Record = BORN) -> Life:
    return life(*(asked(week(n, stage=stage), log) for n, stage in enumerate(ranks)), weeks=12)


QUIET = with_log(*(entry(n, did("bridge", START)) for n in range(0, 70, 3)))


def kept_at_it(weeks: int, kind: Kind = Kind.STEADY, *, ups: int = 0, pain: Pain = GREEN) -> Life:
    rows = [entry(n, did("bridge", START), pain=pain) for n in range(0, weeks * SEVEN, 2)]
    told = [(adjustment(),) if n < ups else () for n in range(weeks)]
    return life(
        *(asked(doses(n, {"bridge": START}, adjustments=one)) for n, one in enumerate(told)),
        weeks=weeks,
        kind=kind,
        record=with_log(*rows),
        planned=dict.fromkeys(range(0, weeks * SEVEN, 2), 1),
    )


def idle(done: int, missed: int) -> Life:
    rows = [entry(n, did("bridge", START)) for n in range(done)]
    rows += [entry(done + n, left=("bridge",)) for n in range(missed)]
    return risen(with_log(*rows))


def open_change(status: AdjustmentStatus, level: int) -> Life:
    change = adjustment(status=status, before_level=START, after_level=START + 1)
    return life(asked(doses(0, {"bridge": level}, adjustments=(change,))))


def told(**changes: object) -> Life:
    return life(asked(doses(0, {"bridge": START}, adjustments=(adjustment(**changes),))))  # type: ignore[arg-type] # any field


def twin(which: Twin, second: Asked) -> Life:
    first = asked(week(0, session(0, prescribed("clamshell", 0, side=Side.LEFT))))
    return life(first, compared=(Compared(twin=which, days=0, first=first, second=second),))


def sided(side: Side, number: int = 0, level: int = 0) -> Asked:
    return asked(week(0, session(number, prescribed("clamshell", level, side=side))))


CASES: dict[str, tuple[list[Case], list[Case]]] = {
    "no-week-while-locked": (
        [
            lambda: answered(Answer.YES),
            lambda: answered(Answer.NOT_SURE),
            lambda: answered(Answer.YES, cleared=3, until=day(5)),
            lambda: life(
                asked(
                    doses(1, {"bridge": START}),
                    replace(BORN, screening=said(FALL_SIGN), conditions=("osteoporosis",)),
                )
            ),
        ],
        [
            lambda: answered(Answer.NO),
            lambda: answered(Answer.YES, cleared=3),
            lambda: answered(Answer.YES, sign=FALL_SIGN),
            lambda: answered(Answer.YES, sign="pregnancy"),
        ],
    ),
    "nothing-done-with-a-sign": (
        [lambda: with_trouble(3), lambda: with_trouble(0)],
        [lambda: with_trouble(4), lambda: with_trouble(0, seen=3)],
    ),
    "only-what-was-released": (
        [
            lambda: life(asked(doses(0, {"bridge": START})), sat=(sat(0, did("wall-squat")),)),
            lambda: life(asked(doses(0, {"bridge": START})), sat=(sat(1, did("bridge")),)),
        ],
        [lambda: life(asked(doses(0, {"bridge": START})), sat=(sat(0, did("bridge")),))],
    ),
    "nothing-unsuited": (
        [
            flagged,
            lambda: life(
                asked(
                    doses(0, {"pilates-hundred-prep": 0}),
                    replace(BORN, episode=Episode(worse_with=(Activity.BENDING_FORWARD,))),
                )
            ),
        ],
        [
            lambda: flagged(
                directives=(
                    Allow(
                        on=day(0),
                        by=PT,
                        exercise="bridge",
                        condition=KNOWLEDGE.exercises["bridge"].cautions[0],
                    ),
                )
            ),
            lambda: life(asked(doses(0, {"bridge": START}))),
        ],
    ),
    "a-new-flag-asks-no-more": (
        [
            lambda: anew({"bridge": 1}, {"bridge": 2}),
            lambda: anew({"squat": 0}, {"lunge": 0}, stage=Stage.INTERMEDIATE),
        ],
        [
            lambda: anew({"bridge": 2}, {"bridge": 2}),
            lambda: anew({"bridge": 0}, {"bridge": 1}),
            lambda: anew({"lunge": 0}, {"squat": 0}, stage=Stage.INTERMEDIATE),
            lambda: anew({"wall-squat": 0}, {"sit-to-stand": 0}),
            lambda: anew({"bridge": 0}, {"bridge": 1}, Why.PAIN),
        ],
    ),
    "directives-hold": (
        [
            lambda: ordered(Exclude(on=day(0), by=PT, exercise="bridge")),
            lambda: ordered(CapLoad(on=day(0), by=PT, tier=0)),
            lambda: ordered(Require(on=day(0), by=PT, exercise="bridge", times_per_week=2)),
            lambda: life(
                asked(
                    week(0, stage=Stage.ADVANCED),
                    replace(
                        BORN,
                        directives=(CapStage(on=day(0), by=PT, stage=Stage.INTERMEDIATE),),
                    ),
                )
            ),
        ],
        [
            lambda: ordered(Exclude(on=day(0), by=PT, exercise="squat")),
            lambda: ordered(CapLoad(on=day(0), by=PT, tier=2)),
            lambda: ordered(Require(on=day(0), by=PT, exercise="bridge", times_per_week=1)),
            lambda: ordered(CapStage(on=day(0), by=PT, stage=Stage.INITIAL)),
            lambda: ordered(Exclude(on=day(1), by=PT, exercise="bridge")),
        ],
    ),
    "caps-hold": (
        [
            lambda: life(asked(week(0, session(0, prescribed("squat", 0, Stage.INTERMEDIATE))))),
            lambda: life(
                asked(week(0, session(0, prescribed("bridge", 0, sets=9)), stage=Stage.INITIAL))
            ),
            lambda: life(
                asked(
                    doses(0, {"curl-up": 0}),
                    replace(BORN, screening=said("heart-or-lung")),
                )
            ),
        ],
        [
            lambda: life(asked(doses(0, {"bridge": START}))),
            lambda: life(asked(doses(0, {"squat": 0}, Stage.INTERMEDIATE))),
        ],
    ),
    "policy-holds": (
        [
            lambda: life(
                asked(
                    week(0, stage=Stage.INTERMEDIATE),
                    replace(BORN, policy=Policy(mode=Autonomy.ASSIST, top_stage=Stage.INITIAL)),
                )
            ),
            lambda: life(
                asked(
                    doses(0, {"bridge": START}),
                    replace(BORN, policy=Policy(mode=Autonomy.ASSIST, top_tier=0)),
                )
            ),
        ],
        [
            lambda: life(
                asked(
                    doses(0, {"bridge": START}),
                    replace(
                        BORN,
                        policy=Policy(mode=Autonomy.ASSIST, top_tier=2, top_stage=Stage.INITIAL),
                    ),
                )
            )
        ],
    ),
    "weekly-rise": (
        [lambda: after_log("squat", 2, 8, times=3, stage=Stage.INTERMEDIATE)],
        [
            lambda: after_log("squat", 2, 3, times=3, stage=Stage.INTERMEDIATE),
            lambda: after_log("squat", 2, 2, times=3, stage=Stage.INTERMEDIATE),
        ],
    ),
    "aerobic-rise": (
        [lambda: after_log("walking", 0, len(_walks()) - 1, times=3)],
        [lambda: after_log("walking", 1, 1, times=3)],
    ),
    "one-step-a-week": (
        [lambda: risen(TWO_GREEN, by=2)],
        [lambda: risen(TWO_GREEN, by=1), lambda: risen(TWO_GREEN, by=0)],
    ),
    "two-a-week": (
        [lambda: many_up(3), lambda: many_up(2, bound=1), lambda: many_up(1, bound=0)],
        [lambda: many_up(2), lambda: many_up(1, bound=1)],
    ),
    "nothing-rises-after-pain": (
        [lambda: risen(GREEN_RED), lambda: risen(RED_GREEN)],
        [lambda: risen(TWO_GREEN), lambda: risen(RED_GREEN_GREEN)],
    ),
    "worse-week-no-more": (
        [lambda: hurt_more(2, 4, times=2), lambda: hurt_more(2, 6, times=2)],
        [lambda: hurt_more(2, 4, times=1), lambda: hurt_more(2, 3.9, times=2)],
    ),
    "quiet-first-days-of-a-flare": (
        [lambda: in_flare(0), lambda: in_flare(1)],
        [lambda: in_flare(2), lambda: in_flare(0, "walking")],
    ),
    "no-to-and-fro": (
        [lambda: moved(UP, DOWN, UP, log=QUIET)],
        [
            lambda: moved(UP, UP, UP, log=QUIET),
            lambda: moved(UP, DOWN, UP, apart=2, log=QUIET),
            lambda: moved(UP, DOWN, UP, log=GREEN_RED),
        ],
    ),
    "no-stage-to-and-fro": (
        [lambda: stages(*FOUR, Stage.INITIAL, Stage.INTERMEDIATE, log=QUIET)],
        [
            lambda: stages(*FOUR, Stage.INITIAL, Stage.INITIAL, log=QUIET),
            lambda: stages(*FOUR, Stage.INITIAL, Stage.INTERMEDIATE, log=GREEN_RED),
        ],
    ),
    "nothing-for-nothing": (
        [lambda: idle(2, 3), lambda: idle(2, 4)],
        [lambda: idle(3, 2), lambda: idle(4, 0)],
    ),
    "everything-for-those-who-do-it": (
        [lambda: kept_at_it(4), lambda: kept_at_it(8, ups=3), lambda: kept_at_it(12, ups=5)],
        [
            lambda: kept_at_it(3),
            lambda: kept_at_it(4, ups=1),
            lambda: kept_at_it(4, Kind.SLOW),
            lambda: kept_at_it(4, pain=RED),
        ],
    ),
    "nothing-without-a-yes": (
        [
            lambda: open_change(AdjustmentStatus.SUGGESTED, START + 1),
            lambda: open_change(AdjustmentStatus.DECLINED, START + 1),
        ],
        [
            lambda: open_change(AdjustmentStatus.SUGGESTED, START),
            lambda: open_change(AdjustmentStatus.ACCEPTED, START + 1),
        ],
    ),
    "every-change-explained": (
        [
            lambda: told(id=""),
            lambda: told(rule="NONE1"),
            lambda: told(text=" "),
            lambda: told(inputs={}),
            lambda: told(source=()),
            lambda: told(source=("Nobody1999",)),
            lambda: told(after="1 x 11"),
        ],
        [told],
    ),
    "every-rise-told": (
        [lambda: risen(TWO_GREEN, told=False)],
        [lambda: risen(TWO_GREEN), lambda: risen(TWO_GREEN, by=0, told=False)],
    ),
    "no-refusal-by-the-check": (
        [lambda: life(refused(RefusalKind.RELEASE))],
        [lambda: life(refused(RefusalKind.SCREENING)), life],
    ),
    "same-again": (
        [lambda: twin(Twin.AGAIN, sided(Side.RIGHT))],
        [lambda: twin(Twin.AGAIN, sided(Side.LEFT)), lambda: twin(Twin.SHIFT, sided(Side.RIGHT))],
    ),
    "mirrored-the-same": (
        [
            lambda: twin(Twin.MIRROR, sided(Side.LEFT)),
            lambda: twin(Twin.MIRROR, sided(Side.RIGHT, level=1)),
            lambda: twin(Twin.MIRROR, refused(RefusalKind.IMPOSSIBLE)),
        ],
        [lambda: twin(Twin.MIRROR, sided(Side.RIGHT))],
    ),
    "shifted-the-same": (
        [lambda: twin(Twin.SHIFT, sided(Side.LEFT, number=1))],
        [
            lambda: twin(Twin.SHIFT, sided(Side.LEFT)),
            lambda: twin(
                Twin.SHIFT,
                replace(
                    asked(
                        week(
                            1,
                            session(SEVEN, prescribed("clamshell", 0, side=Side.LEFT)),
                        )
                    ),
                    on=day(SEVEN),
                ),
            ),
        ],
    ),
}


def _walks() -> tuple[object, ...]:
    return KNOWLEDGE.exercises["walking"].doses.stages[Stage.INITIAL].steps


def test_every_invariant_has_a_life_that_breaks_it() -> None:
    assert {one.name for one in ALL} == set(CASES)
    assert len({one.name for one in ALL}) == len(ALL)
    assert all(one.sentence.endswith(".") for one in ALL)


@pytest.mark.parametrize(
    ("name", "number"), [(name, n) for name, (bad, _) in CASES.items() for n in range(len(bad))]
)
def test_a_life_that_breaks_it_is_named(name: str, number: int) -> None:
    lived = CASES[name][0][number]()
    found = broken(name, lived)
    assert [one for one in found if one.text]
    assert name in {one.invariant for one in breaches(lived, KNOWLEDGE)}


@pytest.mark.parametrize(
    ("name", "number"), [(name, n) for name, (_, good) in CASES.items() for n in range(len(good))]
)
def test_its_neighbour_holds(name: str, number: int) -> None:
    assert broken(name, CASES[name][1][number]()) == []


def test_a_flare_up_that_ended_is_over() -> None:
    record = replace(BORN, flare_ups=(FlareUp(on=day(0), ended=day(0) + timedelta(days=1)),))
    lived = life(asked(week(0, session(1, prescribed("bridge", 0))), record))
    assert broken("quiet-first-days-of-a-flare", lived) == []
