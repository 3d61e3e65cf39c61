# SPDX-License-Identifier: Apache-2.0
"""The planner: findings and standing in, the best week out, proven and explained."""
