# SPDX-License-Identifier: Apache-2.0
"""Synthetic people: for proofs of safety, load tests and demonstration. The same seed, the same people."""
