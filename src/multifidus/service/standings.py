# SPDX-License-Identifier: Apache-2.0
"""Where the asker stands today, worked out once for each state of their record.

A page asks several times: for the week that may be shown, for what waits for a yes, for a flare-up.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from multifidus import programme
from multifidus.domain.record import Record
from multifidus.domain.results import Standing
from multifidus.domain.week import Refusal
from multifidus.programme import known_on
from multifidus.record import Store
from multifidus.service.house import Service
from multifidus.service.records import Kept

_REMEMBERED: Final = 64
_Key = tuple[str, int, date, bool, str]


@dataclass(slots=True)
class _Memory:
    """Kept by the store itself, so that what a backup replaces is forgotten with it."""

    lock: Lock = field(default_factory=Lock)
    found: WeakKeyDictionary[Store, dict[_Key, Standing | Refusal]] = field(
        default_factory=WeakKeyDictionary
    )

    def get(self, store: Store, key: _Key) -> Standing | Refusal | None:
        with self.lock:
            return self.found.get(store, {}).get(key)

    def put(self, store: Store, key: _Key, standing: Standing | Refusal) -> None:
        with self.lock:
            shelf = self.found.setdefault(store, {})
            while len(shelf) >= _REMEMBERED:
                shelf.pop(next(iter(shelf)))
            shelf[key] = standing


_memory: Final = _Memory()


def standing_now(service: Service, now: Kept, *, by_today: bool = True) -> Standing | Refusal:
    """Return where a person stands today, without what nobody has agreed to, or why no plan can be.

    Parameters
    ----------
    by_today : bool
        Whether the sessions of today count already. What they ask for comes tomorrow, so that a day
        is not planned anew while it is being done.
    """
    on = service.today()
    key = (now.person, now.seq, on, by_today, service.knowledge.version)
    found = _memory.get(service.store, key)
    if found is None:
        record = known_on(now.record, on)
        if not by_today:
            record = before_today(record, on)
        found = programme.standing_of(record, on, service.knowledge, agreed=True)
        _memory.put(service.store, key, found)
    return found


def before_today(record: Record, on: date) -> Record:
    """Return the record without the sessions of a day."""
    return replace(record, log=tuple(one for one in record.log if one.on < on))
