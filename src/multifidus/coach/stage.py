# SPDX-License-Identifier: Apache-2.0
"""The person's stage, by the criteria of the rulebook, replayed over the record day by day."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from multifidus.coach import criteria
from multifidus.coach.criteria import Ask, Since
from multifidus.coach.facts_until import History, Until, episode_on
from multifidus.coach.light import Lit, in_flare
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import CapStage, Record, SetStage
from multifidus.domain.results import Criterion
from multifidus.domain.spoken import STAGE
from multifidus.domain.stages import StageLists, StageStep, WayUp
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

ONE_DAY: Final = timedelta(days=1)

_List = Callable[[Until, Since], Iterator[Ask]]

_UP: Final = MappingProxyType[Stage, tuple[tuple[Stage, str, _List], ...]](
    {
        Stage.INITIAL: ((Stage.INTERMEDIATE, "STG2", criteria.to_intermediate),),
        Stage.INTERMEDIATE: (
            (Stage.ADVANCED, "STG3", criteria.to_advanced),
            (Stage.MAINTENANCE, "STG4", criteria.straight_to_maintenance),
        ),
        Stage.ADVANCED: ((Stage.MAINTENANCE, "STG4", criteria.to_maintenance),),
        Stage.MAINTENANCE: (),
    }
)
"""By stage, which may come next, in the order in which they are looked at."""

_DOWN: Final = MappingProxyType(
    {
        Stage.INTERMEDIATE: Stage.INITIAL,
        Stage.ADVANCED: Stage.INTERMEDIATE,
        Stage.MAINTENANCE: Stage.INTERMEDIATE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A stage, since when, why, and what the next one still asks.

    `reached` is the stage by the criteria alone, before anybody's word or bound. `path` is how it
    came about, oldest first, ending with what holds now.
    """

    stage: Stage
    since: date | None
    because: str
    next_criteria: tuple[Criterion, ...]
    rules: tuple[str, ...]
    reached: Stage = Stage.INITIAL
    path: tuple[StageStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    """Where the replay stands after a day, with what opened the stage."""

    stage: Stage = Stage.INITIAL
    since: date | None = None
    because: Phrase = field(default_factory=lambda: say("everyone starts here"))
    rule: str = "STG1"
    entry_pain: float | None = None
    fell: date | None = None
    floor: date | None = None
    direct: bool = True
    opened: tuple[Stage, Since, _List] | None = None

    @property
    def asks(self) -> Since:
        return Since(self.since, self.direct)

    def step(self) -> StageStep:
        return StageStep(stage=self.stage, on=self.since, because=self.because, rule=self.rule)


@dataclass(slots=True)
class _Replay:
    history: History
    point: _Point = field(default_factory=_Point)
    steps: list[StageStep] = field(default_factory=list)

    def run(self) -> "_Replay":
        self.steps.append(self.point.step())
        day, starts = self._first_day(), self._new_starts()
        while day <= self.history.on:
            before = self.point
            if day in starts:
                self._start_anew(day, starts[day])
            else:
                self._one_day(day)
            if (self.point.stage, self.point.since) != (before.stage, before.since):
                self.steps.append(self.point.step())
            day += ONE_DAY
        return self

    def _first_day(self) -> date:
        history = self.history
        first = [rows.days[0] for rows in history.tests.values()]
        first += [rows.days[0] for rows in history.scores.values()]
        return min([*first, *history.days[:1], history.on])

    def _new_starts(self) -> dict[date, Phrase]:
        """Days on which the stage is tested again, and why: a new spell, or a long break (STG5)."""
        history = self.history
        out: dict[date, Phrase] = {}
        gap = history.knowledge.rules["PRG6"].figures["entry_test_days"].value
        for last, following in pairwise([*history.done_days, history.on]):
            if (following - last).days >= gap:
                out[last + timedelta(days=gap)] = say(
                    "{days} days without exercise: the stage is tested again", days=gap
                )
        episode = episode_on(history.record, history.on)
        if episode is not None and episode.started is not None:
            out[episode.started] = say("a new spell of pain is a new start")
        return out

    def _start_anew(self, day: date, because: Phrase) -> None:
        until = self.history.until(day, floor=day)
        known = self.history.done_days[:1]
        begun = self.point.stage is not Stage.INITIAL or (bool(known) and known[0] < day)
        point = _Point(floor=day, fell=self.point.fell)
        if begun:
            point = _Point(floor=day, since=day, because=because, rule="STG5", fell=day)
        straight = criteria.direct_entry(until)
        if not self._shut(self.point, day) and criteria.all_met(straight):
            point = _Point(
                stage=Stage.INTERMEDIATE,
                since=day,
                because=because if begun else _met(day),
                rule="STG5" if begun else "STG2",
                entry_pain=until.pain_of_week(),
                floor=day,
                opened=(Stage.INITIAL, Since(None), criteria.to_intermediate),
            )
        self.point = point

    def _one_day(self, day: date) -> None:
        point = self.point
        until = self.history.until(day, point.floor)
        down = _DOWN.get(point.stage)
        if down is not None and point.since is not None and day > point.since:
            back = criteria.step_back(until, point.since, point.entry_pain)
            if any(ask.met for ask in back):
                self.point = _Point(
                    stage=down,
                    since=day,
                    because=say(
                        "a step back on {day} after painful days; a plan, not a failure", day=day
                    ),
                    rule="STG3",
                    entry_pain=until.pain_of_week(),
                    fell=day,
                    floor=point.floor,
                    direct=False,
                )
                return
        if self._shut(point, day):
            return
        for stage, rule, asks in _UP[point.stage]:
            if criteria.all_met(asks(until, point.asks)):
                self.point = _Point(
                    stage=stage,
                    since=day,
                    because=_met(day),
                    rule=rule,
                    entry_pain=until.pain_of_week(),
                    fell=point.fell,
                    floor=point.floor,
                    opened=(point.stage, point.asks, asks),
                )
                return

    def _shut(self, point: _Point, day: date) -> bool:
        """Whether the way up is shut: by a step back a few days ago, or in a flare-up."""
        knowledge = self.history.knowledge
        calm = knowledge.rules["STG2"].figures["red_free_days"].value
        if point.fell is not None and (day - point.fell).days < calm:
            return True
        return in_flare(self.history.record.flare_ups, day, knowledge)


def _met(day: date) -> Phrase:
    return say("you met every criterion on {day}", day=day)


def _ordered(record: Record, on: date, steps: list[StageStep]) -> list[StageStep]:
    """Steps with a clinician's word in them: from the first order on only orders count."""
    orders = sorted(
        (one for one in record.directives if isinstance(one, SetStage) and one.on <= on),
        key=lambda one: one.on,
    )
    if not orders:
        return steps
    before = [one for one in steps if one.on is None or one.on < orders[0].on]
    return before + [
        StageStep(stage=one.stage, on=one.on, because=say("set by {by}", by=one.by), rule="GRD11")
        for one in orders
    ]


def _capped(record: Record, on: date, step: StageStep, *, gentle: bool) -> StageStep:
    """Return the step that holds: a clinician's cap, the person's bound and the screening lower it."""
    for cap in record.directives:
        if isinstance(cap, CapStage) and cap.on <= on and cap.stage.rank < step.stage.rank:
            because = say("held at {stage} by {by}", stage=STAGE[cap.stage], by=cap.by)
            step = StageStep(stage=cap.stage, on=step.on, because=because, rule="GRD11")
    top = record.policy.top_stage
    if top is not None and top.rank < step.stage.rank:
        because = say("held at {stage}, the highest stage that was allowed", stage=STAGE[top])
        step = StageStep(stage=top, on=step.on, because=because, rule="PRG11")
    if gentle and step.stage is not Stage.INITIAL:
        because = say("a gentle plan until a clinician has had a look")
        step = StageStep(stage=Stage.INITIAL, on=step.on, because=because, rule="GRD2")
    return step


@dataclass(frozen=True, slots=True)
class _Placing:
    """A replay, and what anybody's word or bound made of it."""

    replay: _Replay
    path: tuple[StageStep, ...]

    @property
    def now(self) -> StageStep:
        return self.path[-1]

    @property
    def asks(self) -> Since:
        direct = self.now != self.replay.point.step() or self.replay.point.direct
        return Since(self.now.on, direct)

    @property
    def until(self) -> Until:
        return self.replay.history.until(self.replay.history.on, self.replay.point.floor)


def _placing(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    gentle: bool,
    lit: Sequence[Lit] = (),
) -> _Placing:
    replay = _Replay(History(record, on, knowledge, lit)).run()
    steps = _ordered(record, on, replay.steps)
    now = _capped(record, on, steps[-1], gentle=gentle)
    return _Placing(replay, tuple(steps) if now == steps[-1] else (*steps, now))


def place(
    record: Record,
    on: date,
    knowledge: Knowledge,
    *,
    gentle: bool,
    lit: Sequence[Lit] = (),
) -> Placed:
    """Say at which stage the person is on a day, and what the next stage asks.

    A clinician's `set-stage` directive decides; `cap-stage` directives and the policy's highest
    stage cap whatever was decided. While only the gentle plan is allowed, everyone is at the
    initial stage.

    Parameters
    ----------
    lit : sequence of Lit, optional
        The lights of all sessions up to `on` (`light.lights`), where they are known already.
    """
    placing = _placing(record, on, knowledge, gentle=gentle, lit=lit)
    now = placing.now
    ways = _UP[now.stage][:1]
    return Placed(
        stage=now.stage,
        since=now.on,
        because=now.because,
        next_criteria=tuple(
            one for *_, asks in ways for one in criteria.told(asks(placing.until, placing.asks))
        ),
        rules=(now.rule,),
        reached=placing.replay.point.stage,
        path=placing.path,
    )


def stage_path(
    record: Record, on: date, knowledge: Knowledge, *, gentle: bool = False
) -> tuple[StageStep, ...]:
    """Say when each stage began, and why, oldest first; the last one holds now."""
    return _placing(record, on, knowledge, gentle=gentle).path


def stage_lists(
    record: Record, on: date, knowledge: Knowledge, *, gentle: bool = False
) -> StageLists:
    """Write the person's stage as lists: what opened it, what the next ones ask, what is a step back."""
    placing = _placing(record, on, knowledge, gentle=gentle)
    now, point, history = placing.now, placing.replay.point, placing.replay.history
    own = now == point.step()
    entry: tuple[Criterion, ...] = ()
    if own and point.opened is not None and point.since is not None:
        _, since, asks = point.opened
        entry = criteria.told(asks(history.until(point.since, point.floor), since))
    back: tuple[Criterion, ...] = ()
    back_to = _DOWN.get(now.stage) if own else None
    if back_to is not None and point.since is not None:
        back = criteria.told(criteria.step_back(placing.until, point.since, point.entry_pain))
    shut = None
    calm = knowledge.rules["STG2"].figures["red_free_days"].value
    if own and point.fell is not None and (on - point.fell).days < calm:
        shut = point.fell + timedelta(days=calm - 1)
    return StageLists(
        stage=now.stage,
        since=now.on,
        because=now.because,
        entry=entry,
        ways_up=tuple(
            WayUp(
                stage=stage,
                rule=rule,
                criteria=criteria.told(asks(placing.until, placing.asks)),
            )
            for stage, rule, asks in _UP[now.stage]
        ),
        back_to=back_to,
        back=back,
        shut_until=shut,
    )
