# SPDX-License-Identifier: Apache-2.0
"""The person's stage, by the entry criteria of the rulebook, replayed over the record day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from multifidus.coach.light import Light, light
from multifidus.domain.phrase import Phrase, say
from multifidus.domain.record import CapStage, LogEntry, Record, SetStage
from multifidus.domain.results import Criterion
from multifidus.domain.spoken import STAGE, percent
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

DAYS_PER_WEEK = 7

HAIR = 1e-9
"""Room for the binary rounding of shares; no criterion is this fine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A stage, since when, why, and what the next one still asks."""

    stage: Stage
    since: date | None
    because: str
    next_criteria: tuple[Criterion, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Until:
    """The record as it was known on a day."""

    record: Record
    on: date
    knowledge: Knowledge

    def figure(self, rule: str, name: str) -> float:
        return self.knowledge.rules[rule].figures[name].value

    @property
    def log(self) -> list[LogEntry]:
        return [entry for entry in self.record.log if entry.on <= self.on]

    def sessions_since(self, day: date | None) -> int:
        return sum(1 for entry in self.log if entry.done and (day is None or entry.on >= day))

    def reds(self, days: float) -> int:
        first = self.on - timedelta(days=days)
        return sum(
            1
            for entry in self.log
            if entry.on > first and light(entry, self.on, self.knowledge) is Light.RED
        )

    def pains(self, first: date, last: date) -> list[float]:
        """Pain values between two days: questionnaires where there are any, else the log's."""
        asked = [
            outcome.answers["average"]
            for outcome in self.record.outcomes
            if outcome.instrument == "nprs"
            and first < outcome.on <= last
            and "average" in outcome.answers
        ]
        logged = [
            entry.pain.before
            for entry in self.record.log
            if first < entry.on <= last and entry.pain.before is not None
        ]
        return asked or logged

    def pain_now(self) -> float | None:
        """Mean pain of the last seven days; 0 for someone without an episode who gave none."""
        values = self.pains(self.on - timedelta(days=DAYS_PER_WEEK), self.on)
        if values:
            return sum(values) / len(values)
        return 0 if self.record.episode is None else None

    def first_pain(self) -> float | None:
        days = sorted(
            [outcome.on for outcome in self.record.outcomes if outcome.instrument == "nprs"]
            + [entry.on for entry in self.record.log]
        )
        if not days or days[0] > self.on:
            return None
        values = self.pains(days[0] - timedelta(days=1), days[0])
        return sum(values) / len(values) if values else None

    def measured(self, test: str) -> float | None:
        """The latest value of a test on or before the day; of two sides the lesser."""
        days = [
            one.on for one in self.record.measurements if one.test == test and one.on <= self.on
        ]
        if not days:
            return None
        last = max(days)
        return min(
            one.value for one in self.record.measurements if one.test == test and one.on == last
        )

    def best_set(self, exercise: str, measure: Callable[[object], float]) -> float:
        """The best single set of an exercise in a green session."""
        return max(
            (
                measure(one)
                for entry in self.log
                if light(entry, self.on, self.knowledge) is Light.GREEN
                for done in entry.done
                if done.exercise == exercise
                for one in done.sets
            ),
            default=0,
        )

    def outcome(self, instrument: str) -> list[tuple[date, float]]:
        """Scores of an instrument, oldest first: the sum, or the mean for PSFS."""
        out = []
        for entry in sorted(self.record.outcomes, key=lambda entry: entry.on):
            if entry.instrument == instrument and entry.on <= self.on and entry.answers:
                total = sum(entry.answers.values())
                mean = instrument == "psfs"
                out.append((entry.on, total / len(entry.answers) if mean else total))
        return out


def _reps(one: object) -> float:
    return float(getattr(one, "reps", None) or 0)


def _minutes(one: object) -> float:
    return float(getattr(one, "minutes", None) or 0)


def _held(one: object) -> float:
    reps = getattr(one, "reps", None) or 1
    return float(getattr(one, "hold_s", None) or 0) * float(reps)


def _checks(until: _Until) -> Iterator[Criterion]:
    """Ten bridges, five chair stands, a walk: measured, or done in a green session."""
    bridges = until.figure("STG2", "bridges")
    stands = until.figure("STG2", "chair_stands")
    walk = until.figure("STG2", "walk_minutes")
    yield Criterion(
        text=say("{count} two-leg bridges", count=bridges),
        met=max(until.measured("bridge-count") or 0, until.best_set("bridge", _reps)) >= bridges,
    )
    yield Criterion(
        text=say("{count} stands from a chair without hands", count=stands),
        met=max(until.measured("chair-stand-30s") or 0, until.best_set("sit-to-stand", _reps))
        >= stands,
    )
    yield Criterion(
        text=say("a comfortable walk of {minutes} minutes", minutes=walk),
        met=max(until.measured("comfortable-walk") or 0, until.best_set("walking", _minutes))
        >= walk,
    )


