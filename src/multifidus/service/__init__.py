# SPDX-License-Identifier: Apache-2.0
"""The use cases of the app: one function, one transaction, one decision about access.

Every function takes the `Service` (what the house has: store, knowledge, clock) and `Who` is asking.
Routes call these functions and nothing below them; the store is never opened elsewhere.
"""

from multifidus.service.access import Action, Role, Who, decide
from multifidus.service.errors import (
    Blocked,
    Invalid,
    NotSignedIn,
    NotYours,
    ServiceError,
    TooMany,
)
from multifidus.service.house import Service
from multifidus.service.settings import Settings

__all__ = [
    "Action",
    "Blocked",
    "Invalid",
    "NotSignedIn",
    "NotYours",
    "Role",
    "Service",
    "ServiceError",
    "Settings",
    "TooMany",
    "Who",
    "decide",
]
