# SPDX-License-Identifier: Apache-2.0
"""Events of sessions as devices send them: once each, in any order, the bad ones by themselves."""

import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app_house import Clock, House, make_house
from multifidus.domain.record import Done, Record, SetDone
from multifidus.domain.words import Answer, Slot
from multifidus.screen import screen
from multifidus.screen.due import ALARMS
from multifidus.service import Invalid, NotYours, Who
from multifidus.service.mornings import Told, next_morning, open_mornings
from multifidus.service.records import add, kept
from multifidus.service.session_log import MOST_PARTS, so_far, take_parts
from multifidus.service.session_log_device import manner, owner_mark, say_own_device, switch

RECORD = """
format: multifidus-record/1
person: {name: Ana, born: 1984-03-02}
log:
  - {on: 2026-11-15, slot: evening, done: [{exercise: bridge, sets: [{reps: 10}], effort: 5}], pain: {before: 3, after: 3}}
"""
SESSION = "ab" * 16


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Who, Who]]:
    """A house with two people; signing up is slow by design, so it is done once."""
    house = make_house(tmp_path_factory.mktemp("house"), Clock())
    ana, _ = house.person("Ana", RECORD)
    ben, _ = house.person("Ben", RECORD.replace("Ana", "Ben"))
    yield house, ana, ben
    house.service.planner.close()
    house.service.store.close()


class Device:
    """Makes events as the player does, with a session of its own."""

    made = 0

    def __init__(self, on: str = "2026-11-16") -> None:
        Device.made += 1
        self.session = f"{Device.made:032x}"
        self.on = on
        self.n = 0

    def event(self, part: str, **facts: Any) -> dict[str, Any]:
        event = {
            "client_id": f"event-{self.session}-{self.n}",
            "session": self.session,
            "n": self.n,
            "on": self.on,
            "part": part,
            **facts,
        }
        self.n += 1
        return event

    def whole(self) -> list[dict[str, Any]]:
        return [
            self.event("start", slot="morning", planned=["bridge", "side-plank-knees"]),
            self.event("pain", before=3),
            self.event("set", exercise="bridge", set=1, reps=10),
            self.event("set", exercise="bridge", set=2, reps=8),
            self.event("effort", exercise="bridge", effort=6),
            self.event("set", exercise="side-plank-knees", set=1, side="left", reps=6, hold_s=8),
            self.event("set", exercise="side-plank-knees", set=1, side="right", reps=5, hold_s=8),
            self.event("skip", exercise="plank", why="no time"),
            self.event("pain", during=4),
            self.event("end"),
        ]


def last_row(house: House, who: Who) -> Any:
    record = kept(house.service, who)
    assert record is not None
    return record.record.log[-1]


def test_a_session_event_by_event_is_one_row_of_the_log(shared: tuple[House, Who, Who]) -> None:
    house, ana, _ = shared
    events = Device().whole()
    taken = take_parts(house.service, ana, events)
    assert taken.refused == ()
    assert list(taken.written) == [event["client_id"] for event in events]
    row = last_row(house, ana)
    assert row.done == (
        Done(exercise="bridge", sets=(SetDone(reps=10), SetDone(reps=8)), effort=6),
        Done(exercise="side-plank-knees", sets=(SetDone(reps=5, hold_s=8),)),
    )
    assert (row.pain.before, row.pain.during) == (3, 4)
    assert [(one.exercise, one.why) for one in row.skipped] == [("plank", "no time")]


def test_sent_twice_in_any_order_and_in_pieces_it_is_there_once(
    shared: tuple[House, Who, Who],
) -> None:
    house, ana, _ = shared
    take_parts(house.service, ana, Device().whole())
    plain = last_row(house, ana)
    chance = random.Random(4)  # noqa: S311 - a shuffle
    for _ in range(5):
        device = Device()
        events = device.whole()
        sent = [*events, *events, *events]
        chance.shuffle(sent)
        for start in range(0, len(sent), 7):
            assert take_parts(house.service, ana, sent[start : start + 7]).refused == ()
        with house.service.store.read() as reading:
            entries = reading.entries(ana.person or "", kinds=("log-part",))
        mine = [entry for entry in entries if entry.body["session"] == device.session]
        assert len(mine) == len(events)
        again = last_row(house, ana)
        assert (again.pain, again.skipped, set(again.done)) == (
            plain.pain,
            plain.skipped,
            set(plain.done),
        )


