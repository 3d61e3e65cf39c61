# SPDX-License-Identifier: Apache-2.0
"""A movement in plain words: the text instruction for someone who cannot see the figure.

First the starting position, then one sentence for each further key position, then what keeps still,
how long to hold, the way back, and the other side. Everything is read from the solved poses, so the
words cannot tell another movement than the drawing shows.
"""

import re
from itertools import pairwise
from typing import Final, Literal

import numpy as np

from multifidus.movement.motion import Motion
from multifidus.movement.skeleton import SIDES
from multifidus.movement.words.arms import arm_moves
from multifidus.movement.words.body import Body
from multifidus.movement.words.hips import hip_moves, press_moves
from multifidus.movement.words.legs import leg_moves
from multifidus.movement.words.phrases import joined, plural, seconds, sentence, thing
from multifidus.movement.words.posture import LYING, ON_FEET, ON_HANDS, Scene
from multifidus.movement.words.start import start
from multifidus.movement.words.trunk import trunk_moves

_MOST: Final = 4
_STILL: Final = 5.0
_UNSEEN: Final = "nothing moves that could be seen"
_POSTURES: Final = (
    "Lie", "Lying", "Sit", "Stand", "Kneel", "On ", "Prop", "Float", "Lean", "Walk", "Jog", "Swim",
)  # fmt: skip


def title(name: str, side: Literal["left", "right"] | None = None) -> str:
    """Return the title of a figure: the exercise, and the side that works.

    Parameters
    ----------
    name : str
        The plain name of the exercise or test.
    side : {"left", "right"}, optional
        The side shown, for a movement that has one.

    Returns
    -------
    str
    """
    return name if side is None else f"{name}, {side} side"


_MIDDLE: Final = re.compile(r"\b(?:back|hips?|pelvis|seat|trunk)\b")
"""Words of an author's sentence that already speak of hips and low back."""


def describe(
    motion: Motion,
    *,
    side_matters: bool,
    hold_s: float | None = None,
    up_s: float | None = None,
    down_s: float | None = None,
) -> str:
    """Say in plain words how a movement goes.

    Parameters
    ----------
    motion : Motion
        A solved movement. A key's own `say` takes the place of the sentence made for it; at the
        first key it follows the starting position, unless it names the position itself.
    side_matters : bool
        Whether the other side follows.
    hold_s : float, optional
        Seconds to hold the last position, or the only one.
    up_s, down_s : float, optional
        Seconds for the way there and for the way back.

    Returns
    -------
    str
        Full sentences; the same for the same movement.
    """
    scenes = [Scene(motion, number) for number in range(len(motion.poses))]
    keys = motion.movement.keys
    arms = any(arm_moves(one, two) for one, two in pairwise(scenes))
    said = keys[0].say
    own = {key.say for key in keys}
    sentences = [] if said.startswith(_POSTURES) else start(scenes[0], hanging_told=arms)
    sentences.append(said)
    for number in range(1, len(keys)):
        text = keys[number].say or _step(scenes[number - 1], scenes[number])
        sentences.append(text if number == 1 or keys[number].say else f"then {text}")
    sentences += _still(scenes)
    sentences += _ending(scenes, hold_s, up_s, down_s)
    if side_matters:
        sentences.append("then the other side")
    return " ".join(sentence(text) for text in _introduced(sentences, own, scenes) if text)


def _introduced(sentences: list[str], own: set[str], scenes: list[Scene]) -> list[str]:
    """Say `a chair` where a thing is first told, outside the author's `own` sentences."""
    surfaces = dict.fromkeys(name for scene in scenes for name in scene.bears.values())
    out: list[str] = []
    for text in sentences:
        new = text
        for surface in sorted(surfaces, key=len, reverse=True):
            known = thing(surface)
            told = re.search(rf"\b{known.split()[-1]}\b", " ".join(out))
            if not told and text not in own and thing(surface, first=True) not in new:
                new = new.replace(known, thing(surface, first=True), 1)
        out.append(new)
    return out


def _step(before: Scene, after: Scene) -> str:
    """Return what changes from one key position to the next, what matters most first."""
    body = Body(before, after)
    clauses = [*hip_moves(body), *press_moves(body), *trunk_moves(body)]
    if not any("both knees" in text for _, text in clauses):
        clauses += leg_moves(before, after)
    clauses += arm_moves(before, after)
    if not clauses:
        return _tightening(after)
    return joined([text for _, text in sorted(clauses, key=lambda row: -row[0])[:_MOST]])


def _tightening(scene: Scene) -> str:
    for held in scene.motion.movement.held:
        if held.item == "cushion" and len(held.through) > 1:
            part = plural(str(held.through[0]).partition("-")[2])
            return f"the {part} press against the cushion; {_UNSEEN}"
    return f"the muscles tighten; {_UNSEEN}"


def _still(scenes: list[Scene]) -> list[str]:
    """Say what keeps still, where the movement shows that this is the point."""
    motions = ("lumbar-flexion", "lumbar-side-bend", "lumbar-rotation")
    spread = max(
        max(scene.angle(motion) for scene in scenes) - min(scene.angle(motion) for scene in scenes)
        for motion in motions
    )
    hips = max(
        (
            abs(two.angle(f"{side}-hip-flexion") - one.angle(f"{side}-hip-flexion"))
            for one, two in pairwise(scenes)
            for side in SIDES
        ),
        default=0.0,
    )
    movement = scenes[0].motion.movement
    told = any(_MIDDLE.search(key.say) for key in movement.keys[1:]) or movement.path == "round"
    if told or spread > _STILL or hips < 14:
        return []
    first = scenes[0]
    turned = min(
        float(scene.axis("pelvis", axis) @ first.axis("pelvis", axis))
        for scene in scenes
        for axis in range(3)
    )
    shifted = max(float(np.linalg.norm(scene.hips - first.hips)) for scene in scenes)
    if turned > 0.993 and shifted < 0.03 and first.posture in (*LYING, *ON_HANDS):
        return ["the hips and the low back stay still"]
    if hips > 30 and first.posture in (*ON_FEET, "hands-knees"):
        return ["the low back keeps its shape"]
    return []


def _ending(
    scenes: list[Scene], hold_s: float | None, up_s: float | None, down_s: float | None
) -> list[str]:
    """Say the tempo, the hold and the way back."""
    count = len(scenes[0].motion.movement.keys)
    if count == 1:
        return [f"hold this position for {seconds(hold_s)}" if hold_s else "stay in this position"]
    movement = scenes[0].motion.movement
    hold = f"hold for {seconds(hold_s)}" if hold_s else ""
    if movement.marks_hold and not hold_s:
        return ["hold as long as you can"]
    if all(_step(one, two).endswith(_UNSEEN) for one, two in pairwise(scenes[:count])):
        return [hold, "let go slowly"]
    own_pace = any(key.move_s for key in movement.keys[1:])
    one_way = not own_pace and movement.path != "round"
    out = [f"take {seconds(up_s)} to get there" if up_s and one_way else "", hold]
    over = f", over {seconds(down_s)}" if down_s and not own_pace else ""
    return [*out, *_return(scenes, over)]


def _return(scenes: list[Scene], over: str) -> list[str]:
    """Say the way back, or how a round goes on."""
    movement = scenes[0].motion.movement
    if movement.path == "there-and-back":
        return [f"come back the same way{over}"]
    if movement.travels:
        return ["go on in the same way"]
    if movement.keys[-1].say:
        return ["then begin again"]
    last = _step(scenes[-2], scenes[-1])
    return ["" if last.endswith(_UNSEEN) else f"then {last}{over}", "then begin again"]
