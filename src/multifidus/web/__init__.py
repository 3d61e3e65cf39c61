# SPDX-License-Identifier: Apache-2.0
"""The app in a browser: thin routes over `service`, pages, and the session player."""

from multifidus.web.app import create_app

__all__ = ["create_app"]