def test_twenty_writers_at_once_lose_and_double_nothing(shared: tuple[House, Who, Who]) -> None:
    house, ana, ben = shared
    devices = [Device() for _ in range(20)]
    jobs = []
    for number, device in enumerate(devices):
        who = ana if number % 2 else ben
        jobs += [(who, event) for event in device.whole() for _ in range(2)]
    random.Random(5).shuffle(jobs)  # noqa: S311 - a shuffle
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda job: take_parts(house.service, job[0], [job[1]]), jobs))
    assert all(not one.refused and len(one.written) == 1 for one in answers)
    for who in (ana, ben):
        with house.service.store.read() as reading:
            entries = reading.entries(who.person or "", kinds=("log-part",))
        ids = [entry.client_id for entry in entries]
        assert len(ids) == len(set(ids))
    expected = {device.session: 10 for device in devices}
    found: dict[str, int] = {}
    for who in (ana, ben):
        with house.service.store.read() as reading:
            for entry in reading.entries(who.person or "", kinds=("log-part",)):
                if entry.body["session"] in expected:
                    found[entry.body["session"]] = found.get(entry.body["session"], 0) + 1
    assert found == expected


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"reps": 9_999}, "outside"),
        ({"reps": -1}, "outside"),
        ({"reps": "ten"}, "reps"),
        ({"reps": None}, "nothing was done"),
        ({"exercise": "bridgee"}, "bridge"),
        ({"exercise": ""}, "exercise"),
        ({"part": "dance"}, "part|tag"),
        ({"part": None}, "part|tag"),
        ({"on": "2031-01-01"}, "clock"),
        ({"on": "1999-01-01"}, "clock"),
        ({"on": "yesterday"}, "on"),
        ({"session": "../../etc"}, "session"),
        ({"n": -1}, "n"),
        ({"n": 1.5}, "n"),
        ({"client_id": "x"}, "client_id"),
        ({"person": "someone-else"}, "person"),
        ({"side": "up"}, "side"),
        ({"set": 0}, "set"),
    ],
)
def test_a_bad_event_is_refused_in_words_and_takes_no_good_one_with_it(
    shared: tuple[House, Who, Who], change: dict[str, Any], says: str
) -> None:
    house, ana, _ = shared
    device = Device()
    good = [
        device.event("start", slot="evening"),
        device.event("set", exercise="bridge", set=1, reps=9),
    ]
    bad = {**device.event("set", exercise="bridge", set=2, reps=9), **change}
    taken = take_parts(house.service, ana, [good[0], bad, good[1]])
    assert list(taken.written) == [event["client_id"] for event in good]
    (refused,) = taken.refused
    assert refused.client_id == bad["client_id"]
    assert re.search(says, refused.error)
    assert last_row(house, ana).done == (Done(exercise="bridge", sets=(SetDone(reps=9),)),)


@pytest.mark.parametrize("raw", [None, 7, "set", [], {}, {"client_id": 5}, float("nan")])
def test_what_is_no_event_at_all_is_refused(shared: tuple[House, Who, Who], raw: object) -> None:
    house, ana, _ = shared
    taken = take_parts(house.service, ana, [raw])
    assert taken.written == ()
    assert len(taken.refused) == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"part": "effort", "exercise": "bridge", "effort": 11},
        {"part": "effort", "exercise": "bridge", "effort": float("nan")},
        {"part": "pain", "before": -1},
        {"part": "pain", "after": 10.5},
        {"part": "skip", "exercise": "bridge", "why": ""},
        {"part": "skip", "exercise": "bridge", "why": "x" * 500},
        {"part": "gate", "answers": {"saddle-numbness": "maybe"}},
        {"part": "gate", "answers": {"no-such-sign": "no"}},
        {"part": "gate", "answers": {}},
        {"part": "start", "slot": "noon"},
    ],
)
def test_numbers_and_words_outside_the_record_files_bounds_are_refused(
    shared: tuple[House, Who, Who], facts: dict[str, Any]
) -> None:
    house, ana, _ = shared
    device = Device()
    part = facts.pop("part")
    assert len(take_parts(house.service, ana, [device.event(part, **facts)]).refused) == 1


def test_the_same_id_with_other_content_is_refused_and_the_first_stays(
    shared: tuple[House, Who, Who],
) -> None:
    house, ana, _ = shared
    device = Device()
    first = device.event("set", exercise="bridge", set=1, reps=9)
    other = device.event("set", exercise="bridge", set=1, reps=3) | {
        "client_id": first["client_id"]
    }
    after = device.event("set", exercise="bridge", set=2, reps=7)
    taken = take_parts(house.service, ana, [first, other, after])
    assert list(taken.written) == [first["client_id"], after["client_id"]]
    assert [one.client_id for one in taken.refused] == [first["client_id"]]
    assert last_row(house, ana).done[0].sets == (SetDone(reps=9), SetDone(reps=7))


