# SPDX-License-Identifier: Apache-2.0
"""Which tests to offer a person now, in an order in which positions flow. Pure.

The most telling first, as the assessment ranks them (FND8), each only if it looks at something that
the ones before it do not; what speaks against a test is said, never hidden.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from multifidus.assess import assess
from multifidus.assess.findings import advised_against
from multifidus.assess.missing import stage_for_tests
from multifidus.assess.norms import choose
from multifidus.domain.phrase import Phrase, listed, lower, say
from multifidus.domain.record import Record
from multifidus.domain.results import Clearance
from multifidus.domain.spoken import STAGE
from multifidus.domain.words import Verdict
from multifidus.knowledge.loader import Knowledge
from multifidus.knowledge.schema import Test
from multifidus.programme import cautions_of

_POSITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "standing": "standing",
        "sitting": "sitting",
        "supine": "lying-on-back",
        "prone": "lying-face-down",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One test, whether it may be done now, and what the person has done of it.

    `against` says why not, empty when nothing stands against it; `helper` is whether someone else
    must be there; `measured` is the day of the latest result.
    """

    test: Test
    position: str
    against: Phrase | None
    helper: bool
    measured: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Circuit:
    """The tests of today in order, those for another day, and those not meant for the person now."""

    now: tuple[Offer, ...]
    later: tuple[Offer, ...]
    barred: tuple[Offer, ...]

    def seconds(self, knowledge: Knowledge) -> int:
        """Return how long the tests of today take in all, in seconds."""
        return sum(knowledge.circuit.ways[one.test.id].takes_s for one in self.now)

    def offer(self, test: str) -> Offer | None:
        """Return the offer of a test, wherever it stands."""
        every = (*self.now, *self.later, *self.barred)
        return next((one for one in every if one.test.id == test), None)


def position_of(test: Test) -> str:
    """Return the position in which a test is done; lying on the side counts as on the back."""
    posture = "supine" if test.movement is None else test.movement.posture
    return _POSITIONS.get(posture, "lying-on-back")


def flags_of(
    record: Record, on: date, clearance: Clearance, knowledge: Knowledge
) -> frozenset[str]:
    """Return the caution flags of a person on a day, from answers of every kind."""
    found = cautions_of(clearance, assess(record, on, knowledge), knowledge)
    return frozenset(one.flag for one in found)


def against(
    test: Test, record: Record, on: date, knowledge: Knowledge, flags: Collection[str]
) -> Phrase | None:
    """Say why a person should not, or cannot, do a test now; None when nothing speaks against it."""
    if barring := advised_against(test, flags):
        names = listed(lower(knowledge.conditions[flag].plain_name) for flag in barring)
        return say("Not meant for you at present: {names}.", names=names)
    if test.stage.rank > stage_for_tests(record, on).rank:
        return say("This one waits for the {stage} stage.", stage=STAGE[test.stage])
    lacking = [
        lower(knowledge.equipment[need].plain_name)
        for need in test.needs
        if need in knowledge.equipment
        and not knowledge.equipment[need].assumed
        and need not in record.equipment
    ]
    return (
        say("It needs something you did not list: {names}.", names=listed(lacking))
        if lacking
        else None
    )


def _looks_at(test: Test) -> frozenset[str]:
    return frozenset(test.stretch_targets) | frozenset(f"muscle {one}" for one in test.muscles)


def _known(record: Record, on: date, knowledge: Knowledge) -> frozenset[str]:
    rows = assess(record, on, knowledge).findings
    fresh = (row for row in rows if not row.expired and row.verdict is not Verdict.CANNOT_TELL)
    return frozenset().union(*(_looks_at(knowledge.tests[row.test]) for row in fresh))


def _score(test: Test, record: Record, knowledge: Knowledge) -> float:
    worse = record.episode.worse_with if record.episode else ()
    hurts = any(one in worse for one in test.limits_activities)
    return test.telling + (knowledge.rules["FND8"].figures["hurts_bonus"].value if hurts else 0)


def circuit(record: Record, on: date, clearance: Clearance, knowledge: Knowledge) -> Circuit:
    """Sort every test into now, later, and not now.

    Parameters
    ----------
    record : Record
        As known on `on`.
    clearance : Clearance
        Of the same day; answers to danger signs bar tests too.

    Returns
    -------
    Circuit
        `now` holds at most as many as the knowledge says, all done alone, ordered by position;
        tests already measured today stay in it, so that the list does not shift under the hand.
    """
    flags = flags_of(record, on, clearance, knowledge)
    latest: dict[str, date] = {}
    for row in record.measurements:
        if row.on <= on:
            latest[row.test] = max(row.on, latest.get(row.test, row.on))
    offers = {
        test.id: Offer(
            test=test,
            position=position_of(test),
            against=against(test, record, on, knowledge, flags),
            helper=test.partner,
            measured=latest.get(test.id),
        )
        for test in knowledge.tests.values()
    }
    chosen = _chosen(offers, record, on, knowledge)
    rest = [one for one in offers.values() if one.test.id not in chosen]
    rank = knowledge.circuit.positions.index

    def flow(one: Offer) -> tuple[int, float, str]:
        return rank(one.position), -_score(one.test, record, knowledge), one.test.id

    def telling(one: Offer) -> tuple[bool, float, str]:
        return one.helper, -_score(one.test, record, knowledge), one.test.id

    return Circuit(
        now=tuple(sorted((offers[key] for key in chosen), key=flow)),
        later=tuple(sorted((one for one in rest if one.against is None), key=telling)),
        barred=tuple(sorted((one for one in rest if one.against is not None), key=telling)),
    )


def _chosen(
    offers: Mapping[str, Offer], record: Record, on: date, knowledge: Knowledge
) -> frozenset[str]:
    today = {key for key, one in offers.items() if one.measured == on and one.against is None}
    seen = _known(record, on, knowledge)
    age, sex = record.person.age_on(on), record.person.sex
    picked = set(today)
    ranked = sorted(
        (one for one in offers.values() if one.test.id not in today),
        key=lambda one: (-_score(one.test, record, knowledge), one.test.id),
    )
    usable = [
        one.test
        for one in ranked
        if one.against is None and not (one.helper or one.test.off_by_default) and one.test.judged
    ]
    compared = [one for one in usable if choose(one, sex, age, knowledge) is not None]
    # What nothing can be compared with comes last: it is a start for the person's own retests.
    for test in (*compared, *(one for one in usable if one not in compared)):
        if len(picked) >= knowledge.circuit.at_most.value:
            break
        if _looks_at(test) - seen:
            seen |= _looks_at(test)
            picked.add(test.id)
    return frozenset(picked)
