# SPDX-License-Identifier: Apache-2.0
"""A clearance in words: what to do comes first."""

from typing import Final

from multifidus.cli.text import Page, count, long_date
from multifidus.domain.results import Clearance, SignState
from multifidus.domain.words import Level, SignStatus
from multifidus.knowledge.loader import Knowledge

_FIRST: Final = {
    Level.CLEAR: "You can exercise.",
    Level.CAUTION: "You can exercise. Some exercises are left out for you.",
    Level.REVIEW: "Have a clinician look at this; it is not urgent.",
    Level.URGENT: "Contact a clinician today or tomorrow. Do not exercise until then.",
    Level.EMERGENCY: "Go to emergency care now. Do not exercise.",
}
_SHOWN: Final = (SignStatus.PRESENT, SignStatus.NOT_SURE)
_STATUS: Final = {
    SignStatus.ABSENT: "Answered no",
    SignStatus.CLEARED: "Lifted by a clinician or a review",
    SignStatus.NOT_ASKED: "Not asked of you now",
}


def screen_text(clearance: Clearance, knowledge: Knowledge) -> str:
    """Write a clearance as a page; for an emergency only what to do and why."""
    page = Page()
    _what_to_do(page, clearance)
    present = [sign for sign in clearance.signs if sign.status in _SHOWN]
    if present:
        page.heading("Why")
        page.points(map(_why, present))
    if clearance.level is Level.EMERGENCY:
        return page.text()
    _questions(page, clearance, knowledge)
    if clearance.notes:
        page.heading("Good to know")
        page.points(clearance.notes)
    _the_rest(page, clearance)
    return page.text()


def _why(sign: SignState) -> str:
    said = "not sure" in sign.because.lower()
    doubt = sign.status is SignStatus.NOT_SURE and not said
    return f"{sign.because} You were not sure." if doubt else sign.because


def _what_to_do(page: Page, clearance: Clearance) -> None:
    unasked = clearance.blocked and bool(clearance.to_ask)
    if unasked and clearance.level not in (Level.URGENT, Level.EMERGENCY):
        n = len(clearance.to_ask)
        page.title(
            f"First answer {'this question' if n == 1 else f'these {n} questions'}; then a plan can be made."
        )
    else:
        page.title(_FIRST[clearance.level])
    if clearance.actions:
        page.gap()
        page.points(clearance.actions)
    if clearance.gentle and not clearance.blocked:
        page.gap()
        page.say("Until then a gentle plan is possible: light exercises and walking.")


def _questions(page: Page, clearance: Clearance, knowledge: Knowledge) -> None:
    if not clearance.to_ask:
        return
    asked = {key: (row.question, row.help) for key, row in knowledge.danger_signs.items()}
    for row in knowledge.danger_signs.values():
        asked |= {part.id: (part.text, part.help) for part in row.parts}
    page.heading("Questions to answer (true, false or not-sure, under screening in the record)")
    for key in clearance.to_ask:
        text, help_text = asked.get(key, ("", ""))
        page.hang("  ", f"{key}: {text}")
        if help_text:
            page.say(help_text, indent=6)


def _the_rest(page: Page, clearance: Clearance) -> None:
    page.gap()
    plan = "no plan can be made" if clearance.blocked else "a plan can be made"
    page.say(f"Screening on {long_date(clearance.on)}: level {clearance.level}; {plan}.")
    if clearance.valid_until is not None:
        page.say(f"These answers hold until {long_date(clearance.valid_until)}.")
    for status, words in _STATUS.items():
        ids = [sign.sign for sign in clearance.signs if sign.status is status]
        if ids:
            page.hang("  ", f"{words} ({count(len(ids), 'sign')}): {', '.join(ids)}.")
