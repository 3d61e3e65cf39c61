# SPDX-License-Identifier: Apache-2.0
"""Checks over all knowledge files together: loose ends, ladders, gaps, guardrails.

One function a check; each yields every flaw it finds. `lint.py` runs them all.
"""

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from math import inf
from typing import Final

from multifidus.domain.words import Grade, Level, Modality, Stage
from multifidus.knowledge import schema
from multifidus.knowledge.base import Figure
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.required_range import need_ids
from multifidus.knowledge.yamlfile import Document, Fault, Path

_STAGES: Final = (Stage.INITIAL, Stage.INTERMEDIATE, Stage.ADVANCED)
_ENOUGH_FOR_A_MUSCLE: Final = 3
_ENOUGH_FOR_A_STRETCH: Final = 2
_BLOCKING_RULES: Final = ("GRD", "GATE")


@dataclass(frozen=True, slots=True, order=True)
class Flaw:
    """One fault and the file it is in, relative to the folder of all knowledge."""

    file: str
    fault: Fault

    def __str__(self) -> str:
        """Write as `exercises/bridge.yaml: line 12, load.tier: ...`."""
        return f"{self.file}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the checks read: the raw files by name, and the models made from them."""

    documents: dict[str, Document]
    knowledge: Knowledge

    def flaw(self, file: str, path: Path, text: str) -> Flaw:
        """Build a flaw at `path` of `file`."""
        return Flaw(file, self.documents[file].fault(path, text))


# --- references --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """One id that one file takes from another."""

    file: str
    path: Path
    id: str
    kind: str


def references(knowledge: Knowledge) -> Iterator[Reference]:
    """Every id that a file takes from another file."""
    for name, exercise in knowledge.exercises.items():
        yield from _of_exercise(f"exercises/{name}.yaml", exercise)
    for name, test in knowledge.tests.items():
        file = f"tests/{name}.yaml"
        yield from _each(file, ("needs",), test.needs, "equipment")
        yield from _each(file, ("not_when",), test.not_when, "condition")
        yield from _each(file, ("stretch_targets",), test.stretch_targets, "stretch target")
        yield from _each(file, ("muscles",), test.muscles, "muscle")
    for place, target in enumerate(knowledge.stretch_targets.values()):
        yield from _each("stretch_targets.yaml", (place, "tests"), target.tests, "test")
        yield from _each("stretch_targets.yaml", (place, "first"), target.first, "exercise")
    for name, condition in knowledge.conditions.items():
        file = f"conditions/{name}.yaml"
        yield from _each(file, ("raises",), condition.raises, "danger sign")
    for name, sign in knowledge.danger_signs.items():
        file = f"danger_signs/{name}.yaml"
        yield from _each(file, ("from_conditions",), sign.from_conditions, "condition")
    for name, combination in knowledge.combinations.items():
        if combination.sign is not None:
            yield Reference(f"combinations/{name}.yaml", ("sign",), combination.sign, "question")
    for name, rule in knowledge.doses.items():
        yield from _each(f"doses/{name}.yaml", ("exercises",), rule.exercises, "exercise")
    planning = knowledge.planning
    for muscle in planning.targets.lower:
        yield Reference("planning.yaml", ("targets", "lower", muscle), muscle, "muscle")
    usual = planning.stretch.general_targets
    yield from _each("planning.yaml", ("stretch", "general_targets"), usual, "stretch target")
    yield from _of_range(knowledge)
    yield from _of_lessons(knowledge)
    yield from _of_sports(knowledge)


def _of_sports(knowledge: Knowledge) -> Iterator[Reference]:
    for n, group in enumerate(knowledge.sports.groups):
        yield from _each("sports.yaml", ("groups", n, "muscles"), tuple(group.muscles), "muscle")
        yield from _each("sports.yaml", ("groups", n, "ladders"), tuple(group.ladders), "ladder")
    file, warm_up = "warm_up.yaml", knowledge.warm_up
    yield from _each(file, ("at_hand",), warm_up.at_hand, "equipment")
    for n, place in enumerate(warm_up.places):
        for number, names in place.levels.items():
            yield from _each(file, ("places", n, "levels", str(number)), names, "exercise")
        yield from _each(file, ("places", n, "easier"), place.easier, "exercise")
    for n, drill in enumerate(warm_up.drills):
        yield from _each(file, ("drills", n, "cautions"), drill.cautions, "condition")


