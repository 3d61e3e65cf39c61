# SPDX-License-Identifier: Apache-2.0
"""From where the log stands to what the coming week may hold: steps up, holds, steps down.

The most restrictive bound wins, and every bound that bit is told. Steps up are few a week and
wait for a yes where the policy says so; steps down are made at once.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from multifidus.coach.adjust_down import Week, downs, rung_name
from multifidus.coach.dose_levels import lowered
from multifidus.coach.light import Light
from multifidus.coach.reins import COLOUR
from multifidus.coach.replay import DAYS_PER_WEEK, Track
from multifidus.coach.why import VOLUME, days_words, dose_words, in_force
from multifidus.domain.adaptation import (
    Adjustment,
    AdjustmentKind,
    AdjustmentStatus,
    Clamp,
)
from multifidus.domain.phrase import Phrase, joined, lower, say
from multifidus.domain.words import CORE_MODALITIES, Modality


@dataclass(slots=True)
class Adjusted:
    """Dose levels by exercise, highest rung by ladder, and every adjustment that led there."""

    levels: dict[str, int] = field(default_factory=dict)
    rungs: dict[str, int] = field(default_factory=dict)
    raised: dict[str, int] = field(default_factory=dict)
    """Dose levels that are a step up."""
    climbing: set[str] = field(default_factory=set)
    """Ladders whose highest rung is open for the first time."""
    adjustments: list[Adjustment] = field(default_factory=list)


def adjust(week: Week) -> Adjusted:
    """Work out dose levels and rungs for the week, and the adjustments that lead to them."""
    out = Adjusted()
    out.rungs = _rungs(week)
    for name, track in week.now.tracks.items():
        level = track.level
        if track.last is not None and track.last < _fresh(week):
            # What was left out for a while comes back as it was last done, not as once earned.
            level = min(level, max(track.met, track.table.start))
        out.levels[name] = lowered(level, track.table, week.reins.share)
    _start_lower(week, out)
    out.adjustments += downs(week)
    _ups(week, out)
    return out


def _start_lower(week: Week, out: Adjusted) -> None:
    """In a flare-up what was never logged starts lower too."""
    if week.flare is None or week.reins.share >= 1:
        return
    for name, exercise in week.knowledge.exercises.items():
        table = exercise.doses.stages.get(week.stage.table)
        if table is not None and name not in out.levels:
            out.levels[name] = lowered(table.start, table, week.reins.share)


def _rungs(week: Week) -> dict[str, int]:
    """By ladder the highest rung that may be used: a newcomer's, or one done in full and green."""
    out = dict(week.first_rungs)
    for name, ladder in week.now.ladders.items():
        if ladder.done:
            out[name] = max(out.get(name, 0), ladder.done)
        if ladder.cap is not None:
            out[name] = min(out.get(name, ladder.cap), ladder.cap)
    return out


# --- what goes up ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Wish:
    """A step that the log has earned: the order in which wishes are served, and what it would be."""

    order: tuple[bool, int, int, str]
    track: Track
    days: tuple[date, ...]
    ladder: str = ""
    rung: int = 0


def _ups(week: Week, out: Adjusted) -> None:
    """Open every step that was earned, or say what holds it.

    The planner takes at most as many of them as may change in a week (PRG2), those that serve best.
    """
    wishes = sorted(_wishes(week, out), key=lambda one: one.order)
    if wishes and week.reins.held:
        out.adjustments.append(_hold_all(wishes, week))
        return
    least = min((_risen(one.track) for one in wishes if not _walks(one)), default=0)
    made = [_rung_up(one, week) if one.rung else _step_up(one, week) for one in wishes]
    most = week.figure("PRG2", "exercises_per_week")
    said_yes = sum(
        one.status is AdjustmentStatus.ACCEPTED and not _walks(wish)
        for wish, one in zip(wishes, made, strict=True)
    )
    for wish, step in zip(wishes, made, strict=True):
        clamps = list(_own_limits(wish, week))
        decided = step.status is AdjustmentStatus.ACCEPTED or _walks(wish)
        if not clamps and not wish.rung and not decided and _risen(wish.track) > least + 1:
            text = say("what has gone up less often has its turn first")
            clamps = [Clamp(rule="PRG2", text=text)]
        if not clamps and not decided and said_yes >= most:
            text = say("at most {count} exercises change in a week", count=most)
            clamps = [Clamp(rule="PRG2", text=text)]
        if clamps:
            out.adjustments.append(_hold(wish, clamps, week))
            continue
        out.adjustments.append(step)
        if not in_force(step, agreed=week.agreed):
            continue
        if wish.rung:
            out.rungs[wish.ladder] = wish.rung
            out.climbing.add(wish.ladder)
        else:
            name = wish.track.exercise.id
            out.levels[name] += 1
            out.raised[name] = out.levels[name]


def _walks(wish: _Wish) -> bool:
    """Whether a step is one of walking or its like: their minutes rise by a rule of their own."""
    return wish.track.exercise.modality is Modality.AEROBIC


def _fresh(week: Week) -> date:
    """Return the first day of the weeks that a week may rise from (PRG6)."""
    weeks = 1 + int(week.figure("PRG6", "repeats"))
    return week.desk.monday - timedelta(days=weeks * DAYS_PER_WEEK)


def _own_limits(wish: _Wish, week: Week) -> Iterable[Clamp]:
    """What the person or the clinician has set beforehand, narrower than the rulebook."""
    policy = week.record.policy
    if policy.exercises_per_week == 0:
        yield Clamp(rule="policy", text=say("your own limit: nothing goes up for now"))
    if wish.rung and not policy.new_rungs:
        yield Clamp(rule="policy", text=say("your own limit: no harder variants for now"))


