# SPDX-License-Identifier: Apache-2.0
"""Any history of a store against a model that is a few plain lists, on both databases."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from store_builders import ANA, DAY, NOW, add, some_id

from multifidus.record import ConflictError, Entry, Store, UnknownEntry, fold, open_store, schema

pytest_plugins = ("store_fixtures",)

people = st.sampled_from(["ana", "ben", "eve"])
kinds = st.sampled_from(["equipment", "outcome", "log-part"])
marks = st.none() | st.sampled_from(["c1", "c2", "c3"])
numbers = st.integers(0, 3)


def body_of(kind: str, n: int) -> dict[str, Any]:
    if kind == "equipment":
        return {"value": [n]}
    if kind == "log-part":
        return {"session": f"s{n % 2}", "n": n, "part": "set", "exercise": "x", "reps": n}
    return {"n": n}


@dataclass
class Model:
    """What a store should hold."""

    entries: tuple[Entry, ...] = ()
    weeks: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    events: int = 0
    last: int = 0


class Machine(RuleBasedStateMachine):
    """Each rule does one thing to the store and to the model; the invariants compare them."""

    open: ClassVar[Callable[[], Store]]

    @initialize()
    def begin(self) -> None:
        self.store = type(self).open()
        self.model = Model()

    def append(self, model: Model, writing: Any, given: tuple[Any, ...]) -> Model:
        """Do one append, and say what the model becomes: changed, the same, or refused."""
        person, kind, n, mark, at = given
        body = body_of(kind, n)
        known = [one for one in model.entries if one.person == person and one.client_id == mark]
        mine = [one for one in model.entries if one.person == person]
        corrects = mine[at % len(mine)] if mine and at is not None else None
        corrected = {one.supersedes for one in model.entries}
        more = {"client_id": mark, "supersedes": corrects.id if corrects else None, "id": some_id()}
        if mark and known:
            same = (known[0].kind, known[0].body, known[0].supersedes)
            if same == (kind, body, more["supersedes"]):
                assert add(writing, person, kind, body, **more) == known[0]
            else:
                with pytest.raises(ConflictError):
                    add(writing, person, kind, body, **more)
            return model
        if corrects and corrects.kind != kind:
            with pytest.raises(UnknownEntry):
                add(writing, person, kind, body, **more)
            return model
        if corrects and corrects.id in corrected:
            with pytest.raises(ConflictError):
                add(writing, person, kind, body, **more)
            return model
        entry = add(writing, person, kind, None if corrects and n == 0 else body, **more)
        assert entry.seq == model.last + 1
        return replace(model, entries=(*model.entries, entry), last=entry.seq)

    @rule(
        several=st.lists(
            st.tuples(people, kinds, numbers, marks, st.none() | st.integers(0, 9)),
            min_size=1,
            max_size=4,
        ),
        kept=st.sampled_from([True, True, True, False]),
    )
    def write(self, several: list[tuple[Any, ...]], kept: bool) -> None:  # noqa: FBT001 - hypothesis calls it
        model = self.model

        def all_of_it() -> None:
            nonlocal model
            with self.store.write() as writing:
                for given in several:
                    model = self.append(model, writing, given)
                if not kept:
                    raise ZeroDivisionError

        if kept:
            all_of_it()
            self.model = model
        else:
            with pytest.raises(ZeroDivisionError):
                all_of_it()

    @rule(person=people)
    def introduce(self, person: str) -> None:
        with self.store.write() as writing:
            entry = add(writing, person, "person", {"value": ANA})
        self.model.entries += (entry,)
        self.model.last = entry.seq

    @rule(person=people, mark=st.sampled_from("abc"))
    def release(self, person: str, mark: str) -> None:
        with self.store.write() as writing:
            writing.release(
                person, DAY, on=DAY, at=NOW, seq=1, fingerprint=mark, knowledge="k", body="{}"
            )
        self.model.weeks += ((person, mark),)

    @rule(person=people)
    def sign_up(self, person: str) -> None:
        with self.store.write() as writing:
            if person in self.model.names:
                with pytest.raises(ConflictError):
                    writing.add_account(id=f"{person}2", name=person.upper(), person="x", at=NOW)
                return
            writing.add_account(id=f"a-{person}", name=person, person=person, at=NOW)
            writing.note("sign-up", at=NOW, account=f"a-{person}", address="::1")
        self.model.names += (person,)
        self.model.events += 1

    @rule(person=people)
    def erase(self, person: str) -> None:
        model = self.model
        known = (
            person in model.names
            or any(one.person == person for one in model.entries)
            or any(one == person for one, _ in model.weeks)
        )
        if not known:
            with pytest.raises(UnknownEntry), self.store.write() as writing:
                writing.erase_person(person, at=NOW)
            return
        with self.store.write() as writing:
            writing.erase_person(person, at=NOW)
        model.entries = tuple(one for one in model.entries if one.person != person)
        model.weeks = tuple(one for one in model.weeks if one[0] != person)
        model.names = tuple(one for one in model.names if one != person)
        model.events += 1

    @rule()
    def open_again(self) -> None:
        url = self.store.place.url.render_as_string(hide_password=False)
        self.store.close()
        self.store = open_store(url)

    @invariant()
    def the_store_holds_what_the_model_holds(self) -> None:
        if not hasattr(self, "store"):
            return
        with self.store.read() as reading:
            for person in ("ana", "ben", "eve"):
                mine = tuple(one for one in self.model.entries if one.person == person)
                assert reading.entries(person) == mine
                assert reading.last_seq(person) == max((one.seq for one in mine), default=0)
                assert json.dumps(reading.value(person)) == json.dumps(fold(mine))
                weeks = [mark for one, mark in self.model.weeks if one == person]
                kept = reading.released(person, DAY)
                assert (kept.fingerprint if kept else None) == (weeks[-1] if weeks else None)
                assert (reading.account_by_name(person) is not None) is (person in self.model.names)
            assert reading.accounts_count() == len(self.model.names)
            assert len(reading.security_events()) == self.model.events
            assert reading.verify_security_log() == (True, None)
            assert reading.counts()["erasing"] == reading.counts()["duties"] == 0

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()


def test_any_history_on_sqlite(tmp_path: Path, empty_file: Path) -> None:
    files = (tmp_path / f"{n}.db" for n in count())

    class OnSqlite(Machine):
        @staticmethod
        def open() -> Store:
            path = shutil.copyfile(empty_file, next(files))
            return open_store(f"sqlite:///{path}")

    run_state_machine_as_test(
        OnSqlite,
        settings=settings(max_examples=25, stateful_step_count=20, deadline=None),
    )


def test_any_history_on_postgresql(postgres_store_url: str) -> None:
    class OnPostgresql(Machine):
        @staticmethod
        def open() -> Store:
            store = open_store(postgres_store_url)
            names = ", ".join(schema.metadata.tables)
            with store._writer.connect() as connection, connection.begin():
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text(f"TRUNCATE {names}"))
            return store

    run_state_machine_as_test(
        OnPostgresql,
        settings=settings(
            max_examples=6,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
