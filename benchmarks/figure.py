# SPDX-License-Identifier: Apache-2.0
"""How long a figure takes and how large it is, over every movement that the product knows.

Run it as `python benchmarks/figure.py`. Times are the best of a few runs on this machine; sizes are
the same on every machine.
"""

import argparse
import gzip
import statistics
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np

from multifidus.knowledge.loader import shipped
from multifidus.knowledge.schema import Exercise, Test
from multifidus.movement import draw
from multifidus.movement.motion import solved
from multifidus.movement.skeleton import skeleton

TARGET_BYTES: Final = 12 * 1024
TARGET_MS: Final = 30.0


def best_ms(job: Callable[[], object], runs: int) -> float:
    """Shortest time of a job, in milliseconds."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        job()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def row(label: str, values: list[float], form: str) -> None:
    """Print the middle, the slowest twentieth and the largest of a list."""
    ordered = sorted(values)
    late = ordered[int(0.95 * (len(ordered) - 1))]
    middle = statistics.median(ordered)
    print(f"{label:28} {middle:{form}} {late:{form}} {ordered[-1]:{form}}")


def place_ms(runs: int) -> float:
    """Shortest time to place every bone and ball of one pose, in milliseconds."""
    body = skeleton()
    where, upright = np.array([[0.0, 0.0, 0.9]]), np.eye(3)[None]
    return best_ms(lambda: body.centres(body.place(where, upright, body.relaxed[None])), runs)


def main() -> int:
    """Measure every figure; 1 when one is larger than the target."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=5, help="runs of each figure")
    runs = asked.parse_args().runs
    known = shipped()
    things: list[Exercise | Test] = [*known.exercises.values(), *known.tests.values()]
    things = [thing for thing in things if thing.movement is not None]
    solving: list[float] = []
    drawing: dict[draw.Form, list[float]] = {form: [] for form in draw.FORMS}
    sizes: dict[draw.Form, list[tuple[float, str]]] = {form: [] for form in draw.FORMS}
    for thing in things:
        movement = thing.movement
        if movement is None:
            continue
        solving.append(best_ms(lambda movement=movement: solved(movement), 1))  # type: ignore[misc]
        picture = draw.of(thing)
        for form in draw.FORMS:
            drawing[form].append(best_ms(lambda p=picture, f=form: p.svg(f), runs))  # type: ignore[misc]
            size = len(gzip.compress(picture.svg(form).encode()))
            sizes[form].append((size / 1024, thing.id))
    print(f"{len(things)} movements{'':14}  median     p95     max")
    row("place one pose, ms", [place_ms(runs)], "8.2f")
    row("solve, ms", solving, "8.1f")
    for form in draw.FORMS:
        row(f"draw {form}, ms", drawing[form], "8.1f")
    for form in draw.FORMS:
        row(f"size of {form}, KB gzipped", [size for size, _ in sizes[form]], "8.1f")
    over = [name for size, name in sizes["animated"] if size * 1024 > TARGET_BYTES]
    slow = sum(one > TARGET_MS for one in drawing["animated"])
    print(f"larger than {TARGET_BYTES / 1024:g} KB: {', '.join(over) or 'none'}")
    print(f"slower than {TARGET_MS:g} ms: {slow}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
