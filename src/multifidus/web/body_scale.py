# SPDX-License-Identifier: Apache-2.0
"""A small scale for one finding: the value, its measurement error as a band, and what is usual.

It stands beside the same figures in words, so it is hidden from readers of the page's text.
"""

from typing import Final

from markupsafe import Markup, escape

from multifidus.service.found import Scale

WIDE: Final = 320.0
_EDGE: Final = 10.0
_AXIS: Final = 26.0


def _x(value: float, low: float, high: float) -> float:
    share = (min(max(value, low), high) - low) / (high - low)
    return _EDGE + share * (WIDE - 2 * _EDGE)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _bar(name: str, left: float, right: float, top: float, tall: float) -> str:
    return (
        f'<rect class="{name}" x="{_n(left)}" y="{_n(top)}" width="{_n(max(right - left, 1.0))}" '
        f'height="{_n(tall)}" rx="{_n(tall / 2)}"/>'
    )


def scale(one: Scale, *, low_text: str, high_text: str) -> Markup:
    """Draw a scale.

    Parameters
    ----------
    low_text, high_text : str
        The numbers at its ends, as the language writes them.
    """
    low, high = one.low, one.high
    parts = [
        f'<line class="scale-axis" x1="{_EDGE}" y1="{_AXIS}" x2="{WIDE - _EDGE}" y2="{_AXIS}"/>'
    ]
    if one.usual_from is not None and one.usual_to is not None:
        parts.append(
            _bar("scale-usual", _x(one.usual_from, low, high), _x(one.usual_to, low, high), 16, 20)
        )
    if one.mean is not None:
        at = _n(_x(one.mean, low, high))
        parts.append(f'<line class="scale-mean" x1="{at}" y1="16" x2="{at}" y2="36"/>')
    if one.error:
        left = _x(one.value - one.error, low, high)
        right = _x(one.value + one.error, low, high)
        parts.append(_bar("scale-error", left, right, 22, 8))
        parts += [
            f'<line class="scale-end" x1="{_n(at)}" y1="20" x2="{_n(at)}" y2="32"/>'
            for at in (left, right)
        ]
    at = _n(_x(one.value, low, high))
    parts.append(f'<circle class="scale-value" cx="{at}" cy="{_AXIS}" r="6"/>')
    parts.append(f'<text class="scale-text" x="{_EDGE}" y="52">{escape(low_text)}</text>')
    parts.append(
        f'<text class="scale-text scale-text-end" x="{WIDE - _EDGE}" y="52">{escape(high_text)}</text>'
    )
    return Markup(  # noqa: S704 - drawn here, words escaped
        f'<svg class="finding-scale" viewBox="0 0 {WIDE:g} 58" aria-hidden="true" '
        f'focusable="false">{"".join(parts)}</svg>'
    )
