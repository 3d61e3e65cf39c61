# SPDX-License-Identifier: Apache-2.0
"""Files in and out: the record file and the week file. Everything that enters is checked here."""
