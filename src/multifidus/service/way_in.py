# SPDX-License-Identifier: Apache-2.0
"""The way in: from someone with a sore back to a record that a week can be made from.

Every screen can be left and taken up again: what was typed is kept as it was typed, until it has
become a fact of the record. A danger sign stops the way wherever it turns up.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from multifidus.domain.record import Record
from multifidus.knowledge.loader import Knowledge
from multifidus.programme import known_on
from multifidus.record import Entry, Writing
from multifidus.screen import screen as screen_record
from multifidus.service import records
from multifidus.service import way_in_forms as forms
from multifidus.service.access import Action, Who, decide
from multifidus.service.errors import Blocked, Invalid
from multifidus.service.house import Service
from multifidus.service.records import Kept, kept
from multifidus.service.way_in_forms import Fact
from multifidus.service.way_in_steps import Screen, Way, ask_again, groups
from multifidus.service.way_in_typed import Typed

STATE: Final = "way-in"
AGAIN: Final = "safety-again"
"""Where the answers typed on the later safety screen are kept, as `draft_key` names it."""
_MOST_FIELDS: Final = 400


def draft_key(name: str) -> str:
    """Return the name under which a half-filled form is kept."""
    return f"{STATE} {name}"


def way_of(service: Service, who: Who) -> Way:
    """Return how far the asker has come."""
    return _way(service, who, kept(service, who))


def _way(service: Service, who: Who, now: Kept | None) -> Way:
    on = service.today()
    with service.store.read() as reading:
        state = reading.draft(who.account or "", STATE)
    if now is None:
        return Way(on=on)
    record = known_on(now.record, on)
    done = frozenset(one for one in Screen if one.value in (state or {}).get("done", ()))
    if state is None and now.value.get("availability"):
        # A record that came as a file has all of this already.
        done = frozenset(Screen)
    return Way(
        on=on,
        record=record,
        clearance=screen_record(record, on, service.knowledge),
        done=done,
        skipped=(state or {}).get("skipped", {}),
        hurt=(state or {}).get("hurt", {}),
    )


# --- drafts -------------------------------------------------------------------------------------


def draft(service: Service, who: Who, name: str) -> Typed | None:
    """Return a form as it was typed and left, None without one."""
    decide(who, Action.READ_RECORD)
    with service.store.read() as reading:
        return reading.draft(who.account or "", draft_key(name))


def keep_draft(service: Service, who: Who, name: str, typed: Typed) -> None:
    """Keep a form as it was typed; nothing in it is judged."""
    decide(who, Action.ADD_FACTS)
    body = {key: list(values) for key, values in list(typed.items())[:_MOST_FIELDS]}
    with service.store.write() as writing:
        writing.put_draft(who.account or "", draft_key(name), body)


# --- facts --------------------------------------------------------------------------------------


def _superseded(entries: Sequence[Entry], fact: Fact, on: date) -> str | None:
    """Return the entry of the same day that a fact corrects, if there is one."""
    if fact.replaces is None:
        return None
    gone = {one.supersedes for one in entries}
    for entry in reversed(entries):
        body = entry.body or {}
        same = all(body.get(key) == value for key, value in fact.replaces.items())
        if entry.on == on and entry.body and same and entry.id not in gone:
            return entry.id
    return None


def write_facts(
    service: Service, who: Who, facts: Sequence[Fact], then: Callable[[Writing], None]
) -> None:
    """Check every fact, then write them all in one transaction, and what goes with them.

    Raises
    ------
    Invalid
        If one of them cannot be right; then nothing is written.
    """
    person = decide(who, Action.ADD_FACTS)
    on = service.today()
    now = kept(service, who)
    about: Mapping[str, Any] = now.value["person"] if now else records.NOBODY
    for fact in facts:
        about = fact.body if fact.kind == "person" else about
        records.check(service, fact.kind, fact.body, on=fact.on or on, person=about)
    with service.store.write() as writing:
        for fact in facts:
            whole = fact.kind in records.SECTIONS
            earlier = writing.entries(person, kinds=(fact.kind,)) if fact.replaces else ()
            records.write(
                service,
                writing,
                who,
                fact.kind,
                {"value": fact.body} if whole else fact.body,
                on=fact.on or on,
                supersedes=_superseded(earlier, fact, on),
            )
        then(writing)


def _mark(writing: Writing, account: str, screen: Screen, way: Way, draft_name: str) -> None:
    done = [one.value for one in Screen if one in way.done or one is screen]
    state = {"done": done, "skipped": dict(way.skipped), "hurt": dict(way.hurt)}
    writing.put_draft(account, STATE, state)
    writing.drop_draft(account, draft_key(draft_name))


# --- the screens --------------------------------------------------------------------------------


def _read(screen: Screen, typed: Typed, way: Way, knowledge: Knowledge) -> list[Fact]:
    if screen is Screen.YOU:
        return forms.read_you(typed, way.on, knowledge)
    record = way.record
    if record is None:
        raise Blocked("Please begin with who you are.")
    readers: dict[Screen, Callable[[], list[Fact]]] = {
        Screen.SAFETY: lambda: forms.read_safety(typed, _shown(first_questions(way), knowledge)),
        Screen.CONDITIONS: lambda: forms.read_conditions(typed, record, knowledge),
        Screen.PAIN: lambda: forms.read_pain(typed, record, way.on),
        Screen.HURTS: lambda: forms.read_hurts(typed, record, knowledge),
        Screen.ACTIVITIES: lambda: forms.read_activities(typed, record),
        Screen.LIFE: lambda: forms.read_life(typed, record, knowledge),
        Screen.WEEK: lambda: forms.read_week(typed, knowledge),
        Screen.THINGS: lambda: forms.read_things(typed, record, knowledge),
    }
    return readers[screen]() if screen in readers else []


def first_questions(way: Way) -> tuple[str, ...]:
    """Return the questions that are due on the way in."""
    return way.clearance.to_ask if way.clearance else ()


def _shown(wanted: tuple[str, ...], knowledge: Knowledge) -> dict[str, tuple[str, ...]]:
    found = groups(wanted, knowledge)
    return {level: tuple(one.id for one in rows) for level, rows in found.items()}


def save(service: Service, who: Who, screen: Screen, typed: Typed) -> Way:
    """Take in what was typed on a screen; return how far the asker has come with it.

    Raises
    ------
    Invalid
        With a word about each field; what was typed is kept all the same.
    """
    decide(who, Action.ADD_FACTS)
    way = way_of(service, who)
    account = who.account or ""
    if way.stopped and screen is not Screen.YOU:
        raise Blocked("A danger sign comes first. Nothing else is asked until then.")
    try:
        facts = _read(screen, typed, way, service.knowledge)
        write_facts(
            service, who, facts, lambda writing: _mark(writing, account, screen, way, screen.value)
        )
    except Invalid:
        keep_draft(service, who, screen.value, typed)
        raise
    return way_of(service, who)


def save_again(service: Service, who: Who, typed: Typed) -> Way:
    """Take in the answers of the later safety screen.

    Raises
    ------
    Invalid
        With a word about each question that has no answer.
    """
    decide(who, Action.ADD_FACTS)
    way = way_of(service, who)
    if way.clearance is None:
        raise Blocked("Please begin with who you are.")
    shown = _shown(ask_again(way.clearance, service.knowledge), service.knowledge)
    account = who.account or ""
    try:
        facts = forms.read_safety(typed, shown)
        write_facts(
            service,
            who,
            facts,
            lambda writing: _forget(writing, account, AGAIN),
        )
    except Invalid:
        keep_draft(service, who, AGAIN, typed)
        raise
    return way_of(service, who)


def _forget(writing: Writing, account: str, name: str) -> None:
    writing.drop_draft(account, draft_key(name))


def fields_of(way: Way, screen: Screen) -> Typed:
    """Return a form filled from the record, as it was last said."""
    record = way.record
    if record is None:
        return {}
    asked = screen in way.done
    fillers: dict[Screen, Callable[[Record], Typed]] = {
        Screen.YOU: forms.typed_you,
        Screen.CONDITIONS: lambda one: forms.typed_conditions(one, asked=asked),
        Screen.PAIN: lambda one: forms.typed_pain(one, asked=asked),
        Screen.HURTS: forms.typed_hurts,
        Screen.ACTIVITIES: forms.typed_activities,
        Screen.LIFE: lambda one: forms.typed_life(one, asked=asked),
        Screen.WEEK: forms.typed_week,
        Screen.THINGS: forms.typed_things,
    }
    return fillers[screen](record) if screen in fillers else {}


def remember_test(
    service: Service,
    who: Who,
    test: str,
    *,
    skipped: str | None = None,
    hurt: Mapping[str, Any] | None = None,
) -> None:
    """Remember why a test was left out, or what was felt in it; None takes it back."""
    decide(who, Action.ADD_FACTS)
    with service.store.write() as writing:
        account = who.account or ""
        state = dict(writing.draft(account, STATE) or {"done": [one.value for one in Screen]})
        for key, value in (("skipped", skipped), ("hurt", hurt)):
            rows = {one: said for one, said in state.get(key, {}).items() if one != test}
            state[key] = rows | ({test: value} if value is not None else {})
        writing.put_draft(account, STATE, state)
