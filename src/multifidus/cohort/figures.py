# SPDX-License-Identifier: Apache-2.0
"""A life in figures, and the figures of many lives. All sums; the same lives give the same figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from multifidus.cohort.invariants import Breach
from multifidus.cohort.invariants.read import done_work, light
from multifidus.cohort.lived import Life, Policy
from multifidus.cohort.nature import DAYS_PER_WEEK, EMERGENCY_SIGNS, FALL_SIGN, SLOW_SIGNS
from multifidus.domain.adaptation import AdjustmentStatus
from multifidus.domain.words import Stage
from multifidus.knowledge.loader import Knowledge

Row = dict[str, Any]

COUNTED: Final = ("squat", "push-up", "sit-up")
"""The exercises with milestones of repetitions (rule PRG9)."""
_DANGERS: Final = frozenset({*EMERGENCY_SIGNS, *SLOW_SIGNS, FALL_SIGN})


def weekly_work(life: Life, knowledge: Knowledge) -> list[float]:
    """Work done in each week lived, in seconds under load times load tier."""
    out = [0.0] * life.weeks
    for sat in life.sat:
        for done in sat.entry.done:
            exercise = knowledge.exercises[done.exercise]
            out[sat.day // DAYS_PER_WEEK] += done_work(exercise, done.sets)
    return out


def jumps(life: Life, knowledge: Knowledge, share: float) -> int:
    """Count the weeks whose work is over the better of the two before, and the usual, by `share`."""
    work = weekly_work(life, knowledge)
    count = 0
    for number, now in enumerate(work):
        before = max([life.nature.used_to, *work[max(0, number - 2) : number]])
        count += now > before * (1 + share)
    return count


def milestones(life: Life, knowledge: Knowledge) -> list[str]:
    """Name what was reached in sessions that were green."""
    found: set[str] = set()
    figures = knowledge.rules["PRG9"].figures
    ended = life.start + timedelta(days=life.weeks * DAYS_PER_WEEK + 1)
    walks = (
        knowledge.rules["STG2"].figures["walk_minutes"].value,
        knowledge.rules["STG3"].figures["walk_minutes"].value,
    )
    for sat in life.sat:
        if light(sat.entry, ended, knowledge) != "green":
            continue
        for done in sat.entry.done:
            reps = sum(one.reps or 0 for one in done.sets)
            minutes = max((one.minutes or 0 for one in done.sets), default=0)
            if done.exercise in COUNTED:
                found |= {
                    f"{figures[name].value:g} repetitions"
                    for name in ("good", "better", "best")
                    if reps >= figures[name].value
                }
            if "walking" in done.exercise:
                found |= {f"walk of {value:g} minutes" for value in walks if minutes >= value}
    for asked in life.first_of_weeks():
        if life.policy is Policy.ADAPT and asked.week and asked.week.stage is not Stage.INITIAL:
            found.add(f"stage {asked.week.stage}")
    return sorted(found)


def row_of(life: Life, knowledge: Knowledge, broken: Iterable[Breach] = ()) -> Row:
    """Return one life as a row: plain values, nothing that depends on the machine."""
    ended = life.start + timedelta(days=life.weeks * DAYS_PER_WEEK + 1)
    done = [sat for sat in life.sat if sat.entry.done]
    lights = Counter(light(sat.entry, ended, knowledge) for sat in done)
    refusals = Counter(str(one.refusal.kind) for one in life.asked if one.refusal)
    changes: Counter[str] = Counter()
    for asked in life.first_of_weeks():
        for one in asked.week.adjustments if asked.week else ():
            if one.status is not AdjustmentStatus.SUGGESTED:
                changes[f"{one.kind} {one.status}"] += 1
    concern = knowledge.rules["PRG4"].figures
    return {
        "seed": life.seed,
        "kind": str(life.nature.kind),
        "policy": str(life.policy),
        "weeks": life.weeks,
        "asked": len(life.asked),
        "released": sum(one.week is not None for one in life.asked),
        "refused": dict(sorted(refusals.items())),
        "weeks with a plan": sum(1 for _ in life.first_of_weeks()),
        "sessions planned": sum(life.planned.values()),
        "sessions done": len(done),
        "green": lights["green"],
        "amber": lights["amber"],
        "red": lights["red"],
        "truly painful": sum(sat.rise >= concern_rise(knowledge) for sat in done),
        "flare-ups": len(life.flares),
        "minutes": round(sum(sat.minutes for sat in done)),
        "rise over 10 %": jumps(life, knowledge, concern["weekly_rise_share"].value),
        "rise over 30 %": jumps(life, knowledge, concern["jump_of_concern"].value),
        "unsuited": sum(sat.unsuited for sat in done),
        "after a danger sign": sum(
            any(one.sign in _DANGERS for one in life.nature.trouble_on(sat.day)) for sat in done
        ),
        "changes": dict(sorted(changes.items())),
        "milestones": milestones(life, knowledge),
        "breaches": [
            {
                "invariant": one.invariant,
                "on": one.broken.on.isoformat(),
                "text": one.broken.text,
            }
            for one in broken
        ],
    }


def concern_rise(knowledge: Knowledge) -> float:
    """Return the rise of true pain in a session that counts as painful, reported or not."""
    return knowledge.rules["PAIN2"].figures["rise"].value


SUMMED: Final = (
    "asked",
    "released",
    "weeks with a plan",
    "sessions planned",
    "sessions done",
    "green",
    "amber",
    "red",
    "truly painful",
    "flare-ups",
    "minutes",
    "rise over 10 %",
    "rise over 30 %",
    "unsuited",
    "after a danger sign",
)


def totals(rows: Iterable[Mapping[str, Any]]) -> Row:
    """Add up the rows of one policy."""
    out: Row = {"people": 0, "person-weeks": 0, "breaches": 0, **dict.fromkeys(SUMMED, 0)}
    refused: Counter[str] = Counter()
    changes: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    for row in rows:
        out["people"] += 1
        out["person-weeks"] += row["weeks"]
        for name in SUMMED:
            out[name] += row[name]
        refused.update(row["refused"])
        changes.update(row["changes"])
        reached.update(row["milestones"])
        kinds[row["kind"]] += 1
        broken.update(one["invariant"] for one in row["breaches"])
        out["breaches"] += len(row["breaches"])
    counted = {
        "refused": refused,
        "changes": changes,
        "milestones": reached,
        "kinds": kinds,
        "broken": broken,
    }
    return out | {name: dict(sorted(found.items())) for name, found in counted.items()}


def by_policy(rows: Iterable[Mapping[str, Any]]) -> dict[str, Row]:
    """Add up the rows of each policy."""
    sorted_rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        sorted_rows[row["policy"]].append(row)
    order = [str(policy) for policy in Policy]
    return {name: totals(sorted_rows[name]) for name in order if name in sorted_rows}
