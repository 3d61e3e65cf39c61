# SPDX-License-Identifier: Apache-2.0
"""The routes, one file for each part of the app. Each is thin: read the form, call a use case, show."""

from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def all_routers() -> tuple[APIRouter, ...]:
    """Return the router of every file in this folder, in the order of their names."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").router for name in names)
