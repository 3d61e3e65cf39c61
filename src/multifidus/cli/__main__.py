# SPDX-License-Identifier: Apache-2.0
"""Lets `python -m multifidus.cli` be the `multifidus` command."""

from multifidus.cli.app import main

if __name__ == "__main__":
    main()
