# SPDX-License-Identifier: Apache-2.0
"""Where the person stands: stage, rungs and dose levels, as a pure function of the record."""

from multifidus.coach.standing import roll, standing

__all__ = ["roll", "standing"]
