# SPDX-License-Identifier: Apache-2.0
"""What may never be used for this person, and why: one named function per reason.

Removing exercises before the model is built halves it. Every removal names the person's own fact,
so that the plan can say what was left out, and a refusal what stands in the way of a directive.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from multifidus.domain.phrase import Phrase, listed, say, strung, termed, unstopped
from multifidus.domain.record import (
    Allow,
    CapLoad,
    CapStage,
    Directive,
    Exclude,
    Record,
    Require,
    SetStage,
)
from multifidus.domain.results import Caution, Clearance, Finding, Standing
from multifidus.domain.spoken import STAGE
from multifidus.domain.sport import SportCase
from multifidus.domain.week import Fact, LeftOut
from multifidus.domain.words import CORE_MODALITIES, Modality, Stage
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import DoseStep, Exercise
from multifidus.plan.reach import RULE, Reach, reaches, shortfall


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything about the person that decides which exercises may be used."""

    record: Record
    clearance: Clearance
    standing: Standing
    cautions: tuple[Caution, ...]
    knowledge: Knowledge
    findings: tuple[Finding, ...] = ()
    sport: SportCase | None = None

    @property
    def reaches(self) -> Mapping[str, Reach]:
        """How far the worse side comes, by need, as far as it was measured."""
        return reaches(self.findings, self.knowledge)

    @property
    def allowed_pairs(self) -> frozenset[tuple[str, str]]:
        """Exercise and condition that a clinician's `allow` directive names together."""
        return frozenset(
            (directive.exercise, directive.condition)
            for directive in self.record.directives
            if isinstance(directive, Allow)
        )

    @property
    def last_rungs(self) -> Mapping[str, int]:
        """By ladder, the highest rung done lately."""
        out: dict[str, int] = {}
        for name in sorted({*self.standing.last_week, *self.standing.recent}):
            place = self.knowledge.exercises[name].ladder
            out[place.id] = max(out.get(place.id, 0), place.rung)
        return out


@dataclass(frozen=True, slots=True)
class Bar:
    """Why an exercise may not be used: the rule, the words, and the person's fact behind it.

    `would_free` says what would lift it, where that is more than the end of the fact.
    """

    rule: str
    because: str
    fact: Fact
    would_free: str = ""


WALKING = "walking"
"""The ladder that a measured comfortable walk speaks about."""

Filter = Callable[[Exercise, Case], Bar | None]


def _directive_fact(case: Case, index: int) -> Fact:
    directive = case.record.directives[index]
    text = say("{what} ({on})", what=_directive(directive, case), on=directive.on)
    return Fact(id=f"directives[{index}]", text=text)


def _directive(directive: Directive, case: Case) -> Phrase:
    by = directive.by
    match directive:
        case Exclude():
            return say("{by} excludes {exercise}", by=by, exercise=_by_id(directive.exercise, case))
        case Require():
            return say(
                "{by} requires {exercise} {times} times a week",
                by=by,
                exercise=_by_id(directive.exercise, case),
                times=directive.times_per_week,
            )
        case CapLoad():
            return say("{by} caps the load at tier {tier}", by=by, tier=directive.tier)
        case CapStage():
            return say("{by} caps the stage at {stage}", by=by, stage=STAGE[directive.stage])
        case SetStage():
            return say("{by} sets the stage to {stage}", by=by, stage=STAGE[directive.stage])
        case _:
            return say("{by}: {kind}", by=by, kind=directive.kind)


def _by_id(exercise: str, case: Case) -> str:
    """Name an exercise by its id; other languages name it by its name."""
    known = case.knowledge.exercises.get(exercise)
    return exercise if known is None else termed(exercise, known.name)


def directive_fact(case: Case, index: int) -> Fact:
    """Name the directive at `index` as a fact of the person."""
    return _directive_fact(case, index)


def excluded_by_directive(exercise: Exercise, case: Case) -> Bar | None:
    """A clinician excludes it."""
    for index, directive in enumerate(case.record.directives):
        if isinstance(directive, Exclude) and directive.exercise == exercise.id:
            fact = _directive_fact(case, index)
            return Bar("GRD11", fact.text, fact)
    return None


def flagged(exercise: Exercise, case: Case) -> Bar | None:
    """It carries a caution flag that the person has."""
    for caution in case.cautions:
        if caution.flag not in exercise.cautions:
            continue
        if (exercise.id, caution.flag) in case.allowed_pairs:
            continue
        because = unstopped(caution.because)
        return Bar("GRD3", because, Fact(id=f"condition:{caution.flag}", text=because))
    return None


