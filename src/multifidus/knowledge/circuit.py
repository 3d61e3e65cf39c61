# SPDX-License-Identifier: Apache-2.0
"""The shape of `data/circuit.yaml`: how a person does the tests at home, one after the other."""

from typing import Annotated, Literal

from pydantic import Field

from multifidus.knowledge.base import Cited, Figure, Id, Strict


class PhoneUse(Strict):
    """How a phone measures the angle.

    `change` is the angle between the place where it was zeroed and now; `from-upright` is how far
    its long edge is from pointing straight up, and needs no zero. `zero` says how the limb lies when
    the phone is zeroed.
    """

    lies_on: Literal["shin", "thigh"]
    reads: Literal["change", "from-upright"]
    zero: Literal["flat", "hanging", "straight", "thigh", "none"]


class Way(Cited):
    """How one test is done: how long it takes in all, and with what.

    `window_s` is a fixed time in which repetitions are counted, `pace_s` the seconds of one
    repetition. `tries` are the results that count. `by_heights` is a test whose angle follows from a
    length and two heights.
    """

    takes_s: Annotated[int, Field(ge=10, le=1200)]
    tries: Annotated[int, Field(ge=1, le=2)] = 1
    window_s: Annotated[int, Field(ge=5, le=300)] | None = None
    pace_s: Annotated[int, Field(ge=1, le=20)] | None = None
    phone: PhoneUse | None = None
    by_heights: bool = False


class Ruler(Cited):
    """Something at hand that is as wide as most others of its kind."""

    id: Id
    width_cm: Annotated[float, Field(gt=0, le=30)]


class Circuit(Strict):
    """What the way in asks a person to test.

    `at_most` is how many tests are offered at once, `get_ready` the seconds before a clock starts,
    `read_after` the seconds between the wish to read the phone and the reading.
    """

    at_most: Figure
    get_ready: Figure
    read_after: Figure
    strong_pain: Figure
    positions: tuple[Literal["standing", "sitting", "lying-on-back", "lying-face-down"], ...]
    ways: dict[Id, Way]
    rulers: tuple[Ruler, ...]
