# SPDX-License-Identifier: Apache-2.0
"""Facts and weeks on both databases: kept once, in order, one person's apart from another's."""

import os
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store_builders import ANA, DAY, NOW, add, add_rows, later, some_id

from multifidus.exchange.record_file import read_record, record_to_value
from multifidus.knowledge.loader import Knowledge
from multifidus.record import (
    ConflictError,
    Locked,
    NewEntry,
    Store,
    UnknownEntry,
    Unstorable,
    new_id,
    open_store,
    value_to_rows,
)
from multifidus.record import store as store_module
from multifidus.record.memory import MOST

pytest_plugins = ("store_fixtures",)

SECOND_MONDAY = date(2026, 11, 23)


def test_a_fact_comes_back_as_it_was_written(store: Store) -> None:
    east = timezone(timedelta(hours=9))
    body = {"b": [1, 1.0, 1e300, True, None, "ä\u2028\0\ud800"], "a": {"x": {}}}
    moment = datetime(2026, 11, 16, 17, 0, 0, 123456, tzinfo=east)
    with store.write() as writing:
        written = add(writing, "ana", "outcome", body, at=moment, by="someone: self", client_id="c")
    with store.read() as reading:
        (entry,) = reading.entries("ana")
        assert reading.entry("ana", written.id) == entry
    assert entry == written
    assert entry.at == moment
    assert entry.at.tzinfo is UTC
    assert (entry.on, entry.by, entry.client_id) == (DAY, "someone: self", "c")
    assert repr(entry.body) == repr(body), "numbers and the order of keys are kept"


def test_the_whole_example_is_kept_without_loss(
    store: Store, example: str, knowledge: Knowledge
) -> None:
    value = record_to_value(read_record(example, "ana", knowledge))
    with store.write() as writing:
        add_rows(writing, "ana", value_to_rows(value))
        assert writing.value("ana") == value
    with store.read() as reading:
        assert reading.value("ana") == value
        again = reading.value("ana")
    assert again == value
    assert again is not None
    again["person"]["name"] = "changed"
    with store.read() as reading:
        assert reading.value("ana") == value, "the caller's value is the caller's own"
        assert reading.value("ben") is None


def test_numbers_rise_through_the_store_and_kinds_can_be_asked_for(store: Store) -> None:
    with store.write() as writing:
        seqs = [add(writing, who, "outcome", {}).seq for who in ("ana", "ben", "ana")]
        add(writing, "ana", "person", {"value": ANA})
    assert seqs == [1, 2, 3]
    with store.read() as reading:
        assert [one.seq for one in reading.entries("ana")] == [1, 3, 4]
        assert [one.seq for one in reading.entries("ana", after_seq=1)] == [3, 4]
        assert [one.seq for one in reading.entries("ana", kinds={"person"})] == [4]
        assert reading.entries("ana", kinds=()) == ()
        assert [reading.last_seq(who) for who in ("ana", "ben", "eve")] == [4, 2, 0]


def test_a_write_is_kept_whole_or_not_at_all(store: Store) -> None:
    def one_then_fail() -> None:
        with store.write() as writing:
            add(writing, "ana", "person", {"value": ANA})
            assert writing.value("ana") is not None
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        one_then_fail()
    with store.read() as reading:
        assert reading.value("ana") is None
    with store.write() as writing:
        assert add(writing, "ana", "person", {"value": {**ANA, "name": "Eva"}}).seq == 1
    with store.read() as reading:
        value = reading.value("ana")
    assert value is not None
    assert value["person"]["name"] == "Eva"


def test_a_reader_sees_one_state(store: Store) -> None:
    with store.read() as reading:
        assert reading.last_seq("ana") == 0
        with store.write() as writing:
            add(writing, "ana", "person", {"value": ANA})
        assert reading.last_seq("ana") == 0
        assert reading.value("ana") is None
    with store.read() as reading:
        assert reading.last_seq("ana") == 1


def test_the_same_mark_is_written_once(store: Store) -> None:
    body = {"a": 1, "b": [1.5]}
    with store.write() as writing:
        first = add(writing, "ana", "outcome", body, client_id="c")
    with store.write() as writing:
        again = add(
            writing, "ana", "outcome", {"b": [1.5], "a": 1}, client_id="c", at=later(days=1)
        )
        assert again == first
        assert add(writing, "ben", "outcome", {}, client_id="c").seq == 2, (
            "marks are a person's own"
        )


