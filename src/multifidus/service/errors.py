# SPDX-License-Identifier: Apache-2.0
"""The closed family of ways in which a use case ends without doing what was asked."""

from collections.abc import Mapping
from types import MappingProxyType


class ServiceError(Exception):
    """What was asked was not done; `text` says why, in words for the person."""

    def __init__(self, text: str) -> None:
        """Keep the words."""
        super().__init__(text)
        self.text = text


class Invalid(ServiceError):
    """What was sent cannot be right. `fields` holds a message for each field at fault."""

    def __init__(self, text: str, fields: Mapping[str, str] = MappingProxyType({})) -> None:
        """Keep the words, those of each field too."""
        super().__init__(text)
        self.fields = dict(fields)


class NotSignedIn(ServiceError):
    """Nobody is signed in, and this needs someone who is."""


class NotYours(ServiceError):
    """There is no such thing for whoever asks; not theirs and not there look the same."""


class TooMany(ServiceError):
    """Asked too often; `wait_s` is after how many seconds it may be asked again."""

    def __init__(self, text: str, wait_s: int) -> None:
        """Keep the words and the seconds to wait."""
        super().__init__(text)
        self.wait_s = wait_s


class Blocked(ServiceError):
    """The danger-sign gate stands in the way: no plan and no session before it is answered."""