def _of_lessons(knowledge: Knowledge) -> Iterator[Reference]:
    for name, lesson in knowledge.lessons.items():
        file = f"lessons/{name}.yaml"
        yield from _each(file, ("claims",), lesson.claims, "claim")
        yield Reference(file, ("figure",), lesson.figure, "exercise")


def _of_range(knowledge: Knowledge) -> Iterator[Reference]:
    for name, test in knowledge.tests.items():
        if test.speaks_for is not None:
            path: Path = ("speaks_for", "need")
            yield Reference(f"tests/{name}.yaml", path, test.speaks_for.need, "need")
    for place, target in enumerate(knowledge.stretch_targets.values()):
        path = (place, "lengthened_by")
        yield from _each("stretch_targets.yaml", path, target.lengthened_by, "need")
    for name, needs in knowledge.required_range.needs.items():
        yield Reference("required_range.yaml", ("needs", name), name, "exercise")
        for need in needs:
            yield Reference("required_range.yaml", ("needs", name, need), need, "need")


def _each(file: str, path: Path, ids: tuple[str, ...], kind: str) -> Iterator[Reference]:
    for place, name in enumerate(ids):
        yield Reference(file, (*path, place), name, kind)


def _of_exercise(file: str, exercise: schema.Exercise) -> Iterator[Reference]:
    yield Reference(file, ("ladder", "id"), exercise.ladder.id, "ladder")
    yield from _each(file, ("equipment",), exercise.equipment, "equipment")
    yield from _each(file, ("muscles", "primary"), exercise.muscles.primary, "muscle")
    yield from _each(file, ("muscles", "secondary"), exercise.muscles.secondary, "muscle")
    yield from _each(file, ("muscles", "minor"), exercise.muscles.minor, "muscle")
    yield from _each(file, ("stretches",), exercise.stretches, "stretch target")
    yield from _each(file, ("cautions",), exercise.cautions, "condition")
    if exercise.substitute is not None:
        yield Reference(file, ("substitute",), exercise.substitute, "exercise")


def loose_ends(book: Book) -> Iterator[Flaw]:
    """Find references to something that is not there."""
    knowledge = book.knowledge
    known: dict[str, Container[str]] = {
        "exercise": knowledge.exercises,
        "test": knowledge.tests,
        "claim": knowledge.claims,
        "muscle": knowledge.muscles,
        "stretch target": knowledge.stretch_targets,
        "ladder": knowledge.ladders,
        "equipment": knowledge.equipment,
        "condition": knowledge.conditions,
        "danger sign": knowledge.danger_signs,
        "need": need_ids(knowledge.body),
        "question": {
            question
            for sign in knowledge.danger_signs.values()
            for question in (sign.id, *(part.id for part in sign.parts))
        },
    }
    for reference in references(knowledge):
        there = known[reference.kind]
        if reference.id not in there:
            close = get_close_matches(reference.id, list(there), n=1)  # type: ignore[call-overload]
            hint = f"; did you mean {close[0]!r}?" if close else ""
            text = f"there is no {reference.kind} {reference.id!r}{hint}"
            yield book.flaw(reference.file, reference.path, text)


def disagreements(book: Book) -> Iterator[Flaw]:
    """Find facts that two files tell, where one of them tells it alone."""
    knowledge = book.knowledge
    for place, target in enumerate(knowledge.stretch_targets.values()):
        for number, name in enumerate(target.tests):
            test = knowledge.tests.get(name)
            if test is not None and target.id not in test.stretch_targets:
                text = f"the test {name!r} does not name the stretch target {target.id!r}"
                yield book.flaw("stretch_targets.yaml", (place, "tests", number), text)
    pairs = {(c.id, sign) for c in knowledge.conditions.values() for sign in c.raises}
    turned = {
        (c, sign.id) for sign in knowledge.danger_signs.values() for c in sign.from_conditions
    }
    for condition, name in pairs - turned:
        if name in knowledge.danger_signs:
            text = f"the sign {name!r} does not name the condition {condition!r}"
            yield book.flaw(f"conditions/{condition}.yaml", ("raises",), text)
    for condition, name in turned - pairs:
        if condition in knowledge.conditions:
            text = f"the condition {condition!r} does not name the sign {name!r}"
            yield book.flaw(f"danger_signs/{name}.yaml", ("from_conditions",), text)