@pytest.mark.parametrize(
    "other",
    [{"body": {"a": 1.0}}, {"kind": "review"}, {"on": SECOND_MONDAY}, {"body": {"a": True}}],
)
def test_the_same_mark_with_other_content_is_refused(store: Store, other: dict[str, Any]) -> None:
    with store.write() as writing:
        add(writing, "ana", "outcome", {"a": 1}, client_id="c")
        given_ = {"kind": "outcome", "body": {"a": 1}, "client_id": "c"} | other
        with pytest.raises(ConflictError):
            add(writing, "ana", **given_)
    with store.read() as reading:
        assert len(reading.entries("ana")) == 1


def test_a_correction_needs_an_entry_of_the_same_person_and_kind(store: Store) -> None:
    with store.write() as writing:
        kept = add(writing, "ana", "outcome", {"n": 1})
        for person, kind, wrong in (
            ("ben", "outcome", kept.id),
            ("ana", "review", kept.id),
            ("ana", "outcome", some_id()),
        ):
            with pytest.raises(UnknownEntry):
                add(writing, person, kind, {"n": 2}, supersedes=wrong)
        assert writing.entry("ben", kept.id) is None
        add(writing, "ana", "outcome", {"n": 2}, supersedes=kept.id)
        with pytest.raises(ConflictError):
            add(writing, "ana", "outcome", {"n": 3}, supersedes=kept.id)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "weather", "body": {}},
        {"kind": "outcome", "body": None},
        {"kind": "outcome", "body": [1]},
        {"kind": "outcome", "body": {"on": "2026-11-16"}},
        {"kind": "person", "body": ANA},
        {"kind": "log-part", "body": {"part": "end"}},
        {"kind": "log-part", "body": {"session": "s"}},
        {"kind": "log-part", "body": {"session": "s", "part": "set"}},
        {"kind": "log-part", "body": {"session": "s", "part": "effort", "exercise": "x"}},
        {"kind": "log-part", "body": {"session": "s", "part": "skip", "exercise": "x"}},
        {"kind": "outcome", "body": {"x": float("nan")}},
        {"kind": "outcome", "body": {"x": {1, 2}}},
        {"kind": "outcome", "body": {}, "at": datetime(2026, 11, 16)},  # noqa: DTZ001 - that is what is wrong
        {"kind": "outcome", "body": {}, "on": NOW},
        {"kind": "outcome", "body": {}, "by": "a\0b"},
        {"kind": "outcome", "body": {}, "by": "\ud800"},
        {"kind": "outcome", "body": {}, "by": 7},
    ],
)
def test_what_could_not_be_folded_is_never_kept(store: Store, wrong: dict[str, Any]) -> None:
    with pytest.raises(Unstorable), store.write() as writing:  # noqa: PT012 - both lines may refuse
        add(writing, "ana", "person", {"value": ANA})
        add(writing, "ana", **wrong)
    with store.read() as reading:
        assert reading.entries("ana") == ()


def test_an_id_is_given_once(store: Store) -> None:
    with store.write() as writing:
        kept = add(writing, "ana", "outcome", {}, client_id="c")
        for person, mark in (("ana", None), ("ben", None), ("ben", "c"), ("ana", "d")):
            with pytest.raises(ConflictError):
                add(writing, person, "outcome", {}, id=kept.id, client_id=mark)
        assert add(writing, "ana", "outcome", {}, id=kept.id, client_id="c") == kept


def test_only_the_records_read_last_are_kept_in_mind(sqlite_store: Store) -> None:
    for n in range(MOST + 5):
        with sqlite_store.write() as writing:
            add(writing, f"p{n}", "person", {"value": ANA})
        with sqlite_store.read() as reading:
            assert reading.value(f"p{n}") == reading.value(f"p{n}")
    assert len(sqlite_store._memory._kept) == MOST
    with sqlite_store.read() as reading:
        assert reading.value("p0") is not None


