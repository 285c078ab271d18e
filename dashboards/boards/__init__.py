# SPDX-License-Identifier: Apache-2.0
"""One module a question; what all boards have in common is in board, panels and influx."""
