# SPDX-License-Identifier: Apache-2.0
"""Export, import, erase, back up, put back: nothing lost, nothing left that should be gone."""

import json
import threading
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient
from quick_hashing import quick_hashing, ready_week

from app_house import PASSWORD, House, make_house
from multifidus.exchange.record_file import read_record
from multifidus.record import Locked, ReadOnly, restore
from multifidus.service import Role, data_backup
from multifidus.service.accounts import KEEPER
from multifidus.service.data import LARGEST, BadFile, read_upload
from multifidus.service.data_backup import backups
from multifidus.service.records import kept

__all__ = ["quick_hashing"]

CANARY = "Zyzzyva Quetzal"
BASE = "/settings/data"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return make_house(tmp_path)


def taken(client: TestClient, text: str | bytes, name: str = "record.yaml") -> tuple[int, str]:
    content = text.encode() if isinstance(text, str) else text
    answer = client.post(f"{BASE}/import", files={"file": (name, content)})
    return answer.status_code, answer.text


def test_what_is_exported_can_be_taken_in_and_is_equal(house: House) -> None:
    record = ready_week(house)
    ana, key = house.person("Ana", record=record)
    client = house.client(key)
    as_yaml, as_json = client.get(f"{BASE}/record.yaml"), client.get(f"{BASE}/record.json")
    for answer, end in ((as_yaml, "yaml"), (as_json, "json")):
        assert (
            answer.headers["content-disposition"]
            == f'attachment; filename="multifidus-2026-11-16.{end}"'
        )
        assert answer.headers["cache-control"] == "no-store"
    assert json.loads(as_json.text)["person"] == json.loads(
        json.dumps(yaml.safe_load(as_yaml.text)["person"], default=str)
    )
    for number, text in enumerate((as_yaml.text, as_json.text)):
        who, other = house.person(f"Ben {number}")
        assert taken(house.client(other), text)[0] == 303
        mine, theirs = kept(house.service, ana), kept(house.service, who)
        assert mine is not None
        assert theirs is not None
        assert theirs.record == mine.record == read_record(record, "r", house.service.knowledge)


def test_there_is_nothing_to_export_from_an_empty_record(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    assert "nothing to export" in client.get(BASE).text
    assert client.get(f"{BASE}/record.yaml").status_code == 404


def test_every_fault_of_a_file_is_shown_with_its_line_and_nothing_changes(house: House) -> None:
    ana, key = house.person("Ana")
    text = "format: multifidus-record/1\nperson: {name: Ana, born: 1884-03-02}\nequipment: [matt, <b>]\n"
    status, page = taken(house.client(key), text, "my <file>.yaml")
    assert status == 422
    assert "Nothing has changed" in page
    assert "my &lt;file&gt;.yaml" in page
    assert "<b>]" not in page
    assert page.count('<th scope="row">3</th>') == 2
    assert '<th scope="row">2</th>' in page
    with house.service.store.read() as reading:
        assert reading.last_seq(ana.person or "") == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"  \n",
        b"\xff\xfe\x00x",
        b"\x89PNG\r\n\x1a\n\x00",
        b"[1, 2",
        b"just words",
        b"format: x/9\n",
    ],
)
def test_what_is_no_record_file_is_refused_in_words(house: House, content: bytes) -> None:
    _, key = house.person("Ana")
    status, page = taken(house.client(key), content)
    assert status == 422
    assert "notice-care" in page


def test_no_file_at_all_is_asked_for(house: House) -> None:
    _, key = house.person("Ana")
    answer = house.client(key).post(f"{BASE}/import")
    assert answer.status_code == 422
    assert "Choose a file" in answer.text


def test_a_file_at_the_limit() -> None:
    assert len(read_upload(b"x" * LARGEST)) == LARGEST
    with pytest.raises(BadFile):
        read_upload(b"x" * (LARGEST + 1))
    assert read_upload("\ufeffÄ".encode()) == "Ä"


def test_a_file_is_taken_only_into_an_empty_record(house: House) -> None:
    record = ready_week(house)
    ana, key = house.person("Ana", record=record)
    client = house.client(key)
    assert "only be taken into an empty one" in client.get(BASE).text
    before = kept(house.service, ana)
    status, page = taken(client, record)
    assert status == 422
    assert "already holds something" in page
    after = kept(house.service, ana)
    assert before is not None
    assert after is not None
    assert before.seq == after.seq


def test_erasing_asks_for_a_word_and_the_password_and_leaves_no_byte(
    house: House, tmp_path: Path
) -> None:
    record = ready_week(house).replace("name: Mara", f"name: {CANARY}")
    house.person("Kim")
    ana, key = house.person(CANARY, record=record)
    client = house.client(key)
    client.get("/today")
    for fields in ({"typed": "", "password": PASSWORD}, {"typed": "erase", "password": "no"}, {}):
        answer = client.post("/settings/erase", data=fields)
        assert answer.status_code == 422
    assert (
        'value="erase"'
        in client.post("/settings/erase", data={"typed": "erase", "password": "x"}).text
    )
    assert kept(house.service, ana) is not None
    answer = client.post("/settings/erase", data={"typed": " Erase ", "password": PASSWORD})
    assert answer.status_code == 200
    assert "storage" in answer.headers["clear-site-data"]
    assert CANARY not in answer.text
    assert not house.who(key).signed_in
    raw = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert CANARY.encode() not in raw
    assert (ana.person or "x").encode() not in raw
    with house.service.store.read() as reading:
        assert reading.verify_security_log() == (True, None)


