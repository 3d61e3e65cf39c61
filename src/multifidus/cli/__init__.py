# SPDX-License-Identifier: Apache-2.0
"""The command line: thin, so that everything it can do the library can do.

Modules of this package that are imported at start import nothing slow; commands import what they
need when they run.
"""
