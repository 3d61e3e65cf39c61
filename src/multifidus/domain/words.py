# SPDX-License-Identifier: Apache-2.0
"""The closed vocabularies: one word per thing, in code, files, pages and papers alike."""

from enum import StrEnum


class Sex(StrEnum):
    """Sex, as the norms of the tests distinguish it."""

    FEMALE = "female"
    MALE = "male"
    UNSPECIFIED = "unspecified"


class Day(StrEnum):
    """A day of the week, Monday first."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"

    @property
    def number(self) -> int:
        """Days since Monday, 0 to 6."""
        return list(Day).index(self)


class Slot(StrEnum):
    """The part of a day in which a session lies."""

    MORNING = "morning"
    EVENING = "evening"


class Stage(StrEnum):
    """How far the person's programme has come."""

    INITIAL = "initial"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"
    MAINTENANCE = "maintenance"

    @property
    def rank(self) -> int:
        """0 for initial, rising; maintenance may use what advanced may."""
        return min(list(Stage).index(self), 2)

    @property
    def table(self) -> "Stage":
        """The stage whose dose tables apply: maintenance keeps to those of advanced."""
        return Stage.ADVANCED if self is Stage.MAINTENANCE else self


class Level(StrEnum):
    """The result of a screening, mildest first."""

    CLEAR = "clear"
    CAUTION = "caution"
    REVIEW = "review"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 for clear, rising with concern."""
        return list(Level).index(self)


class Answer(StrEnum):
    """What a person says to a danger sign. No answer at all is not a member: it is absence."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not-sure"


class SignStatus(StrEnum):
    """What is known about one danger sign on one day."""

    PRESENT = "present"
    NOT_SURE = "not-sure"
    ABSENT = "absent"
    UNANSWERED = "unanswered"
    EXPIRED = "expired"
    CLEARED = "cleared"
    NOT_ASKED = "not-asked"


class Activity(StrEnum):
    """An everyday act that makes the back better or worse."""

    BENDING_FORWARD = "bending-forward"
    BENDING_BACK = "bending-back"
    TWISTING = "twisting"
    SITTING = "sitting"
    STANDING = "standing"
    WALKING = "walking"
    LYING = "lying"
    LIFTING = "lifting"
    RISING = "rising"
    COUGHING = "coughing"


class Radiation(StrEnum):
    """How far down the pain reaches."""

    NONE = "none"
    BUTTOCK = "buttock"
    THIGH = "thigh"
    BELOW_KNEE = "below-knee"


class PainSite(StrEnum):
    """A place on the body where a person may mark pain."""

    LOW_BACK_LEFT = "low-back-left"
    LOW_BACK_MIDDLE = "low-back-middle"
    LOW_BACK_RIGHT = "low-back-right"
    BUTTOCK_LEFT = "buttock-left"
    BUTTOCK_RIGHT = "buttock-right"
    HIP_LEFT = "hip-left"
    HIP_RIGHT = "hip-right"
    GROIN_LEFT = "groin-left"
    GROIN_RIGHT = "groin-right"
    THIGH_LEFT = "thigh-left"
    THIGH_RIGHT = "thigh-right"
    BELOW_KNEE_LEFT = "below-knee-left"
    BELOW_KNEE_RIGHT = "below-knee-right"


class Lifting(StrEnum):
    """How much lifting daily life asks for."""

    NONE = "none"
    LIGHT = "light"
    HEAVY = "heavy"


class DayLoad(StrEnum):
    """How much of something a day held, against the person's usual day."""

    LOW = "low"
    USUAL = "usual"
    HIGH = "high"


class Season(StrEnum):
    """The part of a sport's year."""

    OFF_SEASON = "off-season"
    PRE_SEASON = "pre-season"
    IN_SEASON = "in-season"


class Autonomy(StrEnum):
    """How a change of the programme comes into force: accepted by someone, or applied in bounds."""

    SUGGEST = "suggest"
    ASSIST = "assist"


class Side(StrEnum):
    """A side of the body; `each` is left and then right, `both` is done once."""

    LEFT = "left"
    RIGHT = "right"
    EACH = "each"
    BOTH = "both"


class Measurer(StrEnum):
    """Who took a measurement."""

    SELF = "self"
    PARTNER = "partner"
    CLINICIAN = "clinician"
    CAMERA = "camera"


class Modality(StrEnum):
    """What kind of work an exercise is."""

    MOTOR_CONTROL = "motor-control"
    ISOMETRIC_HOLD = "isometric-hold"
    STRENGTH = "strength"
    MOBILITY = "mobility"
    STRETCH = "stretch"
    AEROBIC = "aerobic"
    RELAXATION = "relaxation"
    MIND_BODY = "mind-body"


CORE_MODALITIES = frozenset({Modality.MOTOR_CONTROL, Modality.ISOMETRIC_HOLD, Modality.STRENGTH})
"""The modalities that count as core exercises and as stimulus to muscles."""


class Position(StrEnum):
    """The body's position in an exercise."""

    SUPINE = "supine"
    PRONE = "prone"
    SIDE_LYING = "side-lying"
    QUADRUPED = "quadruped"
    PLANK = "plank"
    HALF_KNEELING = "half-kneeling"
    TALL_KNEELING = "tall-kneeling"
    SITTING = "sitting"
    STANDING = "standing"
    GAIT = "gait"
    AQUATIC = "aquatic"


class LoadDirection(StrEnum):
    """The direction in which the low back is moved or loaded."""

    NEUTRAL = "neutral"
    FLEXION = "flexion"
    EXTENSION = "extension"
    ROTATION = "rotation"
    LATERAL = "lateral"


class Phase(StrEnum):
    """A part of a session, in the order in which the parts are done."""

    WARM_UP = "warm-up"
    MOTOR_CONTROL = "motor-control"
    STRENGTH = "strength"
    MOBILITY = "mobility"
    RELAXATION = "relaxation"


class Verdict(StrEnum):
    """What a measurement says against its norm. Never a cause."""

    CLEARLY_SHORT = "clearly short"
    BORDERLINE = "borderline"
    WITHIN_RANGE = "within range"
    CANNOT_TELL = "cannot tell"


class Sureness(StrEnum):
    """How sure a verdict is, given the measurement error."""

    CLEAR = "clear"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"


class Grade(StrEnum):
    """How well a figure is known: seen, recalled, weak, or a project rule (P)."""

    A = "A"
    B = "B"
    C = "C"
    P = "P"
