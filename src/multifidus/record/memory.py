# SPDX-License-Identifier: Apache-2.0
"""The folded records that were read last, so that a page does not fold months of logs each time.

Entries are only ever added, and their numbers never come again: a person and the number of their
latest entry say exactly which record it is.
"""

from collections import OrderedDict
from threading import Lock

MOST = 64


class Memory:
    """Texts by person, each good for one number; safe between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._age = 0

    @property
    def age(self) -> int:
        """How often everything was forgotten; what was read at another age is not kept."""
        with self._lock:
            return self._age

    def get(self, person: str, seq: int) -> str | None:
        """Return the text of a person's record as of a number, None if it is not kept."""
        with self._lock:
            found = self._kept.get(person)
            if found is None or found[0] != seq:
                return None
            self._kept.move_to_end(person)
            return found[1]

    def put(self, person: str, seq: int, text: str, *, age: int) -> None:
        """Keep a text that was read at an age: one read before an erasing is not kept after it."""
        with self._lock:
            if age != self._age:
                return
            self._kept[person] = (seq, text)
            self._kept.move_to_end(person)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._age += 1
            self._kept.clear()