def stretches_that_end_early(book: Book) -> Iterator[Flaw]:
    """Stretch targets that a test finds by an angle which a stretch of them may not take to its end."""
    for place, target in enumerate(book.knowledge.stretch_targets.values()):
        for test in book.knowledge.tests.values():
            speaks = test.speaks_for
            if speaks is None or target.id not in test.stretch_targets:
                continue
            if speaks.need not in target.lengthened_by:
                text = f"{test.id!r} finds {target.id!r} by {speaks.need!r}, which is not here"
                yield book.flaw("stretch_targets.yaml", (place, "lengthened_by"), text)


# --- the catalogue as a whole ------------------------------------------------------------------


def broken_ladders(book: Book) -> Iterator[Flaw]:
    """Ladders that nobody can start on, that repeat or skip a rung, or that go back a stage."""
    for place, ladder in enumerate(book.knowledge.ladders):
        rungs = sorted(
            (exercise.ladder.rung, exercise.id, exercise.stage)
            for exercise in book.knowledge.exercises.values()
            if exercise.ladder.id == ladder
        )
        if not any(stage is Stage.INITIAL for _, _, stage in rungs):
            text = f"the ladder {ladder!r} has no rung of the initial stage"
            yield book.flaw("ladders.yaml", (place,), text)
        before_rung, before_id, before_stage = 0, "", Stage.INITIAL
        for rung, name, stage in rungs:
            file = f"exercises/{name}.yaml"
            if rung == before_rung:
                text = f"rung {rung} of {ladder!r} is taken by {before_id!r} too"
                yield book.flaw(file, ("ladder", "rung"), text)
            elif rung > before_rung + 1:
                text = f"rung {rung} of {ladder!r} skips rung {before_rung + 1}"
                yield book.flaw(file, ("ladder", "rung"), text)
            if stage.rank < before_stage.rank:
                text = (
                    f"rung {rung} of {ladder!r} is {stage}, "
                    f"but the easier {before_id!r} is {before_stage} already"
                )
                yield book.flaw(file, ("stage",), text)
            before_rung, before_id, before_stage = rung, name, stage


def thin_muscles(book: Book) -> Iterator[Flaw]:
    """Muscle groups with too few exercises of grade 2 or 3 in a stage."""
    clear = book.knowledge.planning.stimulus.clear_grade
    for place, muscle in enumerate(book.knowledge.muscles):
        trained_by = [
            exercise
            for exercise in book.knowledge.exercises.values()
            if exercise.muscles.grades.get(muscle, 0) >= clear
        ]
        for stage in _STAGES:
            count = sum(
                stage in exercise.doses.stages and exercise.stage.rank <= stage.rank
                for exercise in trained_by
            )
            if count < _ENOUGH_FOR_A_MUSCLE:
                text = (
                    f"{muscle!r} has too few exercises of grade 2 or 3 in the {stage} stage: "
                    f"{count}, at least {_ENOUGH_FOR_A_MUSCLE}"
                )
                yield book.flaw("muscles.yaml", (place,), text)


def thin_stretches(book: Book) -> Iterator[Flaw]:
    """Stretch targets with too few stretches; on request, mobility exercises count too."""
    for place, target in enumerate(book.knowledge.stretch_targets.values()):
        kinds = {Modality.STRETCH, Modality.MOBILITY} if target.on_request else {Modality.STRETCH}
        count = sum(
            exercise.modality in kinds and target.id in exercise.stretches
            for exercise in book.knowledge.exercises.values()
        )
        if count < _ENOUGH_FOR_A_STRETCH:
            words = " or ".join(sorted(kinds, reverse=True))
            text = (
                f"{target.id!r} has too few exercises of modality {words}: "
                f"{count}, at least {_ENOUGH_FOR_A_STRETCH}"
            )
            yield book.flaw("stretch_targets.yaml", (place,), text)