def test_a_session_of_the_same_name_of_someone_else_is_another_session(
    shared: tuple[House, Who, Who],
) -> None:
    house, ana, ben = shared
    device = Device()
    event = device.event("set", exercise="bridge", set=1, reps=9)
    take_parts(house.service, ana, [event])
    before = last_row(house, ana)
    take_parts(house.service, ben, [{**event, "reps": 2}])
    assert last_row(house, ana) == before
    assert last_row(house, ben).done[0].sets == (SetDone(reps=2),)


def test_too_many_at_once_are_not_begun(shared: tuple[House, Who, Who]) -> None:
    house, ana, _ = shared
    device = Device()
    with pytest.raises(Invalid):
        take_parts(house.service, ana, [device.event("end") for _ in range(MOST_PARTS + 1)])


def test_the_quick_look_becomes_answers_of_the_screening(shared: tuple[House, Who, Who]) -> None:
    house, ana, _ = shared
    device = Device()
    answers = {"saddle-numbness": "no", "anything-new": "yes", "bladder-change": "not-sure"}
    assert take_parts(house.service, ana, [device.event("gate", answers=answers)]).refused == ()
    record = kept(house.service, ana)
    assert record is not None
    said = record.record.screening[-1].answers
    assert {key: str(value) for key, value in said.items()} == answers


# --- going on, and the morning after ---------------------------------------------------------------


def test_a_session_that_was_not_ended_can_be_gone_on_with(shared: tuple[House, Who, Who]) -> None:
    house, ana, _ = shared
    device = Device()
    where = {"on": "2026-11-13", "slot": "morning"}
    events = [
        device.event("start", slot="morning", of=where),
        device.event("set", exercise="bridge", set=1, reps=9),
    ]
    take_parts(house.service, ana, events[::-1])
    day = house.service.today().replace(day=13)
    found = so_far(house.service, ana, day, Slot.MORNING)
    assert [(fact["part"], fact["session"], fact["on"]) for fact in found] == [
        ("start", device.session, "2026-11-16"),
        ("set", device.session, "2026-11-16"),
    ]
    assert so_far(house.service, ana, day, Slot.EVENING) == ()
    take_parts(house.service, ana, [device.event("end")])
    assert so_far(house.service, ana, day, Slot.MORNING) == ()


def test_the_morning_after_is_asked_once_and_told_once(tmp_path: Path) -> None:
    house = make_house(tmp_path, Clock())
    who, _ = house.person("Cai", RECORD)
    device = Device()
    take_parts(house.service, who, device.whole())
    (imported,) = open_mornings(house.service, who)
    assert imported.on.isoformat() == "2026-11-15"
    next_morning(house.service, who, imported.reference, Told(pain=4))
    assert open_mornings(house.service, who) == ()
    record = kept(house.service, who)
    assert record is not None
    assert len(record.record.log) == 2
    assert record.record.log[0].pain.next_morning == 4
    assert record.record.log[0].done[0].effort == 5
    house.clock.forward(days=1)
    (morning,) = open_mornings(house.service, who)
    assert (morning.reference, morning.slot) == (device.session, Slot.MORNING)
    next_morning(house.service, who, device.session, Told(pain=2))
    next_morning(house.service, who, device.session, Told(pain=2))
    assert open_mornings(house.service, who) == ()
    record = kept(house.service, who)
    assert record is not None
    assert record.record.log[-1].pain.next_morning == 2
    next_morning(house.service, who, device.session, Told(pain=3))
    record = kept(house.service, who)
    assert record is not None
    assert record.record.log[-1].pain.next_morning == 3
    with pytest.raises(Invalid):
        next_morning(house.service, who, device.session, Told(pain=11))
    with pytest.raises(NotYours):
        next_morning(house.service, who, "f" * 32, Told(pain=3))
    house.service.planner.close()
    house.service.store.close()


def test_nobody_tells_the_morning_of_someone_else(shared: tuple[House, Who, Who]) -> None:
    house, ana, ben = shared
    device = Device()
    take_parts(house.service, ana, device.whole())
    with pytest.raises(NotYours):
        next_morning(house.service, ben, device.session, Told(pain=3))


# --- the device ------------------------------------------------------------------------------------


def test_whose_device_it_is_belongs_to_the_sign_in_and_sounds_to_the_account(
    shared: tuple[House, Who, Who],
) -> None:
    house, ana, ben = shared
    assert manner(house.service, ana).own_device is None
    say_own_device(house.service, ana, own=True)
    switch(house.service, ana, voice=True, unknown=True)
    here = manner(house.service, ana)
    assert (here.own_device, here.voice, here.sounds) == (True, True, True)
    elsewhere = Who(
        role=ana.role, account=ana.account, person=ana.person, key="0" * 64, name=ana.name
    )
    there = manner(house.service, elsewhere)
    assert (there.own_device, there.voice) == (None, True)
    assert manner(house.service, ben).voice is False


