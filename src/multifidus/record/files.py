# SPDX-License-Identifier: Apache-2.0
"""Files that are there whole or not at all, and only for their owner."""

import hashlib
import os
from pathlib import Path
from typing import Final

OWNER_ONLY: Final = 0o600
FOLDER_OWNER_ONLY: Final = 0o700
_CHUNK: Final = 1 << 20


def make_file(path: Path) -> None:
    """Make an empty file that only its owner may read, and its folder, unless they exist."""
    make_folder(path.parent)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, OWNER_ONLY))


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, unless it exists."""
    path.mkdir(mode=FOLDER_OWNER_ONLY, parents=True, exist_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a small file under another name, flush it, and only then give it its name."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    flags = os.O_CREAT | os.O_TRUNC | os.O_WRONLY
    try:
        with os.fdopen(os.open(part, flags, OWNER_ONLY), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    flush(path.parent)


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
