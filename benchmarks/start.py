# SPDX-License-Identifier: Apache-2.0
"""How long the app takes to start, from the command to its first answered page, and what a page costs.

`python benchmarks/start.py [--times 7]`: starts `multifidus serve` on a new database and on one that is
there, asks for the front page until it answers, and stops it. For scale, the same for an interpreter
that only imports the web framework: a ratio in one run tells more than seconds on a noisy machine.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path


def start(folder: Path) -> tuple[float, float]:
    """Return seconds to the line it prints and to the first page."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "multifidus.cli", "serve", "--port", "0", "--data", str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    line = process.stdout.readline() if process.stdout else ""
    ready = time.perf_counter() - begun
    address = next(word for word in line.split() if word.startswith("http"))
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own address
        answer.read()
    answered = time.perf_counter() - begun
    process.terminate()
    process.wait(timeout=20)
    return ready, answered


def framework() -> float:
    """Return seconds that the framework alone takes to import, in a new interpreter."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", "import fastapi, uvicorn, sqlalchemy, jinja2"], check=True
    )
    return time.perf_counter() - begun


def told(name: str, seconds: Sequence[float]) -> None:
    """Print the middle and the worst."""
    print(f"{name:<34} median {statistics.median(seconds):.2f} s, worst {max(seconds):.2f} s")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--times", type=int, default=7)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        new = [start(Path(folder) / str(n)) for n in range(times)]
        again = [start(Path(folder) / "0") for _ in range(times)]
    alone = [framework() for _ in range(times)]
    told("new database, line printed", [ready for ready, _ in new])
    told("new database, first page", [answered for _, answered in new])
    told("existing database, line printed", [ready for ready, _ in again])
    told("existing database, first page", [answered for _, answered in again])
    told("the framework's import alone", alone)
    ratio = statistics.median(answered for _, answered in again) / statistics.median(alone)
    print(f"first page / framework's import    {ratio:.1f}")


if __name__ == "__main__":
    main()
