# SPDX-License-Identifier: Apache-2.0
"""The sentences about the usual course: averages, how sure, what may be said and what may not."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from multifidus.domain.course import (
    BandPoint,
    Curve,
    Duration,
    OwnPoint,
    Place,
    Saying,
    WhyNone,
)
from multifidus.domain.phrase import Phrase, joined, say
from multifidus.domain.words import Grade, Sureness
from multifidus.knowledge.courses import CoursePair
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema_texts import Questionnaire

_WHY_NONE: Final[Mapping[WhyNone, Phrase]] = {
    WhyNone.NO_EPISODE: say(
        "You have not noted a spell of back pain, so there is no course to compare with."
    ),
    WhyNone.NO_DURATION: say(
        "It is not known when this pain began. Without that we do not know whom to compare you with."
    ),
    WhyNone.NO_START: say(
        "There is no answer on your average pain from the first week. Without it nothing can be "
        "compared."
    ),
    WhyNone.NO_PAIN: say("You began without pain, so there is no course to compare with."),
    WhyNone.NOT_SCREENED: say(
        "The safety questions come first. Averages of other people say nothing before that."
    ),
}


def no_forecast_text(why: WhyNone, question: str, last_week: int) -> Phrase:
    """Say why there is no forecast (FC8)."""
    if why is WhyNone.OVER:
        return say(
            "The studies followed people for {weeks} weeks. You began longer ago, so there is "
            "nothing to compare with.",
            weeks=last_week,
        )
    if why is WhyNone.OPEN_SIGN:
        return say(
            "A safety question is open: {question} Until a clinician has looked at it, averages of "
            "other people say nothing about you.",
            question=question,
        )
    return _WHY_NONE[why]


def like_you(
    pair: CoursePair, pairs: Sequence[CoursePair], start: date, own_start: float, top: float
) -> Phrase:
    """Say who is meant by people like you, and where the person began."""
    after = [one.from_weeks for one in pairs if one.from_weeks > pair.from_weeks]
    if not after:
        group = say(
            "People like you: their pain had lasted {weeks} weeks or more when they began.",
            weeks=pair.from_weeks,
        )
    elif pair.from_weeks == 0:
        group = say(
            "People like you: their pain had lasted less than {weeks} weeks when they began.",
            weeks=after[0],
        )
    else:
        group = say(
            "People like you: their pain had lasted {from_weeks} to {to_weeks} weeks when they began.",
            from_weeks=pair.from_weeks,
            to_weeks=after[0],
        )
    began = say(
        "You began on {day} with average pain of {value} of {top}.",
        day=start,
        value=round(own_start, 1),
        top=top,
    )
    return joined((group, began))


def horizon_text(point: BandPoint, top: float) -> Phrase:
    """Say where people alike usually are in a week."""
    if point.published:
        return say(
            "{week} weeks after the start: {low} to {high} of {top}.",
            week=point.week,
            low=point.low,
            high=point.high,
            top=top,
        )
    return say(
        "{week} weeks after the start: {low} to {high} of {top}, read between published points.",
        week=point.week,
        low=point.low,
        high=point.high,
        top=top,
    )


def early_text(weeks: int) -> Phrase:
    """Say that it is too early to compare."""
    return say(
        "It is too early to compare. That takes answers from the first week and from {weeks} weeks "
        "on.",
        weeks=weeks,
    )


def place_text(place: Place, last: OwnPoint, top: float) -> Phrase:
    """Say where the person is against the band."""
    known = say(
        "On {day} your average pain was {value} of {top}.", day=last.on, value=last.value, top=top
    )
    where = {
        Place.BELOW: say(
            "That is below the band: less pain than people like you usually have then."
        ),
        Place.WITHIN: say("That is inside the band: where people like you usually are then."),
        Place.ABOVE: say(
            "That is above the band: more pain than people like you usually have then."
        ),
    }[place]
    return joined((known, where))


def sure_text(sure: Sureness, pain: Questionnaire) -> Phrase:
    """Say how sure the place is."""
    figures = pain.important_change
    off = say(
        "One answer can be off by {low} to {high} points.",
        low=figures["detectable_from"].value,
        high=figures["detectable"].value,
    )
    told = {
        Sureness.CLEAR: say("Yours is further than that from the edge of the band: this is clear."),
        Sureness.LIKELY: say("Yours is about that far from the edge of the band: this is likely."),
        Sureness.UNCERTAIN: say(
            "Yours is closer than that to the edge of the band: it may be either."
        ),
    }[sure]
    groups = say("The band shows averages of groups. Single people differ more than it is wide.")
    return joined((off, told, groups))


def see_clinician_text() -> Phrase:
    """Say that the pain does not follow the usual course (FC3)."""
    return say(
        "This is not following the usual course: see a clinician. It is no alarm, but someone should "
        "have a look."
    )


def label_text(curves: Iterable[Curve]) -> str:
    """Say that some figures are still to be checked, as long as that is so (FC7)."""
    if all(point.grade is Grade.A for curve in curves for point in curve.points):
        return ""
    return say("Some figures of this band are recalled from their paper and still to be checked.")


def _adds(duration: Duration, knowledge: Knowledge) -> Saying:
    """What exercise adds (FC6)."""
    figures = knowledge.rules["FC6"].figures
    points, new = figures["lasting_pain_points"], figures["new_pain_points"]
    if duration is Duration.PERSISTENT:
        return Saying(
            text=say(
                "What exercise adds: with pain of {months} months or more, on average about {points} "
                "of {scale} points less pain than with no treatment. In the most careful trials it "
                "is less.",
                months=knowledge.rules["FC5"].figures["slow_months"].value,
                points=points.value,
                scale=knowledge.courses.scale,
            ),
            rule="FC6",
            source=(*points.source, *figures["careful_trials_pain"].source),
            grade=points.grade,
        )
    return Saying(
        text=say("What exercise adds: with newer pain no added benefit can be promised."),
        rule="FC6",
        source=new.source,
        grade=new.grade,
    )


def sayings(duration: Duration, knowledge: Knowledge) -> tuple[Saying, ...]:
    """Return all that may be said besides: averages, no promise, what exercise adds, experience."""

    def one(rule: str, text: str) -> Saying:
        known = knowledge.rules[rule]
        return Saying(text=text, rule=rule, source=known.source, grade=known.grade)

    figures = knowledge.rules["FC5"].figures
    early, slow = figures["early_weeks"].value, figures["slow_months"].value
    return (
        one("FC5", say("Most improvement comes in the first {weeks} weeks.", weeks=early)),
        one("FC5", say("Some pain after a year is common, and it is usually mild.")),
        one(
            "FC5",
            say("After {months} months change is slower: months rather than weeks.", months=slow),
        ),
        one("FC5", say("These are averages of many people. Yours can differ.")),
        one(
            "FC4",
            say("This is no promise. Nobody can tell your own chance, or the day it will be over."),
        ),
        _adds(duration, knowledge),
        one(
            "FC7",
            say(
                "A teaching text says \N{LEFT DOUBLE QUOTATION MARK}a couple of months to a "
                "year\N{RIGHT DOUBLE QUOTATION MARK}. That is experience, not a study."
            ),
        ),
    )
