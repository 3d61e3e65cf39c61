# SPDX-License-Identifier: Apache-2.0
"""The person's data in their own hands, and the backups of the one who keeps the database."""

from typing import Annotated, Final, Literal

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from multifidus.service import Action, Invalid, Service, TooMany, Who, decide
from multifidus.service.data import (
    LARGEST,
    BadFile,
    can_take_in,
    erase,
    export,
    has_record,
    import_record,
    read_upload,
)
from multifidus.service.data_backup import backups, make_backup, restore_backup
from multifidus.web.failures import told
from multifidus.web.pages import page, words
from multifidus.web.routes.settings import faults_of, saved, status_of
from multifidus.web.visits import House, Visitor, address_of, drop_key

router: Final = APIRouter(include_in_schema=False)

Text = Annotated[str, Form()]
_TYPES: Final = {"yaml": "application/yaml", "json": "application/json"}


def _data_page(
    request: Request,
    service: Service,
    who: Who,
    *,
    fault: str = "",
    rows: tuple[object, ...] = (),
    file: str = "",
    status: int = 200,
) -> Response:
    context = {
        "has_record": has_record(service, who),
        "can_take_in": can_take_in(service, who),
        "fault": fault,
        "rows": rows,
        "file": file,
    }
    return page(request, "data/data.html", context, nav="more", status=status)


@router.get("/settings/data")
def data_page(request: Request, service: House, who: Visitor) -> Response:
    """Show what can be done with the visitor's data."""
    return _data_page(request, service, who)


def _download(service: Service, who: Who, form: Literal["yaml", "json"]) -> Response:
    text = export(service, who, form)
    name = f"multifidus-{service.today()}.{form}"
    return Response(
        text,
        media_type=f"{_TYPES[form]}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@router.get("/settings/data/record.yaml")
def record_yaml(service: House, who: Visitor) -> Response:
    """Send the visitor's record as a file to keep."""
    return _download(service, who, "yaml")


@router.get("/settings/data/record.json")
def record_json(service: House, who: Visitor) -> Response:
    """Send the visitor's record as JSON."""
    return _download(service, who, "json")


@router.post("/settings/data/import")
def take_in(
    request: Request,
    service: House,
    who: Visitor,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Take a record file in."""
    decide(who, Action.IMPORT)
    content = file.file.read(LARGEST + 1) if file is not None else b""
    name = (file.filename or "record") if file is not None else ""
    try:
        import_record(service, who, read_upload(content), name)
    except BadFile as error:
        fault = told(request, error.text)
        return _data_page(
            request, service, who, fault=fault, rows=error.faults, file=name, status=422
        )
    except Invalid as error:
        return _data_page(request, service, who, fault=told(request, error.text), status=422)
    return RedirectResponse("/today", status_code=303)


def _erase_page(
    request: Request, who: Who, faults: dict[str, str], typed: str = "", status: int = 200
) -> Response:
    decide(who, Action.ERASE)
    context = {"faults": faults, "typed": typed, "word": _word(request)}
    return page(request, "data/erase.html", context, nav="more", status=status)


def _word(request: Request) -> str:
    """Return the word that has to be typed."""
    return words(request).gettext("erase")


@router.get("/settings/erase")
def erase_page(request: Request, who: Visitor) -> Response:
    """Show what erasing does, and the form for it."""
    return _erase_page(request, who, {})


@router.post("/settings/erase")
def erase_all(
    request: Request, service: House, who: Visitor, typed: Text = "", password: Text = ""
) -> Response:
    """Erase the account and the record."""
    try:
        erase(service, who, typed=typed, word=_word(request), password=password)
    except (Invalid, TooMany) as error:
        faults = faults_of(request, error, "password")
        return _erase_page(request, who, faults, typed, status_of(error))
    request.state.who = Who(address=address_of(request), language=who.language, theme=who.theme)
    answer = page(request, "data/erased.html")
    drop_key(request, answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def _backups_page(
    request: Request,
    service: Service,
    who: Who,
    *,
    faults: dict[str, str] | None = None,
    chosen: str = "",
    status: int = 200,
) -> Response:
    context = {
        "backups": backups(service, who),
        "folder": service.settings.backups,
        "faults": faults or {},
        "chosen": chosen,
        "flash": saved(request),
    }
    return page(request, "data/backups.html", context, nav="more", status=status)


@router.get("/settings/backups")
def backups_page(request: Request, service: House, who: Visitor) -> Response:
    """Show the backups of the whole database."""
    return _backups_page(request, service, who)


@router.post("/settings/backups/make")
def backup_now(service: House, who: Visitor) -> Response:
    """Make a backup now."""
    make_backup(service, who)
    return RedirectResponse("/settings/backups?saved=backup", status_code=303)


@router.post("/settings/backups/restore")
def restore_one(
    request: Request, service: House, who: Visitor, backup: Text = "", password: Text = ""
) -> Response:
    """Put a backup back; everyone has to sign in anew."""
    try:
        done = restore_backup(service, who, name=backup, password=password)
    except (Invalid, TooMany) as error:
        faults = faults_of(request, error, "password")
        return _backups_page(
            request, service, who, faults=faults, chosen=backup, status=status_of(error)
        )
    request.state.who = Who(address=address_of(request), language=who.language, theme=who.theme)
    answer = page(request, "data/restored.html", {"done": done})
    drop_key(request, answer)
    return answer
