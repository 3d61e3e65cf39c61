# SPDX-License-Identifier: Apache-2.0
"""Separate streams of chance, one per seed, purpose and moment.

A draw more in one place changes nothing in another, and the same day brings the same luck whatever
was done before it: so policies can be compared on the same people.
"""

import random


def stream(seed: int, purpose: str, *moment: object) -> random.Random:
    """Return the source of chance for one purpose at one moment of one person's life."""
    # A fixed seed is the point: the same people each time. Nothing here is a secret.
    return random.Random(":".join(str(part) for part in (seed, purpose, *moment)))  # noqa: S311
