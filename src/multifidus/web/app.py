# SPDX-License-Identifier: Apache-2.0
"""The app put together: routes, guard, and what happens when something goes wrong."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware

from multifidus.service import Service
from multifidus.web.failures import add_failures
from multifidus.web.figures import Figures
from multifidus.web.guard import Guard
from multifidus.web.routes import all_routers


def create_app(service: Service) -> FastAPI:
    """Build the app over a house.

    Parameters
    ----------
    service : Service
        Store, knowledge, clock and planner; closed when the app stops.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.planner.warm()
        yield
        service.planner.close()
        service.store.close()

    app = FastAPI(
        title="Multifidus",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        middleware=[Middleware(Guard)],
        redirect_slashes=False,
    )
    app.state.service = service
    app.state.figures = Figures()
    for router in all_routers():
        app.include_router(router)
    add_failures(app)
    return app