def above_stage(exercise: Exercise, case: Case) -> Bar | None:
    """It belongs to a later stage than the person's."""
    stage = case.standing.stage
    if exercise.stage.rank <= stage.rank:
        return None
    text = say(
        "belongs to the {stage} stage; you are at {own}",
        stage=STAGE[exercise.stage],
        own=STAGE[stage],
    )
    return Bar("GRD2", text, _stage_fact(case))


def _stage_fact(case: Case) -> Fact:
    text = say(
        "your stage is {stage}: {because}",
        stage=STAGE[case.standing.stage],
        because=case.standing.because,
    )
    return Fact(id="stage", text=text)


def tier_cap(case: Case) -> tuple[int, str, Fact]:
    """The highest lumbar load tier this person may have, the rule behind it, and the fact."""
    figures = case.knowledge.rules["GRD2"].figures
    stage = case.standing.stage
    caps = [
        (
            int(figures[f"tier_cap_{stage.table}"].value),
            "GRD2",
            _stage_fact(case),
        )
    ]
    if case.clearance.gentle:
        text = say("a clinician has yet to review something you answered")
        fact = Fact(id="screening", text=text)
        caps.append((int(figures["tier_cap_review"].value), "GRD2", fact))
    own = case.record.policy.top_tier
    if own is not None:
        text = say("your own limit is load tier {tier}", tier=own)
        caps.append((own, "PRG11", Fact(id="policy.top_tier", text=text)))
    caps += [
        (directive.tier, "GRD11", _directive_fact(case, index))
        for index, directive in enumerate(case.record.directives)
        if isinstance(directive, CapLoad)
    ]
    return min(caps, key=lambda cap: cap[0])


def above_tier(exercise: Exercise, case: Case) -> Bar | None:
    """It loads the low back more than the person's cap."""
    cap, rule, fact = tier_cap(case)
    if exercise.load.tier <= cap:
        return None
    text = say(
        "load tier {tier} is above {cap} ({because})",
        tier=exercise.load.tier,
        cap=cap,
        because=fact.text,
    )
    return Bar(rule, text, fact)


def tier_4_without_opt_in(exercise: Exercise, case: Case) -> Bar | None:
    """It is of the highest load, and the person has not asked for such exercises."""
    highest = int(case.knowledge.rules["GRD4"].figures["tier"].value)
    if exercise.load.tier < highest or case.record.preferences.allow_tier_4:
        return None
    fact = Fact(id="preferences.allow_tier_4", text=say("exercises of the highest load are off"))
    return Bar("GRD4", say("highest load: off unless you ask for it"), fact)


def equipment_missing(exercise: Exercise, case: Case) -> Bar | None:
    """It needs something the person does not have."""
    known = case.knowledge.equipment
    missing = [
        item
        for item in exercise.equipment
        if not known[item].assumed and item not in case.record.equipment
    ]
    if not missing:
        return None
    things = listed((termed(item, known[item].plain_name) for item in missing), "")
    fact = Fact(id="equipment", text=say("your equipment does not list {things}", things=things))
    names = strung(known[item].plain_name for item in missing)
    return Bar("PLN1", say("needs {things}", things=names), fact)


def rung_not_earned(exercise: Exercise, case: Case) -> Bar | None:
    """Easier rungs of its ladder come first."""
    highest = case.standing.rungs.get(exercise.ladder.id, 0)
    if case.standing.progress_held or case.clearance.gentle:
        highest = min(highest, case.last_rungs.get(exercise.ladder.id, highest))
    if exercise.ladder.rung <= highest:
        return None
    text = say("easier exercises of its kind come first")
    fact = Fact(id=f"ladder:{exercise.ladder.id}", text=text)
    return Bar("PLN2", say("an easier exercise of its kind comes first"), fact)


def out_of_reach(exercise: Exercise, case: Case) -> Bar | None:
    """Its movement needs more range than the person's newest measurements show."""
    short = shortfall(exercise, case.reaches, case.knowledge)
    if short is None:
        return None
    finding = short.reach.finding
    side = f":{finding.side}" if finding.side else ""
    fact = Fact(id=f"measurements:{finding.test}{side}", text=short.reach.fact)
    return Bar(RULE, short.because, fact, short.would_free)


def new_in_a_flare(exercise: Exercise, case: Case) -> Bar | None:
    """Nothing is learned anew while a flare-up lasts, but what belongs to the initial stage."""
    flare = case.standing.flare
    if flare is None or exercise.stage is Stage.INITIAL or exercise.id in case.standing.recent:
        return None
    text = say("what is new waits until the flare-up is over")
    return Bar(
        "FLR1", text, Fact(id="flare_ups", text=say("a flare-up since {day}", day=flare.started))
    )