def test_the_word_is_in_the_persons_language(house: House) -> None:
    _, key = house.person("Ana")
    client = house.client(key)
    client.post("/language", data={"language": "de"})
    page = client.get("/settings/erase").text
    assert 'lang="de"' in page


def test_a_backup_is_made_listed_and_put_back_and_everyone_signs_in_again(house: House) -> None:
    record = ready_week(house)
    kim, key = house.person("Kim", record=record)
    ben, ben_key = house.person("Ben")
    client = house.client(key)
    assert "There is no backup yet" in client.get("/settings/backups").text
    assert (
        client.post("/settings/backups/make").headers["location"]
        == "/settings/backups?saved=backup"
    )
    name = backups(house.service, kim)[0].name
    page = client.get("/settings/backups").text
    assert f'value="{name}"' in page
    assert "2 accounts" in page
    house.clock.forward(minutes=1)
    client.post("/settings/erase", data={"typed": "x"})
    house.client(ben_key).post("/settings/erase", data={"typed": "erase", "password": PASSWORD})
    house.person("Late")
    restore = "/settings/backups/restore"
    assert client.post(restore, data={"backup": name, "password": "no"}).status_code == 422
    assert (
        client.post(restore, data={"backup": "../x.mfb", "password": PASSWORD}).status_code == 404
    )
    answer = client.post(restore, data={"backup": name, "password": PASSWORD})
    assert answer.status_code == 200
    assert "One person who was erased since then was erased again" in answer.text
    assert not house.who(key).signed_in
    with house.service.store.read() as reading:
        assert {one.name for one in reading.accounts()} == {"Kim"}
        assert reading.account(ben.account or "") is None
        assert reading.setting(kim.account or "", KEEPER) is True
    again = house.client()
    assert again.post("/sign-in", data={"name": "Kim", "password": PASSWORD}).status_code == 303
    after = house.who(again.cookies["multifidus"])
    assert after.role is Role.KEEPER
    now = kept(house.service, after)
    assert now is not None
    assert now.record == read_record(record, "r", house.service.knowledge)
    names = [one.name for one in backups(house.service, after)]
    assert len(names) == 2
    assert any(one.startswith("before-") for one in names)


def test_a_broken_backup_is_shown_as_such_and_not_put_back(house: House) -> None:
    kim, key = house.person("Kim")
    client = house.client(key)
    client.post("/settings/backups/make")
    folder = house.service.settings.backups
    (whole,) = folder.glob("*.mfb")
    whole.write_bytes(whole.read_bytes()[:-1] + b"x")
    (folder / "other.mfb").write_bytes(b"nothing")
    assert "other.mfb" in client.get("/settings/backups").text
    answer = client.post(
        "/settings/backups/restore", data={"backup": whole.name, "password": PASSWORD}
    )
    assert answer.status_code == 503
    assert "damaged" in answer.text
    assert house.who(key).signed_in
    assert kim.account == house.who(key).account


def test_while_a_backup_is_put_back_nobody_writes_to_what_goes_away(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, key = house.person("Kim")
    client = house.client(key)
    client.post("/settings/backups/make")
    house.clock.forward(minutes=1)
    seen: list[int] = []

    def slowly(*args: object, **kwargs: object) -> object:
        other = house.client(key)
        thread = threading.Thread(
            target=lambda: seen.append(other.post("/settings/player").status_code)
        )
        thread.start()
        thread.join()
        return restore(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(data_backup, "restore", slowly)
    (name,) = (path.name for path in house.service.settings.backups.glob("*.mfb"))
    answer = client.post("/settings/backups/restore", data={"backup": name, "password": PASSWORD})
    assert answer.status_code == 200
    assert seen == [503]


@pytest.mark.parametrize(("error", "tries"), [(Locked("busy"), 3), (ReadOnly("read only"), 1)])
def test_a_restore_that_fails_leaves_everything_as_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception, tries: int
) -> None:
    _, key = house.person("Kim", record=ready_week(house))
    client = house.client(key)
    client.post("/settings/backups/make")
    house.clock.forward(minutes=1)
    asked: list[object] = []

    def fails(*args: object, **_: object) -> None:
        asked.append(args)
        raise error

    monkeypatch.setattr(data_backup, "restore", fails)
    monkeypatch.setattr(data_backup, "TRIES", 3)
    monkeypatch.setattr(data_backup, "PAUSE_S", 0)
    (name,) = (path.name for path in house.service.settings.backups.glob("*.mfb"))
    answer = client.post("/settings/backups/restore", data={"backup": name, "password": PASSWORD})
    assert answer.status_code == 503
    assert len(asked) == tries
    assert house.who(key).signed_in
    assert client.get(f"{BASE}/record.yaml").status_code == 200


def test_settings_are_kept_and_belong_to_the_person(house: House) -> None:
    _, key = house.person("Ana")
    _, other = house.person("Ben")
    client = house.client(key)
    client.post("/settings/player", data={"voice": "yes", "longer": "yes"})
    page = client.get("/settings?saved=yes").text
    assert "Kept." in page
    assert page.count("checked") == house.client(other).get("/settings").text.count("checked") + 1
    client.post("/settings/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/settings").text
    client.post("/settings/theme", data={"theme": "purple"})
    assert "data-theme" not in client.get("/settings").text
    client.post("/settings/device", data={"own": "yes"})
    assert "You said that this device is your own" in client.get("/settings").text
    assert "You said" not in house.client(other).get("/settings").text


def test_health_says_ok_and_nothing_else(house: House) -> None:
    answer = house.client().get("/health")
    assert (answer.status_code, answer.text) == (200, "ok")