def heavy_substitutes(book: Book) -> Iterator[Flaw]:
    """Substitutes that do not spare the back: never heavier, and lighter than very heavy work."""
    exercises = book.knowledge.exercises
    very_heavy = _tier_of(book, "GRD4")
    for name, exercise in exercises.items():
        other = exercises.get(exercise.substitute or "")
        if other is None:
            continue
        tier, limit = other.load.tier, exercise.load.tier
        if tier > limit or (tier == limit and limit >= very_heavy):
            needed = "below" if limit >= very_heavy else "at most"
            text = f"the substitute {other.id!r} has load tier {tier}; it must be {needed} {limit}"
            yield book.flaw(f"exercises/{name}.yaml", ("substitute",), text)


def missing_figures(book: Book) -> Iterator[Flaw]:
    """Figures that the checks themselves rest on."""
    for name, words in (("GRD4", "very heavy"), ("GRD8", "heavy")):
        if _tier_of(book, name) == inf:
            text = f"the figure 'tier' of rule {name} is missing; it says which load is {words}"
            yield Flaw(f"rules/{name}.yaml", Fault(1, "figures", text))


def _tier_of(book: Book, rule: str) -> float:
    found = book.knowledge.rules.get(rule)
    figure = found.figures.get("tier") if found is not None else None
    return inf if figure is None else figure.value


def weak_blockers(book: Book) -> Iterator[Flaw]:
    """Whatever blocks a plan or an exercise and rests on a figure of grade C."""
    text = "this blocks, so it may not rest on a figure of grade C"
    knowledge = book.knowledge
    blocking = {Level.URGENT, Level.EMERGENCY}
    for folder, rows in (
        ("danger_signs", knowledge.danger_signs),
        ("combinations", knowledge.combinations),
    ):
        for name, row in rows.items():
            if row.level in blocking:
                yield from _weak(
                    book, f"{folder}/{name}.yaml", row.grade, ("thresholds", row.thresholds), text
                )
    for name, rule in knowledge.rules.items():
        if name.startswith(_BLOCKING_RULES):
            yield from _weak(
                book, f"rules/{name}.yaml", rule.grade, ("figures", rule.figures), text
            )
    for name, dose in knowledge.doses.items():
        for key, bounds in dose.bounds.items():
            refuses = bounds.absolute_low is not None or bounds.absolute_high is not None
            if refuses and bounds.grade is Grade.C:
                yield book.flaw(f"doses/{name}.yaml", ("bounds", key, "grade"), text)


def _weak(
    book: Book, file: str, grade: Grade, figures: tuple[str, dict[str, Figure]], text: str
) -> Iterator[Flaw]:
    if grade is Grade.C:
        yield book.flaw(file, ("grade",), text)
    key, numbers = figures
    for name, figure in numbers.items():
        if figure.grade is Grade.C:
            yield book.flaw(file, (key, name, "grade"), text)


# --- doses -------------------------------------------------------------------------------------


def crossed_bounds(book: Book) -> Iterator[Flaw]:
    """Guardrails whose recommended part lies outside the absolute part, or that are upside down."""
    for name, rule in book.knowledge.doses.items():
        for key, bounds in rule.bounds.items():
            low, high = bounds.recommended_low, bounds.recommended_high
            least, most = bounds.absolute_low, bounds.absolute_high
            for smaller, larger, words in (
                (low, high, "recommended_low is above recommended_high"),
                (least, most, "absolute_low is above absolute_high"),
                (least, low, "recommended_low lies below absolute_low"),
                (least, high, "recommended_high lies below absolute_low"),
                (low, most, "recommended_low lies above absolute_high"),
                (high, most, "recommended_high lies above absolute_high"),
            ):
                if smaller is not None and larger is not None and smaller > larger:
                    yield book.flaw(f"doses/{name}.yaml", ("bounds", key), words)