def _longer_than_the_first_walk(exercise: Exercise, step: DoseStep, case: Case) -> bool:
    """Whether a walk is longer than a newcomer's first: a share of the comfortable walk (WLK1)."""
    most, ladder = case.standing.walking_minutes, exercise.ladder.id
    if most is None or ladder != WALKING or step.minutes is None:
        return False
    walked = any(
        case.knowledge.exercises[name].ladder.id == WALKING for name in case.standing.levels
    )
    return not walked and step.minutes > most


def step_barred(exercise: Exercise, step: DoseStep, case: Case) -> bool:
    """Whether a dose is more than a caution leaves: long holds, or effort above easy.

    With blood pressure that is not controlled holds stay short, with heart symptoms aerobic work
    stays easy: within what the initial stage allows (hazards H11 and H12).
    """
    if _longer_than_the_first_walk(exercise, step, case):
        return True
    flags = {caution.flag for caution in case.cautions}
    for flag, modality, bound, value in (
        ("uncontrolled-hypertension", Modality.ISOMETRIC_HOLD, "hold_s", step.hold_s),
        ("heart-symptoms", Modality.AEROBIC, "effort", step.effort),
    ):
        if flag not in flags or exercise.modality is not modality:
            continue
        if (exercise.id, flag) in case.allowed_pairs:
            continue
        for rule in case.knowledge.doses.values():
            if rule.modality is not modality or Stage.INITIAL not in rule.stages:
                continue
            high = next(
                (one.absolute_high for name, one in rule.bounds.items() if name == bound), None
            )
            if high is not None and (value or 0) > high:
                return True
    return False


FILTERS: Final[tuple[Filter, ...]] = (
    excluded_by_directive,
    flagged,
    above_stage,
    above_tier,
    tier_4_without_opt_in,
    equipment_missing,
    rung_not_earned,
    new_in_a_flare,
    out_of_reach,
)


def bars(exercise: Exercise, case: Case) -> tuple[Bar, ...]:
    """Every reason why `exercise` may not be used."""
    return tuple(bar for check in FILTERS if (bar := check(exercise, case)) is not None)


def required(case: Case) -> Mapping[str, tuple[int, int]]:
    """By required exercise, the most times a week asked for and the index of that directive."""
    out: dict[str, tuple[int, int]] = {}
    for index, directive in enumerate(case.record.directives):
        if isinstance(directive, Require):
            times, first = out.get(directive.exercise, (0, index))
            if directive.times_per_week > times:
                out[directive.exercise] = (directive.times_per_week, index)
            else:
                out[directive.exercise] = (times, first)
    return out


def _outgrown(
    usable: list[Exercise], case: Case, keep: frozenset[str]
) -> dict[str, tuple[Exercise, ...]]:
    """Exercises of earlier stages below the highest usable rungs, unless asked for by name."""
    most = case.knowledge.planning.continuity.open_rungs
    by_ladder: dict[str, list[Exercise]] = {}
    for exercise in usable:
        by_ladder.setdefault(exercise.ladder.id, []).append(exercise)
    return {
        ladder: tuple(
            exercise
            for exercise in sorted(members, key=lambda one: -one.ladder.rung)[most:]
            if exercise.id not in keep
            and exercise.modality in CORE_MODALITIES
            and exercise.stage.rank < case.standing.stage.rank
        )
        for ladder, members in by_ladder.items()
    }


def divide(case: Case) -> tuple[tuple[Exercise, ...], tuple[LeftOut, ...]]:
    """Divide the catalogue into what may be used and what is left out, with the first reason.

    A required exercise above the person's earned rung is kept: the clinician's word counts more
    than the ladder (but never more than stage, load or a caution).
    """
    wanted = required(case)
    usable: list[Exercise] = []
    left_out: list[LeftOut] = []
    for exercise in case.knowledge.exercises.values():
        reasons = bars(exercise, case)
        if exercise.id in wanted:
            reasons = tuple(bar for bar in reasons if bar.rule not in ("PLN2", "FLR1"))
        if reasons:
            bar = reasons[0]
            left_out.append(LeftOut(exercise=exercise.id, because=bar.because, rule=bar.rule))
        else:
            usable.append(exercise)
    asked_for = frozenset({*wanted, *case.record.preferences.like, *case.standing.last_week})
    outgrown = {
        exercise.id
        for members in _outgrown(usable, case, asked_for).values()
        for exercise in members
    }
    left_out += [
        LeftOut(
            exercise=name,
            because=say("you are past it: harder ones of its kind are open"),
            rule="PLN3",
        )
        for name in sorted(outgrown)
    ]
    return tuple(exercise for exercise in usable if exercise.id not in outgrown), tuple(left_out)
