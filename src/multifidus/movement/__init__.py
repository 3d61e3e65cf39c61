# SPDX-License-Identifier: Apache-2.0
"""The jointed body: one description of a movement draws it and knows the range it needs."""
