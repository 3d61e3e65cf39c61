# SPDX-License-Identifier: Apache-2.0
"""How long the store takes: to log a set with many writers at once, and to back up under writes.

Run it as `python benchmarks/store.py`. Times hang on this machine's disk; nothing here proves
anything about another.
"""

import argparse
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from multifidus.record import Store, StoreError, backup, new_id, open_store

WRITERS: Final = 20
SETS_EACH: Final = 50
PERSON_BYTES: Final = 1_000_000
TARGET_P99_MS: Final = 25.0
TARGET_BACKUP_S: Final = 2.0
TARGET_STALL_MS: Final = 100.0
WRITES_PER_S: Final = 120


def log_set(store: Store, person: str, n: int, *, note: str = "") -> float:
    """Log one set as the player does, and return how long it took, in milliseconds."""
    at = datetime.now(UTC)
    body = {"session": person, "n": n, "part": "set", "exercise": "bridge", "reps": 10}
    start = time.perf_counter()
    with store.write() as writing:
        writing.append(
            person,
            "log-part",
            on=date(2026, 11, 16),
            at=at,
            by="self",
            body=body | ({"note": note} if note else {}),
            id=new_id(at, os.urandom(10)),
            client_id=f"{person}-{n}",
        )
    return (time.perf_counter() - start) * 1000


def at_once(jobs: list[Callable[[], None]]) -> None:
    """Run jobs in threads of their own and wait for all."""
    threads = [threading.Thread(target=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def percentile(times: list[float], share: float) -> float:
    """Return the time that so large a share stays below."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def logging(store: Store) -> bool:
    """Log sets with all writers at once and print the times."""
    times: list[float] = []

    def writer(who: int) -> Callable[[], None]:
        def write() -> None:
            # Everyone logs, then does the next set: nobody logs as fast as a machine can.
            for n in range(SETS_EACH):
                times.append(log_set(store, f"writer-{who}", n))
                time.sleep(0.1)

        return write

    log_set(store, "warm", 0)
    at_once([writer(who) for who in range(WRITERS)])
    late = percentile(times, 0.99)
    print(f"log a set, {WRITERS} writers at once")
    print(f"  median            {statistics.median(times):8.2f} ms")
    print(f"  99 of 100 within  {late:8.2f} ms   (wanted: {TARGET_P99_MS:.0f})")
    burst: list[float] = []

    def one(who: int) -> Callable[[], None]:
        return lambda: burst.append(log_set(store, f"burst-{who}", 0))

    at_once([one(who) for who in range(WRITERS)])
    print(f"  all in one moment {max(burst):8.2f} ms   (the slowest of {WRITERS})")
    return late <= TARGET_P99_MS


def backing_up(store: Store, folder: Path, megabytes: int) -> bool:
    """Back up while others write and print how long it took and how long a writer waited."""
    for n in range(megabytes):
        log_set(store, "large", n, note=os.urandom(PERSON_BYTES // 2).hex())
    stop = threading.Event()
    waits: list[float] = []
    failed: list[StoreError] = []

    def write() -> None:
        n = 0
        while not stop.is_set():
            try:
                waits.append(log_set(store, "meanwhile", n))
            except StoreError as error:
                failed.append(error)
            n += 1
            stop.wait(1 / WRITES_PER_S)

    writer = threading.Thread(target=write)
    writer.start()
    time.sleep(0.5)
    before = len(waits)
    start = time.perf_counter()
    manifest = backup(store, folder / "backup.mfb", at=datetime.now(UTC))
    took = time.perf_counter() - start
    stop.set()
    writer.join()
    during = waits[before:]
    print(f"backup of {manifest.size / 1e6:.0f} MB under {len(during) / took:.0f} writes/s")
    print(f"  took              {took:8.2f} s    (wanted: {TARGET_BACKUP_S:.0f})")
    print(f"  writes that failed{len(failed):8d}")
    print(f"  longest write     {max(during):8.2f} ms   (wanted: {TARGET_STALL_MS:.0f})")
    return took <= TARGET_BACKUP_S and not failed and max(during) <= TARGET_STALL_MS


def main() -> int:
    """Print the figures; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--url", help="the address of an empty store; a new SQLite file unless given"
    )
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(options.url or f"sqlite:///{folder}/multifidus.db")
        reached = [logging(store), backing_up(store, Path(folder), options.megabytes)]
        store.close()
    return 0 if all(reached) else 1


if __name__ == "__main__":
    sys.exit(main())
