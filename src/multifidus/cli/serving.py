# SPDX-License-Identifier: Apache-2.0
"""`multifidus serve`: the app, on this machine unless asked otherwise."""

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from multifidus.cli.common import refuse

if TYPE_CHECKING:
    from multifidus.service import Settings

DataFolder = Annotated[
    Path | None,
    typer.Option("--data", metavar="FOLDER", help="Where the database and its backups are kept."),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="Another database, like postgresql+psycopg://..."
    ),
]


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", help="The address to listen at; this machine only by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port.")] = 8000,
    data: DataFolder = None,
    database: Database = None,
    tls_certificate: Annotated[
        Path | None, typer.Option("--tls-certificate", metavar="FILE", help="To speak HTTPS.")
    ] = None,
    tls_key: Annotated[
        Path | None, typer.Option("--tls-key", metavar="FILE", help="The certificate's key.")
    ] = None,
    insecure_http: Annotated[
        bool,
        typer.Option(
            "--insecure-http",
            help="Allow plain HTTP beyond this machine, as behind a proxy that speaks TLS.",
        ),
    ] = False,
) -> None:
    """Serve the app; open the address it prints in a browser. Ctrl-C stops it."""
    from multifidus.service.settings import SettingsError, settings_from  # noqa: PLC0415 - slow

    try:
        settings = settings_from(
            os.environ,
            data=data,
            database=database,
            host=host,
            port=port,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            insecure_http=insecure_http,
        )
    except SettingsError as error:
        refuse(str(error))
    listener = _listen(settings)
    _run(settings, listener)


def _listen(settings: "Settings") -> socket.socket:
    """Take the port before anything slow, so that a port in use is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        refuse(
            f"cannot listen at {settings.host}, port {settings.port}: {error.strerror}. If "
            "Multifidus runs already, open its address; else choose another with --port"
        )
    return listener


def _run(settings: "Settings", listener: socket.socket) -> None:
    import uvicorn  # noqa: PLC0415 - slow

    from multifidus.record import StoreError  # noqa: PLC0415 - slow
    from multifidus.service.opening import open_house  # noqa: PLC0415 - slow
    from multifidus.web import create_app  # noqa: PLC0415 - slow

    try:
        house = open_house(settings)
    except StoreError as error:
        listener.close()
        refuse(str(error))
    except OSError as error:
        listener.close()
        refuse(f"the folder {settings.data} cannot be used: {error.strerror}")
    port = listener.getsockname()[1]
    config = uvicorn.Config(
        create_app(house),
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        ssl_certfile=settings.tls_certificate,
        ssl_keyfile=settings.tls_key,
        forwarded_allow_ips="127.0.0.1",
    )
    server = _announcing(uvicorn)(config, lambda: _hello(settings, port))
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        typer.echo("Multifidus has stopped. Everything is kept.")


def _hello(settings: "Settings", port: int) -> None:
    address = settings.address.removesuffix(f":{settings.port}") + f":{port}"
    typer.echo(f"Multifidus is ready: open {address} in a browser. Ctrl-C stops it.")


def _announcing(uvicorn: Any) -> Any:  # noqa: ANN401 - the module is imported late
    """Return uvicorn's server, made to say one line as soon as it answers."""

    class Announcing(uvicorn.Server):  # type: ignore[misc]
        def __init__(self, config: object, hello: Callable[[], None]) -> None:
            super().__init__(config)
            self.hello = hello

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets=sockets)
            if self.started:
                self.hello()

    return Announcing