def work(step: schema.DoseStep) -> float:
    """Work of one step, to compare steps of one table: held seconds, repetitions or minutes."""
    if step.minutes is not None:
        return step.sets * step.minutes
    return step.sets * (step.reps or 1) * (step.hold_s or 1)


def guardrail(
    knowledge: Knowledge, exercise: schema.Exercise, stage: Stage
) -> schema.DoseRule | None:
    """Find the dose rule of an exercise in a stage: its own, or that of its modality."""
    fitting = [
        rule
        for rule in knowledge.doses.values()
        if rule.modality == exercise.modality and stage in rule.stages
    ]
    own = [rule for rule in fitting if exercise.id in rule.exercises]
    usual = [rule for rule in fitting if not rule.exercises]
    return next(iter((*own, *usual)), None)


@dataclass(frozen=True)
class Amounts:
    """What one step of a dose table asks for, under the names of the guardrails."""

    step: schema.DoseStep
    days: tuple[int, int]
    heavy: bool
    stretch: bool

    @cached_property
    def named(self) -> dict[str, float]:
        """Each amount by the guardrail's key; what does not apply is left out."""
        step = self.step
        held = step.sets * (step.reps or 1) * (step.hold_s or 0) / 60
        amounts: dict[str, float | None] = {
            "sets": step.sets,
            "reps": step.reps,
            "total_reps": None if step.reps is None else step.sets * step.reps,
            "hold_s": step.hold_s,
            "rest_s_heavy" if self.heavy else "rest_s": step.rest_s if step.sets > 1 else None,
            "effort": step.effort,
            "bout_minutes": step.minutes,
            "minutes_per_target_per_day": held if self.stretch else None,
            "minutes_per_target_per_week": held * self.days[0] if self.stretch else None,
        }
        return {key: value for key, value in amounts.items() if value is not None}


def unsafe_doses(book: Book) -> Iterator[Flaw]:
    """Dose steps outside the absolute bounds of their modality and stage, or not rising."""
    heavy_from = _tier_of(book, "GRD8")
    for name, exercise in book.knowledge.exercises.items():
        file = f"exercises/{name}.yaml"
        heavy = exercise.load.tier >= heavy_from
        for stage, table in exercise.doses.stages.items():
            path = ("doses", "stages", str(stage))
            rule = guardrail(book.knowledge, exercise, stage)
            if rule is None:
                text = f"no dose rule holds for {exercise.modality} in the {stage} stage"
                yield book.flaw(file, path, text)
                continue
            for day in table.times_per_week:
                for text in _outside(rule, {"times_per_week": day}):
                    yield book.flaw(file, (*path, "times_per_week"), text)
            before: schema.DoseStep | None = None
            for place, step in enumerate(table.steps):
                here = (*path, "steps", place)
                stretch = exercise.modality is Modality.STRETCH
                amounts = Amounts(step, table.times_per_week, heavy, stretch)
                for text in _outside(rule, amounts.named):
                    yield book.flaw(file, here, text)
                if before is not None and work(step) <= work(before):
                    text = (
                        f"no more work than the step before ({work(step):g} after {work(before):g})"
                    )
                    yield book.flaw(file, here, text)
                before = step


def _outside(rule: schema.DoseRule, amounts: dict[str, float]) -> Iterator[str]:
    for key, bounds in rule.bounds.items():
        value = amounts.get(key)
        if value is None:
            continue
        if bounds.absolute_low is not None and value < bounds.absolute_low:
            yield f"{key} {value:g} is below {bounds.absolute_low:g}, the least of {rule.id!r}"
        if bounds.absolute_high is not None and value > bounds.absolute_high:
            yield f"{key} {value:g} is above {bounds.absolute_high:g}, the most of {rule.id!r}"


CHECKS: Final[tuple[Callable[[Book], Iterator[Flaw]], ...]] = (
    loose_ends,
    disagreements,
    stretches_that_end_early,
    broken_ladders,
    thin_muscles,
    thin_stretches,
    heavy_substitutes,
    missing_figures,
    weak_blockers,
    crossed_bounds,
    unsafe_doses,
)
"""The checks over all files together; they need files that load."""
