# SPDX-License-Identifier: Apache-2.0
"""How the player behaves for someone: sounds, voice, more time, and whether the device is theirs.

Sounds and time belong to the account. That a device is one's own belongs to the sign-in on that
device: said at home, it must not hold on a borrowed computer, and it ends with the sign-in.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.house import Service

OWN_DEVICE: Final = "own-device"
SWITCHES: Final = ("sounds", "voice", "longer")
"""Setting keys that are simply on or off."""

_ON_UNLESS_SAID: Final = {"sounds": True, "voice": False, "longer": False}
_MARK: Final = 16
"""Characters of the sign-in's hash that tell one device from another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the player behaves; `own_device` is None as long as nobody has said."""

    sounds: bool
    voice: bool
    longer: bool
    own_device: bool | None


def _key(who: Who) -> str:
    return f"{OWN_DEVICE}:{(who.key or '')[:_MARK]}"


def manner(service: Service, who: Who) -> Manner:
    """Return how the player behaves for the asker on this device."""
    decide(who, Action.READ_RECORD)
    with service.store.read() as reading:
        found = reading.settings(who.account or "")
    switches = {key: bool(found.get(key, _ON_UNLESS_SAID[key])) for key in SWITCHES}
    own = False if who.role is Role.SAMPLE else found.get(_key(who))
    return Manner(**switches, own_device=own if isinstance(own, bool) else None)


def say_own_device(service: Service, who: Who, *, own: bool) -> None:
    """Keep whether the device of this sign-in is the asker's own; for the sample person it never is."""
    decide(who, Action.ADD_FACTS)
    with service.store.write() as writing:
        writing.put_setting(who.account or "", _key(who), own and who.role is not Role.SAMPLE)


def switch(service: Service, who: Who, **switches: bool) -> None:
    """Keep sounds, voice or more time switched on or off."""
    decide(who, Action.ADD_FACTS)
    with service.store.write() as writing:
        for key, value in switches.items():
            if key in SWITCHES:
                writing.put_setting(who.account or "", key, value)


def owner_mark(who: Who) -> str:
    """Return a mark of whose events a device holds: it tells nothing, and no two people share one.

    A device sends it with the events, so that what one person logged can never reach the record of
    someone who signed in after them in the same browser.
    """
    person = decide(who, Action.READ_RECORD)
    return hashlib.sha256(f"events of {person}".encode()).hexdigest()[:_MARK]
