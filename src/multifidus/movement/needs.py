# SPDX-License-Identifier: Apache-2.0
"""The range that each exercise needs, computed from its movement.

`python -m multifidus.movement.needs` compares `knowledge/data/required_range.yaml` with what the
movements give; with `--write` it writes the file anew.
"""

import sys
from collections.abc import Container, Mapping, Sequence
from typing import Final

import numpy as np

from multifidus.knowledge.loader import DATA, Knowledge, shipped
from multifidus.knowledge.required_range import TURN_IN, TURN_OUT, both_ways, need_ids
from multifidus.movement.motion import Motion, solved
from multifidus.movement.skeleton import SIDES, Array

FILE: Final = DATA / "required_range.yaml"
LEAST: Final = 5.0
"""Smaller angles say nothing, in degrees: joints that no one asked for may give way by as much."""
ROUNDING: Final = 1.0
"""The file may differ from the movement by this much, in degrees: whole degrees, other machines."""

_HEADER: Final = """\
# Computed from the movements of the exercises; do not edit. Written by:
#   python -m multifidus.movement.needs --write
# The largest angle, over both sides and the whole movement, for each joint motion, for each muscle
# over two joints in the degrees of its own test, and for the turn of a hip that is not carried
# sideways. Angles below {least:g} degrees are left out. See docs/decisions on the range of movements.
unit: deg
source: [MultifidusMovement]
grade: P
"""


def needs(motion: Motion) -> dict[str, float]:
    """Return the largest angle that each joint must reach.

    Parameters
    ----------
    motion : Motion
        A solved movement.

    Returns
    -------
    dict of str to float
        Degrees by need, over both sides and all frames; every known need, at least 0. Of a
        movement that goes only as far as is comfortable, the first key position alone.
    """
    asked = np.any([pose.asked for pose in motion.poses], axis=0)
    names = frozenset(
        name for name, is_asked in zip(motion.body.motions, asked, strict=True) if is_asked
    )
    angles = motion.frames.angles
    degrees = np.degrees(angles[:1] if motion.movement.as_far_as_comfortable else angles)
    return of_angles(degrees, motion.body.motions, shipped(), asked=names)


def of_angles(
    degrees: Array, motions: Sequence[str], knowledge: Knowledge, *, asked: Container[str]
) -> dict[str, float]:
    """Return the largest angles of joint angles in degrees.

    Parameters
    ----------
    degrees : array (F, M)
        Joint angles of F poses.
    motions : sequence of str
        What the M columns are, as in `left-hip-flexion` and `lumbar-flexion`.
    knowledge : Knowledge
        Joints, muscles over two joints, and how far sideways a hip may be while its turn counts.
    asked : container of str
        Columns that the movement itself gives an angle. A turn of the hip that it does not give is
        only how the body found its place, and asks nothing of anybody.

    Returns
    -------
    dict of str to float
        Degrees by need, at least 0.
    """
    body = knowledge.body
    column = {name: degrees[:, place] for place, name in enumerate(motions)}
    out = dict.fromkeys(need_ids(body), 0.0)

    def at_least(need: str, angle: Array) -> None:
        out[need] = max(out[need], float(np.max(angle, initial=0.0)))

    for motion in body.joints:
        forward, backward = both_ways(motion)
        for name in _sided(motion.id, column):
            at_least(forward, column[name])
            at_least(backward, -column[name])
    for muscle in body.two_joint:
        pairs = zip(
            _sided(muscle.stretched_by, column), _sided(muscle.eased_by, column), strict=True
        )
        for stretched, eased in pairs:
            at_least(muscle.id, column[stretched] - muscle.ratio * column[eased])
    sideways = knowledge.rules["MOV1"].figures["sideways"].value
    for side in SIDES:
        name = f"{side}-hip-internal-rotation"
        if name in asked:
            turn = column[name][np.abs(column[f"{side}-hip-abduction"]) <= sideways]
            at_least(TURN_IN, turn)
            at_least(TURN_OUT, -turn)
    return out


def _sided(motion: str, column: Mapping[str, Array]) -> list[str]:
    """Names of a joint motion's columns: one in the middle of the body, or left and right."""
    return [motion] if motion in column else [f"{side}-{motion}" for side in SIDES]


def computed(knowledge: Knowledge) -> dict[str, dict[str, float]]:
    """Needs in degrees of every exercise whose movement is described, in the order of ids."""
    return {
        name: needs(solved(exercise.movement))
        for name, exercise in sorted(knowledge.exercises.items())
        if exercise.movement is not None
    }


def whole(found: Mapping[str, float]) -> dict[str, int]:
    """Needs that the file holds: those that ask something, in whole degrees."""
    return {need: round(angle) for need, angle in found.items() if angle >= LEAST}


def written(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return the content of the file: one line an exercise."""
    lines = [_HEADER.format(least=LEAST), "needs:\n" if found else "needs: {}\n"]
    for name, one in found.items():
        inner = ", ".join(f"{need}: {angle}" for need, angle in whole(one).items())
        lines.append(f"  {name}: {{{inner}}}\n")
    return "".join(lines)


def differences(
    found: Mapping[str, Mapping[str, float]], held: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """Say in one sentence each where a file's needs are not those of the movements."""
    out = [f"{name}: it has no movement" for name in sorted(set(held) - set(found))]
    for name, one in found.items():
        if name not in held:
            out.append(f"{name}: it is missing")
            continue
        for need, angle in one.items():
            known = held[name].get(need)
            # What is left out stands for anything below the least angle.
            apart = angle - LEAST if known is None else abs(angle - known)
            if apart > ROUNDING:
                out.append(
                    f"{name}: {need} is {known or 'left out'}, the movement needs {angle:.1f}"
                )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the file with the movements, or write it with `--write`; return the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    knowledge = shipped()
    found = computed(knowledge)
    apart = differences(found, knowledge.required_range.needs)
    if "--write" in given:
        FILE.write_text(written(found), encoding="utf-8")
        sys.stdout.write(f"{FILE.name}: {len(found)} exercises, {len(apart)} differences\n")
        return 0
    for text in apart:
        sys.stdout.write(f"{text}\n")
    if not apart:
        sys.stdout.write(f"{FILE.name} is what {len(found)} movements need\n")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main())