def _wishes(week: Week, out: Adjusted) -> Iterable[_Wish]:
    in_a_row = int(week.figure("PRG1", "sessions_in_a_row"))
    fresh = _fresh(week)
    climbing: set[str] = set()
    for ladder_id, ladder in sorted(week.now.ladders.items()):
        if not ladder.ready or ladder.cap is not None:
            continue
        rung = max(ladder.ready)
        name, days = ladder.ready[rung]
        harder = _next_rung(ladder_id, out.rungs.get(ladder_id, rung), week)
        track = week.now.tracks.get(name)
        if harder is None or track is None or rung < out.rungs.get(ladder_id, rung):
            continue
        if track.last is None or track.last < fresh or track.streak < in_a_row:
            continue
        climbing.add(name)
        yield _Wish(_order(track), track, days, ladder_id, harder)
    for name, track in sorted(week.now.tracks.items()):
        if name in climbing or track.streak < in_a_row:
            continue
        if track.last is None or track.last < fresh or _rose_this_week(name, track, week):
            continue
        if track.level + 1 >= len(track.table.steps) or track.level < track.table.start:
            continue
        yield _Wish(_order(track), track, tuple(track.dates[-in_a_row:]))


def _rose_this_week(name: str, track: Track, week: Week) -> bool:
    before = week.now.before.get(name)
    return before is not None and track.level > before


def _risen(track: Track) -> int:
    """Return how many steps above the newcomer's an exercise stands."""
    return track.level - track.table.start


def _order(track: Track) -> tuple[bool, int, int, str]:
    """Core exercises first, then those that have risen least, so that all have their turn."""
    other = track.exercise.modality not in CORE_MODALITIES
    return other, _risen(track), -track.times, track.exercise.id


def _next_rung(ladder: str, open_rung: int, week: Week) -> int | None:
    """Return the next rung of a ladder that the stage has, above what is open."""
    rungs = [
        exercise.ladder.rung
        for exercise in week.knowledge.exercises.values()
        if exercise.ladder.id == ladder
        and exercise.ladder.rung > open_rung
        and exercise.stage.rank <= week.stage.rank
    ]
    return min(rungs, default=None)


def _inputs(wish: _Wish) -> dict[str, str]:
    inputs: dict[str, str] = {
        "sessions": ", ".join(day.isoformat() for day in wish.days),
        "light": COLOUR[Light.GREEN],
    }
    if wish.track.efforts:
        inputs["effort"] = f"{max(wish.track.efforts[-len(wish.days) :]):g}"
    return inputs


def _earned(wish: _Wish) -> Phrase:
    return say(
        "done in full, with the effort as planned, and borne well on {days}",
        days=days_words(wish.days),
    )


def _step_up(wish: _Wish, week: Week) -> Adjustment:
    track = wish.track
    before, after = (
        dose_words(track.table.steps[level]) for level in (track.level, track.level + 1)
    )
    return week.desk.write(
        AdjustmentKind.UP,
        track.exercise.id,
        mark=str(track.level + 1),
        name=track.exercise.name,
        rule="WLK1" if _walks(wish) else "PRG1",
        text=say(
            "{exercise} may go from {before} to {after}: {because}.",
            exercise=track.exercise.name,
            before=before,
            after=after,
            because=_earned(wish),
        ),
        inputs=_inputs(wish),
        before=before,
        wanted=after,
        levels=(track.level, track.level + 1),
    )


def _rung_up(wish: _Wish, week: Week) -> Adjustment:
    harder = rung_name(wish.ladder, wish.rung, week.knowledge)
    return week.desk.write(
        AdjustmentKind.RUNG_UP,
        wish.ladder,
        mark=str(wish.rung),
        name=week.knowledge.ladders[wish.ladder].name,
        rule="PRG5",
        text=say(
            "A harder one of its kind may come, {harder}: {exercise} is at the top of its range, "
            "{because}.",
            harder=lower(harder),
            exercise=lower(wish.track.exercise.name),
            because=_earned(wish),
        ),
        inputs=_inputs(wish),
        before=wish.track.exercise.name,
        wanted=harder,
    )


def _hold_all(wishes: list[_Wish], week: Week) -> Adjustment:
    """Say once what keeps everything as it is, and which exercises had earned a step."""
    first = week.reins.held[0]
    return week.desk.write(
        AdjustmentKind.HOLD,
        VOLUME,
        mark=first.rule,
        name=say("The whole week"),
        rule=first.rule,
        text=say("Nothing goes up this week: {because}.", because=first.text),
        inputs={
            "on": week.on.isoformat(),
            "earned": joined((one.track.exercise.name for one in wishes), "; "),
        },
        before=say("as it is"),
        wanted=say("a step up for {count}", count=len(wishes)),
        after=say("as it is"),
        clamps=week.reins.held,
    )


def _hold(wish: _Wish, clamps: list[Clamp], week: Week) -> Adjustment:
    track = wish.track
    now = dose_words(track.table.steps[track.level])
    if wish.rung:
        wanted: str = rung_name(wish.ladder, wish.rung, week.knowledge)
        now_at: str = track.exercise.name
    else:
        wanted = dose_words(track.table.steps[track.level + 1])
        now_at = now
    return week.desk.write(
        AdjustmentKind.HOLD,
        track.exercise.id,
        mark=str(wish.rung or track.level),
        name=track.exercise.name,
        rule=clamps[0].rule if clamps[0].rule in week.knowledge.rules else "PRG11",
        text=say(
            "{exercise} has earned a step and stays as it is: {because}.",
            exercise=track.exercise.name,
            because=clamps[0].text,
        ),
        inputs=_inputs(wish),
        before=now_at,
        wanted=wanted,
        after=now_at,
        levels=(track.level, track.level),
        clamps=clamps,
    )
