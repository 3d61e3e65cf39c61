# SPDX-License-Identifier: Apache-2.0
"""A session as a script: every second of it laid out beforehand, so that the player only follows.

Pure. The player in the browser counts and shows; what is done when, for how long and on which side
is decided here, from the released session and the tempo that the knowledge gives.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from multifidus.domain.week import Dose, Prescription, Session
from multifidus.domain.words import Modality, Side
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Exercise

CUES: Final = 3
"""More than three things to think of at once is none."""

CALM: Final = frozenset({Modality.RELAXATION, Modality.STRETCH})
"""Kinds of work whose effort nobody is asked about: there should be none."""

SECONDS_PER_MINUTE: Final = 60

Figure = Callable[[str, str | None, str], str]
"""The address of a drawing, from the exercise, its side (None without) and the form."""

Speak = Callable[[str], str]
"""A sentence of the core in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch of time in which one thing is done.

    `seconds` is its length. Work is `reps` repetitions of `up_s` out, `hold_s` held and `down_s`
    back, or `minutes` of a bout. `set` counts from 1; `side` is the side that works, for a change
    and for getting ready the side that comes.
    """

    kind: Literal["ready", "work", "rest", "change"]
    seconds: int
    set: int
    side: Literal["left", "right"] | None = None
    reps: int | None = None
    up_s: int = 0
    hold_s: int = 0
    down_s: int = 0
    minutes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One exercise of the session, with its steps in order and what there is to say about it.

    `figures` holds addresses by side ("both" without sides) and form. `easier` is the same place
    in the session with an easier exercise of its kind, None where none was found sound.
    """

    exercise: str
    name: str
    phase: str
    side: str
    sets: int
    reps: int | None
    hold_s: int | None
    minutes: float | None
    effort: int | None
    asks_effort: bool
    start: str
    how: tuple[str, ...]
    cues: tuple[str, ...]
    stop_when: tuple[str, ...]
    setup: str
    why: tuple[str, ...]
    figures: Mapping[str, Mapping[str, str]]
    steps: tuple[Step, ...]
    easier: "Part | None" = None

    @property
    def seconds(self) -> int:
        """How long it takes."""
        return sum(step.seconds for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """A whole session. `on` and `slot` are those of the plan; `minutes` is what the plan says.

    `sore_from` is the pain before it from which only comfort may be done (rule PAIN4); `comfort`
    names the exercises of the session that are that: positions of rest, breathing, the easy walk.
    """

    on: str
    slot: str
    minutes: float
    seconds: int
    parts: tuple[Part, ...]
    sore_from: float
    comfort: tuple[str, ...]

    def to_value(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return asdict(self)


def is_comfort(exercise: Exercise, knowledge: Knowledge) -> bool:
    """Whether an exercise may be done with a lot of pain: rest, breathing, or the easy walk."""
    return exercise.modality is Modality.RELAXATION or exercise.id == knowledge.planning.flare.walk


def rep_seconds(exercise: Exercise, dose: Dose) -> tuple[int, int, int]:
    """Return the seconds out, held and back of one repetition."""
    return exercise.doses.up_s or 0, dose.hold_s or 0, exercise.doses.down_s or 0


def _work(
    exercise: Exercise, dose: Dose, number: int, side: Literal["left", "right"] | None
) -> Step:
    if dose.bout_minutes is not None:
        seconds = round(dose.bout_minutes * SECONDS_PER_MINUTE)
        return Step(kind="work", seconds=seconds, set=number, side=side, minutes=dose.bout_minutes)
    up_s, hold_s, down_s = rep_seconds(exercise, dose)
    reps = dose.reps or 1
    return Step(
        kind="work",
        seconds=reps * (up_s + hold_s + down_s),
        set=number,
        side=side,
        reps=reps,
        up_s=up_s,
        hold_s=hold_s,
        down_s=down_s,
    )


def steps_of(exercise: Exercise, dose: Dose, knowledge: Knowledge) -> Iterator[Step]:
    """Lay out one exercise: get ready, then set by set, left before right, rest between sets.

    The walk from one exercise to the next, which the plan counts as well, goes into getting ready.
    After a long bout changing sides takes as long as setting up did: a chair has to be moved.
    """
    session = knowledge.planning.session
    change = session.side_change_s
    if dose.bout_minutes is not None:
        change = max(change, exercise.doses.setup_s)
    sides: tuple[Literal["left", "right"] | None, ...] = (None,)
    if exercise.sides is Side.EACH:
        sides = ("left", "right")
    ready = exercise.doses.setup_s + session.between_exercises_s
    yield Step(kind="ready", seconds=ready, set=1, side=sides[0])
    for number in range(1, dose.sets + 1):
        if number > 1 and dose.rest_s:
            yield Step(kind="rest", seconds=dose.rest_s, set=number, side=sides[0])
        for place, side in enumerate(sides):
            if place:
                yield Step(kind="change", seconds=change, set=number, side=side)
            yield _work(exercise, dose, number, side)


def part_of(
    item: Prescription,
    knowledge: Knowledge,
    texts: Knowledge,
    *,
    figure: Figure,
    speak: Speak,
    easier: Part | None = None,
) -> Part:
    """Lay out one exercise with its words.

    Parameters
    ----------
    item : Prescription
        The exercise as the released week has it.
    knowledge : Knowledge
        For tempo and times.
    texts : Knowledge
        The same in the reader's language.
    figure, speak : callable
        Give addresses of drawings, and sentences in the reader's language.
    easier : Part, optional
        What may be done in its place.
    """
    exercise, words, dose = (
        knowledge.exercises[item.exercise],
        texts.exercises[item.exercise],
        item.dose,
    )
    sides = ("left", "right") if exercise.sides is Side.EACH else ("both",)
    return Part(
        exercise=exercise.id,
        name=words.name,
        phase=item.phase.value,
        side=exercise.sides.value,
        sets=dose.sets,
        reps=dose.reps,
        hold_s=dose.hold_s,
        minutes=dose.bout_minutes,
        effort=dose.effort,
        asks_effort=exercise.modality not in CALM,
        start=words.start,
        how=words.steps,
        cues=words.cues[:CUES],
        stop_when=words.stop_when,
        setup=words.setup,
        why=tuple(speak(reason.text) for reason in item.why),
        figures={
            side: {
                name: figure(exercise.id, None if side == "both" else side, form)
                for name, form in (("animated", "unmarked"), ("still", "still"))
            }
            for side in sides
        },
        steps=tuple(steps_of(exercise, dose, knowledge)),
        easier=easier,
    )


def script_of(
    session: Session,
    knowledge: Knowledge,
    *,
    figure: Figure,
    texts: Knowledge | None = None,
    speak: Speak = str,
    easier: Mapping[str, Prescription] | None = None,
) -> Script:
    """Lay out a whole session.

    Parameters
    ----------
    session : Session
        A session of a released week.
    knowledge : Knowledge
        For tempo and times.
    figure : callable
        Gives the address of a drawing.
    texts : Knowledge, optional
        The knowledge in the reader's language; English unless given.
    speak : callable
        Says a sentence of the core in the reader's language.
    easier : mapping, optional
        By exercise of the session, what may be done in its place; see `script_swap`.
    """
    words = texts or knowledge
    parts = []
    for item in session.items:
        swap = (easier or {}).get(item.exercise)
        other = (
            part_of(swap, knowledge, words, figure=figure, speak=speak)
            if swap is not None
            else None
        )
        parts.append(part_of(item, knowledge, words, figure=figure, speak=speak, easier=other))
    return Script(
        on=session.on.isoformat(),
        slot=session.slot.value,
        minutes=session.minutes,
        seconds=sum(part.seconds for part in parts),
        parts=tuple(parts),
        sore_from=knowledge.rules["PAIN4"].figures["base"].value,
        comfort=tuple(
            item.exercise
            for item in session.items
            if is_comfort(knowledge.exercises[item.exercise], knowledge)
        ),
    )
