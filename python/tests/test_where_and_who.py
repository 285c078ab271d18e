# SPDX-License-Identifier: Apache-2.0
"""Where the agent is looked for, and which rank a launcher says this is."""

from __future__ import annotations

import unittest

from trainwatt._address import candidates
from trainwatt._launcher import job, rank_and_world_size


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


class WhichJobThisIs(unittest.TestCase):
    def test_a_rendezvous_with_an_id_names_the_job(self) -> None:
        self.assertEqual(job({"TORCHELASTIC_RUN_ID": "a b/7"}), "torchrun-a-b-7")

    def test_ranks_of_one_launcher_on_one_node_are_one_job(self) -> None:
        environment = {"TORCHELASTIC_RUN_ID": "none", "WORLD_SIZE": "4", "LOCAL_WORLD_SIZE": "4"}
        name = job(environment)
        self.assertRegex(name or "", r"^torchrun-[0-9a-f]{12}$")
        self.assertEqual(job({**environment, "RANK": "3"}), name)

    def test_ranks_on_several_nodes_without_an_id_are_not_guessed(self) -> None:
        environment = {"TORCHELASTIC_RUN_ID": "none", "WORLD_SIZE": "8", "LOCAL_WORLD_SIZE": "4"}
        self.assertIsNone(job(environment))
        self.assertIsNone(job({}))


if __name__ == "__main__":
    unittest.main()
