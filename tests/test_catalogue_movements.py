# SPDX-License-Identifier: Apache-2.0
"""Physics over the whole catalogue: every exercise and every test moves as a body can."""

from functools import cache

import numpy as np
import pytest

from multifidus.domain.words import Side
from multifidus.knowledge import schema
from multifidus.knowledge.loader import shipped
from multifidus.knowledge.movement import Movement
from multifidus.movement.check import BALANCE, NEAR, SLIDE, Worst, check
from multifidus.movement.mirror import mirrored
from multifidus.movement.motion import Motion, solved

KNOWN = shipped()
THINGS: dict[str, schema.Exercise | schema.Test] = {
    **{f"exercise:{row.id}": row for row in KNOWN.exercises.values()},
    **{f"test:{row.id}": row for row in KNOWN.tests.values()},
}


def movement_of(name: str) -> Movement:
    found = THINGS[name].movement
    assert found is not None, f"{name} has no movement"
    return found


@cache
def checked(name: str) -> tuple[Motion, list[str], Worst]:
    motion = solved(movement_of(name))
    return (motion, *check(motion))


@pytest.mark.parametrize("name", sorted(THINGS))
class TestEveryMovement:
    """One test class, so that one worker solves a movement once."""

    def test_nothing_is_wrong_in_words(self, name: str) -> None:
        assert checked(name)[1] == []

    def test_supports_sinking_limits_sliding_balance(self, name: str) -> None:
        worst = checked(name)[2]
        assert worst.support <= NEAR
        assert worst.sinking <= NEAR
        assert worst.limit <= 0.1
        assert worst.slide <= SLIDE
        assert worst.balance <= BALANCE

    def test_bones_keep_their_length(self, name: str) -> None:
        motion = checked(name)[0]
        body, frames = motion.body, motion.frames
        origin = body.place(frames.position, frames.turn, frames.angles).origin
        for bone in range(1, len(body.bones)):
            length = np.linalg.norm(origin[:, bone] - origin[:, body.parent[bone]], axis=-1)
            assert np.ptp(length) < 1e-9

    def test_a_side_is_written_where_sides_are_trained_apart(self, name: str) -> None:
        thing = THINGS[name]
        apart = thing.sides if isinstance(thing, schema.Test) else thing.sides is Side.EACH
        assert (movement_of(name).works is not None) == apart

    def test_the_other_side_mirrors(self, name: str) -> None:
        here = checked(name)[0]
        there = solved(mirrored(here.movement))
        body = here.body
        swap = [
            body.balls.index(
                b.replace("left-", "right-") if "left-" in b else b.replace("right-", "left-")
            )
            for b in body.balls
        ]
        one = body.centres(body.place(here.keys.position, here.keys.turn, here.keys.angles))
        two = body.centres(body.place(there.keys.position, there.keys.turn, there.keys.angles))
        assert np.allclose(one, two[:, swap] * np.array([1, -1, 1]), atol=0.004)