def test_many_facts_keep_their_order(store: Store) -> None:
    rows = [
        NewEntry(kind="outcome", on=DAY, at=NOW, by="self", body={"n": n}, id=some_id())
        for n in range(50)
    ]
    with store.write() as writing:
        assert [one.body["n"] for one in writing.append_all("ana", rows)] == list(range(50))
    with store.read() as reading:
        assert [one.body["n"] for one in reading.entries("ana")] == list(range(50))


def test_weeks_are_kept_with_their_history(store: Store) -> None:
    def release(writing: Any, monday: date, mark: str) -> Any:
        return writing.release(
            "ana", monday, on=DAY, at=NOW, seq=1, fingerprint=mark, knowledge="k", body='{"ä": 1}'
        )

    with store.write() as writing:
        second = release(writing, SECOND_MONDAY, "b")
        first = release(writing, DAY, "a")
        newer = release(writing, SECOND_MONDAY, "c")
        with pytest.raises(Unstorable):
            release(writing, date(2026, 11, 17), "d")
    with store.read() as reading:
        assert reading.released("ana", SECOND_MONDAY) == newer
        assert reading.released_history("ana", SECOND_MONDAY) == (second, newer)
        assert reading.released_all("ana") == (first, newer)
        assert reading.released("ana", date(2026, 11, 30)) is None
        assert reading.released_all("ben") == ()
    assert newer.body == '{"ä": 1}'


def test_twenty_writers_at_once_lose_and_double_nothing(store: Store) -> None:
    failed: list[BaseException] = []

    def log(who: int) -> None:
        try:
            for n in range(10):
                with store.write() as writing:
                    add(writing, f"p{who}", "outcome", {"n": n}, client_id=f"{n}")
                with store.read() as reading:
                    reading.value(f"p{who}")
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test must say so
            failed.append(error)

    threads = [threading.Thread(target=log, args=(who,)) for who in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with store.read() as reading:
        seqs = [one.seq for who in range(20) for one in reading.entries(f"p{who}")]
        for who in range(20):
            assert [one.body["n"] for one in reading.entries(f"p{who}")] == list(range(10))
    assert sorted(seqs) == list(range(1, 201))


def test_a_writer_waits_its_turn_but_not_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "WAIT_S", 0.05)
    found: list[BaseException] = []

    def write() -> None:
        try:
            with store.write():
                pass
        except BaseException as error:  # noqa: BLE001 - as above
            found.append(error)

    with store.write():
        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        with pytest.raises(RuntimeError, match="writing already"), store.write():
            pass
    assert [type(error) for error in found] == [Locked]
    with store.write() as writing:
        add(writing, "ana", "outcome", {})


def test_a_writer_holds_the_database_from_its_first_moment(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it looks up before it writes must still hold then, whoever else writes."""
    monkeypatch.setattr("multifidus.record.engine.BUSY_MS", 20)
    other = open_store(f"sqlite:///{sqlite_store.place.path}")
    with sqlite_store.write(), pytest.raises(Locked), other.write():
        pass
    with other.write() as writing:
        assert add(writing, "ana", "outcome", {}).seq == 1
    other.close()


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.binary(min_size=10, max_size=20),
)
def test_an_id_is_a_uuid_of_version_seven(at: datetime, random: bytes) -> None:
    made = new_id(at, random)
    assert len(made) == 32
    assert made[12] == "7"
    assert made[16] in "89ab"
    assert int(made[:12], 16) == int(at.timestamp() * 1000)


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_ids_sort_by_time(milliseconds: int, ahead: int) -> None:
    first, second = (
        new_id(datetime.fromtimestamp(ms / 1000, UTC), os.urandom(10))
        for ms in (milliseconds, milliseconds + ahead + 1)
    )
    assert first < second


@pytest.mark.parametrize(
    ("at", "random"),
    [
        (datetime(2026, 11, 16), bytes(10)),  # noqa: DTZ001 - that is what is wrong
        (NOW, bytes(9)),
        (datetime(1969, 1, 1, tzinfo=UTC), bytes(10)),
    ],
)
def test_an_id_of_nothing_is_refused(at: datetime, random: bytes) -> None:
    with pytest.raises(Unstorable):
        new_id(at, random)