def _to_intermediate(until: _Until, _since: date | None) -> list[Criterion]:
    checks = list(_checks(until))
    pain = until.pain_now()
    direct = until.figure("STG2", "direct_entry_pain")
    if pain is not None and pain <= direct and all(check.met for check in checks):
        return [Criterion(text=say("pain of {pain} or less", pain=direct), met=True), *checks]
    days = until.figure("STG2", "days")
    sessions = until.figure("STG2", "sessions")
    most = until.figure("STG2", "average_pain")
    drop = until.figure("STG2", "pain_drop_share")
    calm = until.figure("STG2", "red_free_days")
    first = min((entry.on for entry in until.log if entry.done), default=None)
    start = until.first_pain()
    lower = pain is not None and start is not None and pain <= start * (1 - drop) + HAIR
    return [
        Criterion(
            text=say("{days} days since the first session", days=days),
            met=first is not None and (until.on - first).days >= days,
        ),
        Criterion(
            text=say("{count} sessions done", count=sessions),
            met=until.sessions_since(None) >= sessions,
        ),
        Criterion(
            text=say(
                "average pain of the week {pain} or less, or {share} lower than at first",
                pain=most,
                share=percent(drop),
            ),
            met=pain is not None and (pain <= most or lower),
        ),
        Criterion(text=say("no red session in {days} days", days=calm), met=until.reds(calm) == 0),
        *checks,
    ]


def _function(until: _Until) -> Criterion:
    drop = until.figure("STG3", "rmdq_drop_share")
    low = until.figure("STG3", "rmdq")
    scores = until.outcome("rmdq-24")
    met = bool(scores) and (scores[-1][1] <= low or scores[-1][1] <= scores[0][1] * (1 - drop))
    own = until.outcome("psfs")
    met = met or (bool(own) and own[-1][1] >= until.figure("STG4", "psfs"))
    return Criterion(
        text=say(
            "RMDQ {score} or less or {share} better (or your own activities nearly easy)",
            score=low,
            share=percent(drop),
        ),
        met=met or until.record.episode is None,
    )


def _to_advanced(until: _Until, since: date | None) -> list[Criterion]:
    weeks = until.figure("STG3", "weeks")
    sessions = until.figure("STG3", "sessions")
    pain = until.pain_now()
    most = until.figure("STG3", "pain")
    calm = until.figure("STG3", "red_free_days")
    reps = until.figure("STG3", "bird_dog_reps")
    hold = until.figure("STG3", "bird_dog_hold_s")
    side = until.figure("STG3", "side_plank_knees_hold_s")
    squats = until.figure("STG3", "squats")
    walk = until.figure("STG3", "walk_minutes")
    return [
        Criterion(
            text=say("{weeks} weeks in the intermediate stage", weeks=weeks),
            met=since is not None and (until.on - since).days >= weeks * DAYS_PER_WEEK,
        ),
        Criterion(
            text=say("{count} sessions done in it", count=sessions),
            met=until.sessions_since(since) >= sessions,
        ),
        Criterion(
            text=say("pain of {pain} or less", pain=most), met=pain is not None and pain <= most
        ),
        _function(until),
        Criterion(text=say("no red session in {days} days", days=calm), met=until.reds(calm) == 0),
        Criterion(
            text=say("bird dog {reps} x {seconds} s a side", reps=reps, seconds=hold),
            met=until.best_set("bird-dog", _held) >= reps * hold,
        ),
        Criterion(
            text=say("side plank from the knees {seconds} s a side", seconds=side),
            met=until.best_set("side-plank-knees", _held) >= side,
        ),
        Criterion(
            text=say("{count} squats", count=squats), met=until.best_set("squat", _reps) >= squats
        ),
        Criterion(
            text=say("a walk of {minutes} minutes", minutes=walk),
            met=max(until.best_set("walking", _minutes), until.best_set("brisk-walking", _minutes))
            >= walk,
        ),
    ]


