# SPDX-License-Identifier: Apache-2.0
"""Multifidus: rehabilitation of the lower back, from a person's record to a safe, explained week."""

__version__ = "0.1.0"
