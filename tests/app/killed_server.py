# SPDX-License-Identifier: Apache-2.0
"""A server that is started again whenever it is killed: what a machine that loses power looks like.

`python killed_server.py FOLDER`: serves the house in FOLDER, writes its port and the present child's
process id there, and ends when a file called `enough` is there. The children are forked from a
process that has loaded everything, so that fifty deaths do not take minutes.
"""

import os
import signal
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path

import uvicorn

from app_house import Clock, make_house
from multifidus.knowledge.loader import shipped
from multifidus.web import create_app
from multifidus.web.routes import all_routers


def serve(folder: Path, listener: socket.socket) -> None:
    house = make_house(folder, Clock(datetime(2026, 11, 23, 8, tzinfo=UTC)))
    config = uvicorn.Config(create_app(house.service), log_level="critical", lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


def main(folder: Path) -> None:
    shipped()
    all_routers()
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    (folder / "port").write_text(str(listener.getsockname()[1]))
    while not (folder / "enough").exists():
        pid = os.fork()
        if pid == 0:
            serve(folder, listener)
            os._exit(0)
        (folder / "pid.new").write_text(str(pid))
        (folder / "pid.new").rename(folder / "pid")
        _, status = os.waitpid(pid, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            sys.exit("the server ended by itself")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
