# SPDX-License-Identifier: Apache-2.0
"""A small server over a store, to be killed: `python crash_server.py URL SOCKET`.

The parent imports everything once and forks a child that serves one client; when the child is
killed it forks the next. A line of the client is the number of a pair of facts; the line that comes
back says that both are kept.
"""

import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from store_builders import add

from multifidus.record import open_store


def serve(url: str, listener: socket.socket) -> None:
    store = open_store(url)
    client, _ = listener.accept()
    with client, client.makefile("r", encoding="ascii") as lines:
        client.sendall(f"{os.getpid()}\n".encode())
        for line in lines:
            mark = line.strip()
            with store.write() as writing:
                for half in ("a", "b"):
                    body = {"n": int(mark), "half": half, "more": "x" * 500}
                    add(writing, "ana", "outcome", body, client_id=f"{mark}{half}")
            client.sendall(f"{mark}\n".encode())
    store.close()


def main() -> None:
    _, url, path = sys.argv
    open_store(url).close()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        print("ready", flush=True)  # noqa: T201 - the test waits for it
        while True:
            child = os.fork()
            if not child:
                serve(url, listener)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            if not os.WIFSIGNALED(status):
                return


if __name__ == "__main__":
    main()
