# SPDX-License-Identifier: Apache-2.0
"""How databases of earlier releases come to be as this release needs them."""
