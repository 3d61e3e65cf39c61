# SPDX-License-Identifier: Apache-2.0
"""The shape of a movement, of the props around it, and of the flesh on the bones.

A movement says how the body moves in clinical angles and what bears it; `movement/` finds where
the body then is. Angles are degrees, lengths metres, times seconds.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from multifidus.knowledge.base import Cited, Id, Strict

Vector = tuple[float, float, float]
Posture = Literal[
    "standing",
    "sitting",
    "kneeling",
    "quadruped",
    "prone",
    "supine",
    "side-lying-left",
    "side-lying-right",
]
ViewName = Literal[
    "side", "far-side", "front", "back", "front-side", "back-side", "above", "feet", "head"
]


class Turn(Strict):
    """Turn of the whole body from its posture: forward, to the left side, to the left."""

    forward: float = 0.0
    left_side: Annotated[float, Field(alias="left-side")] = 0.0
    left: float = 0.0


class View(Strict):
    """Where the picture is taken from: a named direction, turned and raised by degrees."""

    name: Annotated[ViewName, Field(alias="from")]
    turn: float = 0.0
    raised: Annotated[float, Field(ge=-20, le=80)] | None = None


class PlacedProp(Strict):
    """A prop in the room. `at` is where its origin stands; `free` axes follow the body."""

    id: Id
    at: Vector = (0.0, 0.0, 0.0)
    turn: float = 0.0
    free: tuple[Literal["x", "y", "z"], ...] | None = None
    shown: bool = True


class HeldItem(Strict):
    """Something in the hands or on the limbs, drawn along body points or fixed points."""

    item: Literal[
        "strap", "band", "stick", "barbell", "dumbbell", "cushion", "towel", "tape", "phone"
    ]
    through: Annotated[tuple[Id | Vector, ...], Field(min_length=1, max_length=6)]


class Key(Strict):
    """One key position. What it leaves out stays as in the key before.

    `joints` maps a joint (`hips`, `left-knee`, `lumbar`) to motions in degrees. `bears` maps a
    surface to the parts that bear on it. `touch` brings a part to a place on the body. `pin` holds
    a part at a point of the room. `free` lets joints go that an earlier key asked for.
    """

    say: str = ""
    joints: dict[Id, dict[Id, float]] = Field(default_factory=dict)
    bears: dict[Id, tuple[Id, ...]] | None = None
    touch: dict[Id, Id] | None = None
    pin: dict[Id, Vector] | None = None
    slides: tuple[Id, ...] = ()
    free: tuple[Id, ...] = ()
    turn: Turn | None = None
    move_s: Annotated[float, Field(ge=0.2, le=12)] | None = None
    hold_s: Annotated[float, Field(ge=0, le=10)] = 0.0
    steadied: bool | None = None


class Arrow(Strict):
    """A direction arrow that follows one body part between two keys (counted from 1)."""

    part: Id
    between: tuple[int, int] = (1, 2)


class Movement(Cited):
    """How one exercise or test moves.

    `works` is the side that the file writes; the other side is its mirror image. `home` is the key
    that settles where props and feet stand (counted from 1). What goes only `as_far_as_comfortable`
    asks for no more range than its first key.
    """

    posture: Posture
    works: Literal["left", "right"] | None = None
    turn: Turn | None = None
    view: ViewName | View = "side"
    second_view: ViewName | View | None = None
    props: tuple[PlacedProp, ...] = ()
    held: tuple[HeldItem, ...] = ()
    home: Annotated[int, Field(ge=1)] = 1
    path: Literal["there-and-back", "round"] = "there-and-back"
    travels: bool = False
    marks_hold: bool = False
    as_far_as_comfortable: bool = False
    arrows: tuple[Arrow, ...] = ()
    keys: Annotated[tuple[Key, ...], Field(min_length=1, max_length=8)]

    @model_validator(mode="after")
    def _coherent(self) -> "Movement":
        if self.home > len(self.keys):
            raise ValueError(f"home is key {self.home}, but there are {len(self.keys)} keys")
        if not self.keys[0].bears and not self.keys[0].pin:
            raise ValueError("the first key must say what bears the body (bears)")
        if self.travels and self.path != "round":
            raise ValueError("only a movement with path: round can travel")
        return self


class Part(Strict):
    """One solid of a prop, in the prop's own frame: x forward, y left, z up."""

    shape: Literal["box", "ball", "cylinder"]
    at: Vector
    size: Vector
    tilt: float = 0.0
    surface: Id | None = None
    solid: bool = True
    look: Literal["wood", "metal", "soft", "dark", "water", "wall"] = "wood"


class Prop(Strict):
    """A thing in the room. `free` names the axes along which it follows the body by default."""

    id: Id
    plain_name: str
    equipment: Id | None = None
    free: tuple[Literal["x", "y", "z"], ...] = ()
    rolls: bool = False
    level: bool = True
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]


class Props(Cited):
    """Every prop, with its usual household size."""

    props: tuple[Prop, ...]


class Ball(Strict):
    """A ball or ellipsoid of flesh on a bone; `paired` ones stand on the left and are mirrored."""

    id: Id
    bone: Id
    at: Vector
    radii: Vector
    paired: bool = False


class MassPoint(Strict):
    """Where the mass of one segment is drawn together, in its bone's frame."""

    segment: Literal["lower_trunk", "middle_trunk", "upper_trunk", "head", "foot", "hand"]
    bone: Id
    at: Vector
    paired: bool = False


class Frame(Cited):
    """How the spine's length is shared out, how it leans at rest, and where two joints sit."""

    below_lumbar: float
    lumbar: float
    thoracic: float
    lumbar_behind: float
    shoulder_up: float
    toe_joint: Vector
    lean: dict[Id, float]
    masses: tuple[MassPoint, ...]

    @model_validator(mode="after")
    def _whole(self) -> "Frame":
        if abs(self.below_lumbar + self.lumbar + self.thoracic - 1) > 1e-6:
            raise ValueError("below_lumbar, lumbar and thoracic must add up to 1")
        return self


class Flesh(Cited):
    """The outer shape of a person of `stature_m`, and the names of its regions."""

    stature_m: float
    frame: Frame
    balls: tuple[Ball, ...]
    regions: dict[Id, tuple[Id, ...]]
