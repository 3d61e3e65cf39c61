# SPDX-License-Identifier: Apache-2.0
"""How messages about files are worded: quoting, lists of choices, and "did you mean"."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

_LONGEST = 60
_CLOSE = 0.62
_STEM = 5
_BY_ID = 0.2  # an id that is like the word comes before a nickname that is
_MOST_LOOKUPS = 100  # looking for likely words is slow; a file of thousands of faults gets no more


def quoted(value: object) -> str:
    """Write a value from a file so that it is short and cannot disturb a terminal."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    if not isinstance(value, str):
        return "a list" if isinstance(value, list) else "a block of keys"
    text = value if len(value) <= _LONGEST else value[:_LONGEST] + "..."
    return "'" + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text) + "'"


def one_of(choices: Iterable[str]) -> str:
    """Write `a`, `a or b`, `one of a, b, c`."""
    words = list(choices)
    if len(words) < 3:
        return " or ".join(words)
    return "one of " + ", ".join(words)


def either(words: list[str]) -> str:
    """Write `a`, `a or b`, `a, b or c`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if words[:-1] else words)


def _likeness(word: str, name: str) -> float:
    """How alike two names are; every word they share, whole or in its stem, counts extra."""
    ratio = SequenceMatcher(None, word, name).ratio()
    parts, others = (re.split(r"[ -]+", one) for one in (word, name))
    shared = sum(any(_same_stem(part, other) for other in others) for part in parts)
    return ratio + shared / len(parts) / 2


def _same_stem(one: str, other: str) -> bool:
    return one == other or (len(one) > _STEM and one[:_STEM] == other[:_STEM])


@dataclass(slots=True)
class Names:
    """Ids with every name they go by, to find what a person may have meant.

    Parameters
    ----------
    ids : mapping
        For each id, its other names.
    """

    ids: Mapping[str, tuple[str, ...]]
    lookups: int = 0
    _by_name: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        self._by_name = {}
        for key, others in self.ids.items():
            for name in (key, key.replace("-", " "), *others):
                owners = self._by_name.setdefault(name.casefold(), [])
                if key not in owners:
                    owners.append(key)

    def exact(self, word: str) -> str | None:
        """Return the id that `word` names without doubt: the id itself, or the name of only one."""
        if word in self.ids:
            return word
        owners = self._by_name.get(word.strip().casefold(), [])
        return owners[0] if len(owners) == 1 else None

    def suggest(self, word: str, *, most: int = 3) -> tuple[str, ...]:
        """Return up to `most` ids that `word` may stand for, the likeliest first."""
        self.lookups += 1
        word = word.strip().casefold()[:_LONGEST]
        if self.lookups > _MOST_LOOKUPS or not word:
            return ()
        best: dict[str, float] = {}
        for name, owners in self._by_name.items():
            likeness = _likeness(word, name)
            for owner in owners if likeness >= _CLOSE else ():
                by_id = _BY_ID if name == owner else 0.0
                best[owner] = max(best.get(owner, 0.0), likeness + by_id)
        return tuple(sorted(best, key=lambda key: (-best[key], key))[:most])

    def did_you_mean(self, word: str) -> str:
        """Write `; did you mean 'a' or 'b'?`, or nothing when nothing is near."""
        near = self.suggest(word)
        return f"; did you mean {either([quoted(one) for one in near])}?" if near else ""
