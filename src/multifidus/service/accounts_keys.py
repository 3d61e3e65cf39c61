# SPDX-License-Identifier: Apache-2.0
"""Random keys, and what is kept of them: only a hash, so that a stolen database opens nothing."""

import base64
import hashlib
import unicodedata
from typing import Final

from multifidus.service.house import Service

KEY_BYTES: Final = 32


def hash_of(key: str) -> str:
    """Return what the store keeps of a key."""
    return hashlib.sha256(key.encode(errors="replace")).hexdigest()


def new_key(service: Service) -> str:
    """Return a key that nobody can guess, in letters that a cookie and a form can hold."""
    return base64.urlsafe_b64encode(service.random(KEY_BYTES)).decode().rstrip("=")


def name_key(name: str) -> str:
    """Return the form of a name under which tries are counted: no case, no variants of characters."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
