# SPDX-License-Identifier: Apache-2.0
"""The tests: the first circuit on the way in, and any test again on a later day."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from multifidus.service import Invalid, NotYours, Who
from multifidus.service import way_in as use
from multifidus.service import way_in_tests as tests
from multifidus.service.house import Service
from multifidus.service.way_in_steps import Screen, Way
from multifidus.service.way_in_typed import Typed, first
from multifidus.web.routes.way_in_screens import turned_away
from multifidus.web.visits import House, Visitor
from multifidus.web.way_in_page import Sent, form_page, step_context, to

router: Final = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a test is done: on the way in, or on its own."""

    base: str
    first_time: bool


_START: Final = _Place("/start/tests", first_time=True)
_LATER: Final = _Place("/tests", first_time=False)


def _away(way: Way, place: _Place) -> Response | None:
    if way.stopped:
        return to("/stop")
    if place.first_time:
        return turned_away(way, Screen.TESTS)
    if way.unfinished or way.clearance is None:
        return to("/start")
    return to("/safety") if way.clearance.blocked else None


def _context(way: Way, place: _Place) -> dict[str, Any]:
    shared = {"place": place, "base": place.base, "way": way}
    return {**step_context(way, Screen.TESTS), **shared} if place.first_time else shared


def _list(request: Request, service: Service, who: Who, place: _Place) -> Response:
    way = use.way_of(service, who)
    if (away := _away(way, place)) is not None:
        return away
    found = tests.offers(service, who, way)
    minutes = -(-found.seconds(service.knowledge) // 60)
    open_ = [one for one in found.now if _is_open(way, one.test.id, one.measured == way.on)]
    context = {
        **_context(way, place),
        "circuit": found,
        "minutes": minutes,
        "following": open_[0] if open_ else None,
        "ways": service.knowledge.circuit.ways,
    }
    nav = "" if place.first_time else "progress"
    return form_page(request, "way_in/tests.html", None, context, nav=nav)


def _is_open(way: Way, test: str, measured: bool) -> bool:  # noqa: FBT001 - one line of a list
    return not measured and test not in way.skipped and test not in way.hurt


def _known(service: Service, test: str) -> None:
    if test not in service.knowledge.tests:
        raise NotYours("There is no such page.")


def _one(
    request: Request,
    service: Service,
    who: Who,
    place: _Place,
    test: str,
    *,
    typed: Typed | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    _known(service, test)
    way = use.way_of(service, who)
    if (away := _away(way, place)) is not None:
        return away
    offer = tests.offer_of(service, who, test, way)
    how = service.knowledge.circuit.ways[test]
    if typed is None:
        typed = use.draft(service, who, tests.draft_name(test)) or tests.typed_test(
            service, who, offer.test, how
        )
    circuit = service.knowledge.circuit
    context = {
        **_context(way, place),
        "offer": offer,
        "how": how,
        "fields": tests.fields_for(offer.test, how),
        "skips": tests.SKIPS,
        "rulers": circuit.rulers,
        "ready_s": circuit.get_ready.value,
        "read_after_s": circuit.read_after.value,
        "draft_url": f"{place.base}/{test}/draft",
    }
    nav = "" if place.first_time else "progress"
    return form_page(request, "way_in/test.html", typed, context, faults=faults, nav=nav)


def _next(service: Service, who: Who, place: _Place) -> Response:
    if not place.first_time:
        return to(place.base)
    way = use.way_of(service, who)
    for one in tests.offers(service, who, way).now:
        if _is_open(way, one.test.id, one.measured == way.on):
            return to(f"{place.base}/{one.test.id}")
    return to(place.base)


def _take(
    request: Request, service: Service, who: Who, place: _Place, test: str, typed: Typed
) -> Response:
    _known(service, test)
    way = use.way_of(service, who)
    if (away := _away(way, place)) is not None:
        return away
    try:
        if first(typed, "do") == "skip":
            tests.skip(service, who, test, typed)
        else:
            tests.measure(service, who, test, typed)
    except Invalid as error:
        return _one(request, service, who, place, test, typed=typed, faults=error.fields)
    return _next(service, who, place)


def _hurt_page(
    request: Request,
    service: Service,
    who: Who,
    place: _Place,
    test: str,
    *,
    typed: Typed | None = None,
    faults: dict[str, str] | None = None,
) -> Response:
    _known(service, test)
    way = use.way_of(service, who)
    if (away := _away(way, place)) is not None:
        return away
    context = {**_context(way, place), "offer": tests.offer_of(service, who, test, way)}
    return form_page(request, "way_in/hurt.html", typed, context, faults=faults)


def _take_hurt(
    request: Request, service: Service, who: Who, place: _Place, test: str, typed: Typed
) -> Response:
    _known(service, test)
    way = use.way_of(service, who)
    if (away := _away(way, place)) is not None:
        return away
    try:
        ask_again = tests.hurt(service, who, test, typed)
    except Invalid as error:
        return _hurt_page(request, service, who, place, test, typed=typed, faults=error.fields)
    return to("/safety") if ask_again else to(place.base)


@router.get("/start/tests")
def circuit_page(request: Request, service: House, who: Visitor) -> Response:
    """Show the tests of the first circuit."""
    return _list(request, service, who, _START)


@router.post("/start/tests")
def finish(service: House, who: Visitor, typed: Sent) -> Response:
    """Leave the tests for now and go on to what was found."""
    way = use.way_of(service, who)
    if (away := turned_away(way, Screen.TESTS)) is not None:
        return away
    use.save(service, who, Screen.TESTS, typed)
    return to("/start/found")


@router.get("/start/tests/{test}")
def circuit_test(request: Request, service: House, who: Visitor, test: str) -> Response:
    """Show one test of the circuit."""
    return _one(request, service, who, _START, test)


@router.post("/start/tests/{test}")
def circuit_take(
    request: Request, service: House, who: Visitor, test: str, typed: Sent
) -> Response:
    """Take in a result, or why there is none, and go on to the next test."""
    return _take(request, service, who, _START, test, typed)


@router.get("/start/tests/{test}/hurt")
def circuit_hurt(request: Request, service: House, who: Visitor, test: str) -> Response:
    """Ask what was felt in a test that was broken off."""
    return _hurt_page(request, service, who, _START, test)


@router.post("/start/tests/{test}/hurt")
def circuit_take_hurt(
    request: Request, service: House, who: Visitor, test: str, typed: Sent
) -> Response:
    """Take in what was felt."""
    return _take_hurt(request, service, who, _START, test, typed)


@router.get("/tests")
def list_page(request: Request, service: House, who: Visitor) -> Response:
    """Show every test, to do one again or for the first time."""
    return _list(request, service, who, _LATER)


@router.get("/tests/{test}")
def test_page(request: Request, service: House, who: Visitor, test: str) -> Response:
    """Show one test."""
    return _one(request, service, who, _LATER, test)


@router.post("/tests/{test}")
def take_test(request: Request, service: House, who: Visitor, test: str, typed: Sent) -> Response:
    """Take in a result, or why there is none."""
    return _take(request, service, who, _LATER, test, typed)


@router.get("/tests/{test}/hurt")
def test_hurt(request: Request, service: House, who: Visitor, test: str) -> Response:
    """Ask what was felt in a test that was broken off."""
    return _hurt_page(request, service, who, _LATER, test)


@router.post("/tests/{test}/hurt")
def take_hurt(request: Request, service: House, who: Visitor, test: str, typed: Sent) -> Response:
    """Take in what was felt."""
    return _take_hurt(request, service, who, _LATER, test, typed)


@router.post("/start/tests/{test}/draft")
@router.post("/tests/{test}/draft")
def keep(service: House, who: Visitor, test: str, typed: Sent) -> Response:
    """Keep a half-filled test."""
    _known(service, test)
    use.keep_draft(service, who, tests.draft_name(test), typed)
    return Response(status_code=204)
