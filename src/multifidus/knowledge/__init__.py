# SPDX-License-Identifier: Apache-2.0
"""Facts as YAML: one file per exercise, test, danger sign, rule, claim; a strict loader and a linter."""