def test_the_mark_of_the_owner_tells_people_apart_and_nothing_else(
    shared: tuple[House, Who, Who],
) -> None:
    _, ana, ben = shared
    assert owner_mark(ana) != owner_mark(ben)
    assert (ana.person or "") not in owner_mark(ana)


def test_one_morning_answers_for_every_session_of_the_day_before(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    who, _ = house.person(
        record="format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"
        "log:\n"
        "  - {on: 2026-11-16, slot: morning, done: [{exercise: bridge, sets: [{reps: 10}]}]}\n"
        "  - {on: 2026-11-16, slot: evening, done: [{exercise: calf-stretch, sets: [{hold_s: 30}]}]}\n"
    )
    house.clock.forward(days=1)
    first, second = open_mornings(house.service, who)
    next_morning(house.service, who, first.reference, Told(pain=3))
    assert open_mornings(house.service, who) == ()
    found = kept(house.service, who)
    assert found is not None
    assert [row.pain.next_morning for row in found.record.log] == [3, 3]
    assert second.reference != first.reference


FULL = {"saddle-numbness": False, "leg-weakness": False, "severe-pain": False}
ASKED = ("saddle-numbness", "leg-weakness")


def alarm(name: str, **answers: str) -> dict[str, Any]:
    return {"client_id": name * 8, "session": "ab" * 16, "n": 0, "on": "2026-11-16",
            "part": "gate", "answers": answers}  # fmt: skip


def answers_of(house: House, who: Who) -> dict[str, Answer]:
    found = kept(house.service, who)
    assert found is not None
    return {key: one for row in found.record.screening for key, one in row.answers.items()}


@pytest.mark.parametrize("question", sorted(ALARMS))
def test_an_alarm_takes_back_what_was_denied_earlier_that_day(
    tmp_path: Path, question: str
) -> None:
    house = make_house(tmp_path)
    who, _ = house.person(
        record="format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"
    )
    add(house.service, who, "screening", {"answers": FULL})
    report = alarm("first", **{question: "yes"})
    take_parts(house.service, who, [report])
    after = answers_of(house, who)
    assert not set(ASKED) & after.keys()
    assert after[question] is Answer.YES
    assert after["severe-pain"] is Answer.NO  # only a review hangs on it
    clearance = screen(kept_record(house, who), house.service.today(), house.service.knowledge)
    assert clearance.blocked
    assert set(ASKED) <= set(clearance.to_ask)
    # What is answered after the alarm counts, and the same report sent again takes nothing back.
    add(house.service, who, "screening", {"answers": FULL})
    take_parts(house.service, who, [report])
    assert set(ASKED) <= answers_of(house, who).keys()
    # Another report on the same day does.
    take_parts(house.service, who, [alarm("second", **{question: "yes"})])
    assert not set(ASKED) & answers_of(house, who).keys()


def kept_record(house: House, who: Who) -> Record:
    found = kept(house.service, who)
    assert found is not None
    return found.record


def test_a_yes_of_earlier_that_day_stays(tmp_path: Path) -> None:
    house = make_house(tmp_path)
    who, _ = house.person(
        record="format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"
    )
    add(house.service, who, "screening", {"answers": {**FULL, "leg-weakness": "not-sure"}})
    take_parts(house.service, who, [alarm("first", **{"anything-new": "not-sure"})])
    assert answers_of(house, who)["leg-weakness"] is Answer.NOT_SURE
    assert "saddle-numbness" not in answers_of(house, who)


@pytest.mark.parametrize(
    ("during", "doubted"), [(4, False), (7, True)], ids=["within bounds", "a strong pain event"]
)
def test_a_strong_pain_event_takes_back_what_was_denied_before_it(
    tmp_path: Path, during: int, *, doubted: bool
) -> None:
    house = make_house(tmp_path)
    who, _ = house.person(
        record="format: multifidus-record/1\nperson: {name: Ana, born: 1984-03-02}\n"
    )
    add(house.service, who, "screening", {"answers": FULL})
    head = {"session": "cd" * 16, "on": "2026-11-16"}
    events = [
        {**head, "client_id": "start-000", "n": 0, "part": "start", "slot": "morning"},
        {**head, "client_id": "pain-0000", "n": 1, "part": "pain", "before": 3},
        {**head, "client_id": "set-00000", "n": 2, "part": "set", "exercise": "bridge", "set": 1,
         "reps": 10},
        {**head, "client_id": "pain-0001", "n": 3, "part": "pain", "during": during},
    ]  # fmt: skip
    take_parts(house.service, who, events)
    assert (not set(ASKED) & answers_of(house, who).keys()) is doubted
