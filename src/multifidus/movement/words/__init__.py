# SPDX-License-Identifier: Apache-2.0
"""The words of a movement: what a solved position looks like, and what changes to the next.

`facts.py` measures, `posture.py` names how the body is, the other files hold the sentences as tables
of a condition and its words. `movement/describe.py` puts them together.
"""
