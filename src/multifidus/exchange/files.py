# SPDX-License-Identifier: Apache-2.0
"""Read a file that a stranger may have written: bounded, as UTF-8 text, with faults in words."""

import sys
from pathlib import Path as FilePath
from typing import Final

from multifidus.knowledge.yamlfile import Fault, FileError

MOST_BYTES: Final = 16_000_000
STDIN: Final = "-"


def read_text(path: FilePath) -> str:
    """Read the text of the file at `path`, or of standard input where `path` is `-`.

    Raises
    ------
    FileError
        With line 0, which stands for the file as a whole, if there is no such file, it is a folder, may not be read, is too large or is not UTF-8.
    """
    name = str(path)
    try:
        if name == STDIN:
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise FileError(name, [Fault(0, "", "there is no such file")]) from None
    except IsADirectoryError:
        raise FileError(name, [Fault(0, "", "this is a folder; give a file")]) from None
    except PermissionError:
        raise FileError(name, [Fault(0, "", "this file may not be read by you")]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(name, [Fault(0, "", f"this file cannot be read: {reason}")]) from None
    if len(data) > MOST_BYTES:
        text = f"the file is larger than {MOST_BYTES // 1_000_000} megabytes"
        raise FileError(name, [Fault(0, "", text)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FileError(name, [Fault(line, "", "not UTF-8 text; save it as UTF-8")]) from None