def _to_maintenance(until: _Until, since: date | None) -> list[Criterion]:
    weeks = until.figure("STG4", "weeks")
    pain = until.pain_now()
    most = until.figure("STG4", "pain")
    rmdq = until.figure("STG4", "rmdq")
    psfs = until.figure("STG4", "psfs")
    scores = until.outcome("rmdq-24")
    own = until.outcome("psfs")
    goal = bool(own) and own[-1][1] >= psfs
    return [
        Criterion(
            text=say("{weeks} weeks in the advanced stage", weeks=weeks),
            met=since is not None and (until.on - since).days >= weeks * DAYS_PER_WEEK,
        ),
        Criterion(
            text=say("pain of {pain} or less", pain=most), met=pain is not None and pain <= most
        ),
        Criterion(
            text=say(
                "RMDQ {score} or less, or your own activities {rating} or more",
                score=rmdq,
                rating=psfs,
            ),
            met=goal or (bool(scores) and scores[-1][1] <= rmdq),
        ),
    ]


_UP = {
    Stage.INITIAL: (Stage.INTERMEDIATE, "STG2", _to_intermediate),
    Stage.INTERMEDIATE: (Stage.ADVANCED, "STG3", _to_advanced),
    Stage.ADVANCED: (Stage.MAINTENANCE, "STG4", _to_maintenance),
}
_DOWN = {
    Stage.INTERMEDIATE: Stage.INITIAL,
    Stage.ADVANCED: Stage.INTERMEDIATE,
    Stage.MAINTENANCE: Stage.INTERMEDIATE,
}


def _falls_back(until: _Until, stage: Stage, since: date | None, entry_pain: float | None) -> bool:
    if stage not in _DOWN:
        return False
    if since is not None and until.on <= since:
        return False
    reds = until.figure("STG3", "fall_back_reds")
    if until.reds(until.figure("STG3", "fall_back_red_days")) >= reds:
        return True
    pain = until.pain_now()
    days = until.figure("STG3", "fall_back_pain_days")
    long_enough = since is not None and (until.on - since).days >= days
    rise = until.figure("STG3", "fall_back_pain_rise")
    return long_enough and pain is not None and entry_pain is not None and pain >= entry_pain + rise


def _replay(record: Record, on: date, knowledge: Knowledge) -> tuple[Stage, date | None, Phrase]:
    days = sorted(
        {
            day
            for day in (
                *(entry.on for entry in record.log),
                *(outcome.on for outcome in record.outcomes),
                *(one.on for one in record.measurements),
                on,
            )
            if day <= on
        }
    )
    stage, since, because = Stage.INITIAL, None, say("everyone starts here")
    entry_pain: float | None = None
    fell: date | None = None
    for day in days:
        until = _Until(record, day, knowledge)
        if _falls_back(until, stage, since, entry_pain):
            stage, since, fell = _DOWN[stage], day, day
            entry_pain = until.pain_now()
            because = say("a step back on {day} after painful days; a plan, not a failure", day=day)
            continue
        # After a step back the way up is open again once the red days are past.
        calm = until.figure("STG2", "red_free_days")
        if stage not in _UP or (fell is not None and (day - fell).days < calm):
            continue
        above, _, criteria = _UP[stage]
        if all(criterion.met for criterion in criteria(until, since)):
            stage, since = above, day
            entry_pain = until.pain_now()
            because = say("you met every criterion on {day}", day=day)
    return stage, since, because


def place(record: Record, on: date, knowledge: Knowledge, *, gentle: bool) -> Placed:
    """Say at which stage the person is on a day, and what the next stage asks.

    A clinician's `set-stage` directive decides; `cap-stage` directives cap whatever was decided.
    While only the gentle plan is allowed, everyone is at the initial stage.
    """
    stage, since, because = _replay(record, on, knowledge)
    rules = ["STG1" if stage is Stage.INITIAL else f"STG{list(Stage).index(stage) + 1}"]
    orders = [one for one in record.directives if isinstance(one, SetStage) and one.on <= on]
    if orders:
        last = max(orders, key=lambda one: one.on)
        stage, since, because = last.stage, last.on, say("set by {by}", by=last.by)
        rules = ["GRD11"]
    for cap in record.directives:
        if isinstance(cap, CapStage) and cap.on <= on and cap.stage.rank < stage.rank:
            stage = cap.stage
            because = say("held at {stage} by {by}", stage=STAGE[cap.stage], by=cap.by)
            rules = ["GRD11"]
    if gentle and stage is not Stage.INITIAL:
        stage = Stage.INITIAL
        because = say("a gentle plan until a clinician has had a look")
        rules = ["GRD2"]
    criteria: tuple[Criterion, ...] = ()
    if stage in _UP:
        criteria = tuple(_UP[stage][2](_Until(record, on, knowledge), since))
    return Placed(
        stage=stage, since=since, because=because, next_criteria=criteria, rules=tuple(rules)
    )
