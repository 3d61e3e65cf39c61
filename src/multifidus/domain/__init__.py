# SPDX-License-Identifier: Apache-2.0
"""The nouns of the product. Imports nothing of ours; everything is frozen."""
