# SPDX-License-Identifier: Apache-2.0
"""A week, a refusal and an explanation by hand, for tests of how they are printed and read."""

from datetime import date

from multifidus.domain.explanation import AnsweredFinding, ExplainedItem, Explanation
from multifidus.domain.week import (
    Coverage,
    Covered,
    Dose,
    Fact,
    LeftOut,
    Objective,
    Prescription,
    Proof,
    ProofStatus,
    Reason,
    Refusal,
    RefusalKind,
    Session,
    Week,
)
from multifidus.domain.words import Phase, Side, Slot, Stage

MONDAY = date(2026, 11, 16)
WHY = Reason(
    rule="FND7",
    text="Your left straight leg raise is clearly short.",
    inputs={"value": "52"},
    cite=("Garber2011",),
)


def item(
    exercise: str, name: str, phase: Phase, dose: Dose, side: Side = Side.BOTH
) -> Prescription:
    return Prescription(exercise=exercise, name=name, side=side, phase=phase, dose=dose, why=(WHY,))


WALK = Dose(sets=1, reps=None, hold_s=None, rest_s=0, minutes=5, bout_minutes=5, effort=4)
TENS = Dose(sets=2, reps=10, hold_s=None, rest_s=60, minutes=4.5, effort=5, level=1)
HOLDS = Dose(sets=3, reps=1, hold_s=30, rest_s=10, minutes=4, effort=3, level=2)
BIRD = Dose(sets=2, reps=5, hold_s=8, rest_s=60, minutes=6, effort=5)

MORNING = Session(
    on=MONDAY,
    slot=Slot.MORNING,
    template="strength",
    minutes=15.5,
    items=(
        item("walking", "Easy walking", Phase.WARM_UP, WALK),
        item("bird-dog", "Bird dog", Phase.MOTOR_CONTROL, BIRD, Side.EACH),
        item("bridge", "Two-leg bridge", Phase.STRENGTH, TENS),
    ),
)
EVENING = Session(
    on=MONDAY,
    slot=Slot.EVENING,
    template="flexibility",
    minutes=4,
    items=(item("hamstring-stretch", "Hamstring stretch", Phase.MOBILITY, HOLDS, Side.EACH),),
)
WEEK = Week(
    week=MONDAY,
    on=MONDAY,
    person="Ana",
    stage=Stage.INITIAL,
    sessions=(MORNING, EVENING),
    coverage=Coverage(
        muscles={
            "gluteus-maximus": Covered(
                target=6, planned=4.5, unit="sets", sessions=1, reason="Your minutes hold no more."
            )
        },
        stretches={"hamstrings": Covered(target=5, planned=3, unit="min a side", sessions=1)},
        aerobic=Covered(target=60, planned=5, unit="min", sessions=1),
        share=0.75,
    ),
    proof=Proof(
        status=ProofStatus.OPTIMAL, gap=0.0, objectives=(Objective(name="cover", value=3, bound=3),)
    ),
    knowledge="0123456789abcdef",
    notes=(Reason(rule="PRG9", text="Monday has no room for more.", inputs={"m": "19"}, cite=()),),
    left_out=(LeftOut(exercise="sit-up", because="J. Meyer, PT excludes it", rule="GRD11"),),
)
EXPLANATION = Explanation(
    items=(
        ExplainedItem(
            exercise="bridge",
            name="Two-leg bridge",
            reasons=(WHY,),
            lost_without="a third of the work for the large buttock muscle",
            replaced_by="hip-thrust",
        ),
    ),
    findings=(AnsweredFinding(finding="The left leg lifts less.", answer="Stretching on 1 day."),),
    limits=("Time: 20 minutes on Monday.",),
    ten_more_minutes="A side plank on Monday.",
)
IMPOSSIBLE = Refusal(
    kind=RefusalKind.IMPOSSIBLE,
    text="Two of your facts cannot hold together.",
    conflict=(
        Fact(id="directives[0]", text="J. Meyer, PT wants the bridge 7 times a week."),
        Fact(id="availability", text="You have time on 2 days."),
    ),
    would_free=("Time on 5 more days.",),
)
