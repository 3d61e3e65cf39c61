# SPDX-License-Identifier: Apache-2.0
"""How changes come into force, and the bounds that a person sets beforehand.

A bound can only narrow what the rulebook allows: what is typed wider is refused in words. Where
several bounds speak of one thing, the most restrictive wins; this page shows all of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from multifidus.domain.phrase import say
from multifidus.domain.record import CapLoad, CapStage, Policy, Record
from multifidus.domain.words import Autonomy, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on
from multifidus.service import records
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked
from multifidus.service.house import Service
from multifidus.service.way_in_typed import Reader, Typed

ANY: Final = ""
"""The choice that sets no bound of one's own."""
PER_CENT: Final = 100
RISES: Final = (0.5, 0)
"""Offered below what the rulebook allows a week to rise: the half of it, and nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Most:
    """What may be had at most, whatever a person sets: the rulebook's figures, and a clinician's word.

    `tiers` is the highest class of load by stage; `rise` is in per cent. `stage_by` and `load_by` are
    the directives that bind, None without one.
    """

    exercises: int
    rise: float
    tiers: dict[str, int]
    stage_by: CapStage | None = None
    load_by: CapLoad | None = None

    @property
    def rises(self) -> tuple[float, ...]:
        """The choices for how much a week may rise, in per cent, the largest first."""
        return (self.rise, *(self.rise * share for share in RISES))

    @property
    def top_tier(self) -> int:
        """The highest class of load that any stage may have."""
        return max(self.tiers.values())


def most_of(record: Record, knowledge: Knowledge) -> Most:
    """Return what the rulebook and the clinicians allow at most.

    Parameters
    ----------
    record : Record
        As it is known on the day.
    """
    tiers = knowledge.rules["GRD2"].figures
    stages = [one for one in record.directives if isinstance(one, CapStage)]
    loads = [one for one in record.directives if isinstance(one, CapLoad)]
    return Most(
        exercises=int(knowledge.rules["PRG2"].figures["exercises_per_week"].value),
        rise=knowledge.rules["PRG4"].figures["weekly_rise_share"].value * PER_CENT,
        tiers={
            stage.value: int(tiers[f"tier_cap_{stage.table}"].value)
            for stage in Stage
            if f"tier_cap_{stage.table}" in tiers
        },
        stage_by=min(stages, key=lambda one: one.stage.rank, default=None),
        load_by=min(loads, key=lambda one: one.tier, default=None),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the page shows: the policy that holds, and what may be had at most."""

    policy: Policy
    most: Most


def settings_of(service: Service, who: Who) -> Settings:
    """Return the asker's policy and its outer bounds.

    Raises
    ------
    Blocked
        If nothing is known yet of who they are.
    """
    decide(who, Action.READ_RECORD)
    now = records.kept(service, who)
    if now is None:
        raise Blocked(say("Please begin with who you are."))
    record = known_on(now.record, service.today())
    return Settings(policy=record.policy, most=most_of(record, service.knowledge))


def typed_policy(policy: Policy) -> Typed:
    """Fill the form from the policy that holds."""

    def plain(value: float | None) -> str:
        return ANY if value is None else f"{value:g}"

    return {
        "mode": [policy.mode.value],
        "exercises": [plain(policy.exercises_per_week)],
        "rise": [plain(policy.weekly_rise_percent)],
        "stage": [policy.top_stage.value if policy.top_stage else ANY],
        "load": [plain(policy.top_tier)],
        "harder": ["yes" if policy.new_rungs else "no"],
    }


def _number(reader: Reader, name: str, most: float, choices: Iterable[float]) -> float | None:
    """Read a bound; one as wide as the rulebook's own is none."""
    value = reader.choice(name, [ANY, *(f"{one:g}" for one in choices)])
    return float(value) if value and float(value) < most else None


def read_policy(typed: Typed, most: Most) -> dict[str, Any]:
    """Read the form into the section of the record; bounds that were not set are left out.

    Raises
    ------
    Invalid
        With a word about each field that cannot be right.
    """
    reader = Reader(typed)
    needed = say("Choose one of these.")
    body: dict[str, Any] = {"mode": reader.choice("mode", Autonomy, needed=needed)}
    exercises = _number(reader, "exercises", most.exercises, range(most.exercises + 1))
    if exercises is not None:
        body["exercises_per_week"] = int(exercises)
    rise = _number(reader, "rise", most.rise, most.rises)
    if rise is not None:
        body["weekly_rise_percent"] = rise
    stage = reader.choice("stage", [ANY, *Stage])
    if stage:
        body["top_stage"] = stage
    load = _number(reader, "load", most.top_tier, range(most.top_tier + 1))
    if load is not None:
        body["top_tier"] = int(load)
    harder = reader.choice("harder", ("yes", "no"), needed=needed)
    reader.done()
    return body | {"new_rungs": harder == "yes"}


def save_policy(service: Service, who: Who, typed: Typed) -> None:
    """Take in the policy; the same once more adds nothing to the record.

    Raises
    ------
    Invalid
        With a word about each field that cannot be right.
    """
    decide(who, Action.ADD_FACTS)
    now = settings_of(service, who)
    body = read_policy(typed, now.most)
    if body != as_section(now.policy):
        records.add(service, who, "policy", body)


def as_section(policy: Policy) -> dict[str, Any]:
    """Return a policy as the record file has it, bounds that are not set left out."""
    bounds = {
        "exercises_per_week": policy.exercises_per_week,
        "weekly_rise_percent": policy.weekly_rise_percent,
        "top_stage": policy.top_stage.value if policy.top_stage else None,
        "top_tier": policy.top_tier,
    }
    set_ = {key: value for key, value in bounds.items() if value is not None}
    return {"mode": policy.mode.value, **set_, "new_rungs": policy.new_rungs}
