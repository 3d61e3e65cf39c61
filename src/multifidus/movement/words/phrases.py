# SPDX-License-Identifier: Apache-2.0
"""Small plain-English building blocks: numbers, distances, lists, verbs, things in the room."""

import re
from collections.abc import Sequence
from typing import Final

_NUMBERS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
# surface -> its name when it first appears, its name afterwards
_THINGS: Final[dict[str, tuple[str, str]]] = {
    "floor": ("the floor", "the floor"),
    "chair-back": ("the back of a chair", "the back of the chair"),
    "ottoman": ("a padded stool", "the stool"),
    "step": ("a low step", "the step"),
    "head-cushion": ("a folded towel", "the towel"),
    "side-cushion": ("a cushion", "the cushion"),
    "swiss-ball": ("a large exercise ball", "the ball"),
    "roman-pad": ("the pad of a back-extension bench", "the pad"),
    "roman-roll": ("the foot roller", "the foot roller"),
    "roman-plate": ("the foot plate", "the foot plate"),
    "press-seat": ("the seat of a leg-press machine", "the seat"),
    "press-back": ("the backrest", "the backrest"),
    "press-plate": ("the foot plate", "the plate"),
    "curl-bench": ("the pad of a leg-curl machine", "the pad"),
    "saddle": ("the saddle of an exercise bike", "the saddle"),
    "handlebar": ("the handlebar", "the handlebar"),
    "rail": ("a rail or worktop", "the rail"),
}
_PLURAL: Final = {"foot": "feet", "calf": "calves", "thigh-top": "thighs"}
_VERBS: Final = {"is": "are", "does": "do", "goes": "go", "has": "have"}
_MANY: Final = tuple(
    (re.compile(rf"\b{one}\b"), many)
    for one, many in (
        ("the leg is", "the legs are"),
        ("the leg points", "the legs point"),
        ("the thigh is", "the thighs are"),
        ("the knee bends", "the knees bend"),
        ("the knee straightens", "the knees straighten"),
        ("the heel is", "the heels are"),
        ("it points", "they point"),
        ("it is", "they are"),
        ("the ball of the foot", "the balls of the feet"),
        ("out to the side", "out to the sides"),
        ("the elbow", "the elbows"),
        ("the foot", "the feet"),
        ("the hand", "the hands"),
        ("the heel", "the heels"),
        ("the hip", "the hips"),
        ("the knee", "the knees"),
        ("the leg", "the legs"),
        ("the lower leg", "the lower legs"),
        ("the buttock", "the buttocks"),
        ("the shin", "the shins"),
        ("the shoulder", "the shoulders"),
        ("the thigh", "the thighs"),
        ("the sole", "the soles"),
    )
)


def count(number: float) -> str:
    """Write a small number as a word: `two`, `half a`, `1.5` becomes `one and a half`."""
    whole = int(number)
    if number == whole:
        return _NUMBERS[whole] if whole < len(_NUMBERS) else str(whole)
    if abs(number - whole - 0.5) < 0.01:
        return "half a" if whole == 0 else f"{count(whole)} and a half"
    return f"{number:.1f}"


def seconds(number: float) -> str:
    """Return a time: `half a second`, `two seconds`, `30 seconds`, `20 minutes`."""
    if number >= 120 and number % 60 == 0:
        return f"{count(number / 60)} minutes"
    return f"{count(number)} second" + ("" if number <= 1 else "s")


def listed(items: Sequence[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def joined(clauses: Sequence[str]) -> str:
    """Join clauses that happen together into one sentence's body."""
    if len(clauses) == 2 and not any("," in clause for clause in clauses):
        return f"{clauses[0]}, and {clauses[1]}"
    return "; ".join(clauses)


def sentence(text: str) -> str:
    """Return a sentence: capital first, full stop last, single spaces."""
    text = " ".join(text.split()).rstrip(" .;,")
    return f"{text[:1].upper()}{text[1:]}."


def _verb(word: str) -> str:
    if word in _VERBS:
        return _VERBS[word]
    if word.endswith(("ches", "shes", "sses")):
        return word[:-2]
    return word.removesuffix("s")


def of_many(phrase: str) -> str:
    """Let a phrase about one limb speak of both.

    The first word is a verb (`lifts` becomes `lift`); parts named after it become plural.
    """
    first = re.match(r"\w*", phrase)
    verb = first[0] if first else ""
    rest = phrase[len(verb) :]
    for pattern, many in _MANY:
        rest = pattern.sub(many, rest)
    return _verb(verb) + rest


def plural(part: str) -> str:
    """Return the plural of a part of the body."""
    return _PLURAL.get(part, f"{part}s").replace("-", " ")


def thing(surface: str, *, first: bool = False) -> str:
    """Name what bears: `a chair` when it first appears, `the chair` afterwards."""
    if surface in _THINGS:
        return _THINGS[surface][0 if first else 1]
    name = surface.removesuffix("-part").replace("-", " ")
    return f"{'a' if first else 'the'} {name}"


def distance(metres: float) -> str:
    """Say a distance in what a hand can feel, then in rounded centimetres."""
    metres = abs(metres)
    if metres < 0.03:
        return "a finger's width"
    if metres < 0.07:
        return "a few centimetres"
    if metres < 0.13:
        return "about a hand's width"
    return f"about {5 * round(metres * 20)} centimetres"


def share(part: float) -> str:
    """Say what share of a way has been gone, 0 to 1."""
    steps = (
        (0.17, "a little of the way"),
        (0.29, "about a quarter of the way"),
        (0.42, "about a third of the way"),
        (0.58, "about halfway"),
        (0.72, "about two thirds of the way"),
        (0.88, "most of the way"),
    )
    return next((words for most, words in steps if part < most), "all the way")


def bend(degrees: float) -> str:
    """Say how far a knee or elbow is bent."""
    steps = (
        (12.0, "straight"),
        (35.0, "slightly bent"),
        (58.0, "bent halfway to a right angle"),
        (76.0, "bent almost to a right angle"),
        (104.0, "bent to a right angle"),
        (128.0, "bent a little past a right angle"),
    )
    return next((words for most, words in steps if degrees < most), "bent as far as is comfortable")
