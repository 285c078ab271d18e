# SPDX-License-Identifier: Apache-2.0
"""Where the agent is looked for, and which rank a launcher says this is."""

from __future__ import annotations

import unittest

from trainwatt._address import candidates
from trainwatt._launcher import rank_and_world_size


class WhereTheAgentIs(unittest.TestCase):
    def test_three_places_are_tried_in_order(self) -> None:
        self.assertEqual(
            candidates({"XDG_RUNTIME_DIR": "/run/user/7"}, 7),
            [
                "/run/trainwatt/agent.sock",
                "/run/user/7/trainwatt/agent.sock",
                "/tmp/trainwatt-7/agent.sock",
            ],
        )

    def test_a_place_said_is_the_only_one(self) -> None:
        environment = {"TRAINWATT_SOCKET": "/a.sock", "XDG_RUNTIME_DIR": "/run/user/7"}
        self.assertEqual(candidates(environment, 7), ["/a.sock"])


class WhichRankThisIs(unittest.TestCase):
    def test_alone_without_a_launcher(self) -> None:
        self.assertEqual(rank_and_world_size({}), (0, 1))

    def test_torchrun_goes_before_slurm(self) -> None:
        environment = {"RANK": "3", "WORLD_SIZE": "8", "SLURM_PROCID": "0", "SLURM_NTASKS": "2"}
        self.assertEqual(rank_and_world_size(environment), (3, 8))

    def test_slurms_step_goes_before_its_job(self) -> None:
        environment = {"SLURM_PROCID": "1", "SLURM_STEP_NUM_TASKS": "2", "SLURM_NTASKS": "16"}
        self.assertEqual(rank_and_world_size(environment), (1, 2))

    def test_what_cannot_be_is_not_believed(self) -> None:
        self.assertEqual(rank_and_world_size({"RANK": "x", "WORLD_SIZE": "8"}), (0, 1))
        self.assertEqual(rank_and_world_size({"RANK": "8", "WORLD_SIZE": "8"}), (0, 1))
        self.assertEqual(rank_and_world_size({"RANK": "2"}), (0, 1))


if __name__ == "__main__":
    unittest.main()
