# SPDX-License-Identifier: Apache-2.0
"""What do all nodes draw now, for whom?"""

from __future__ import annotations

from .board import board, resolution
from .influx import Influx, of
from .panels import BAND, COLOURS, HIDE_TIME, QUALITIES, Json, coloured, named, opens, pie, stack, stat, table


def make(db: Influx) -> Json:
    nodes = "\"kind\" = 'node'"
    runs = "\"kind\" = 'run'"
    return board(
        "fleet",
        "Trainwatt: fleet now",
        "What all nodes draw now, for which runs, how well that is known, and what is wrong.",
        [
            stat(
                "Power",
                "watt",
                db.power(nodes, ""),
                "All devices in the total, newest interval.",
                size=(5, 6),
                alias="now",
            ),
            pie(
                "Energy by quality",
                "joule",
                db.energy(nodes, '"quality"'),
                f"While the board's time lasts. {QUALITIES}",
                size=(6, 6),
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            stat(
                "Energy so far",
                "joule",
                db.added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
                f"Of all nodes, since each was first seen. {BAND} Bands of nodes are added as if they erred together.",
                size=(5, 6),
            ),
            stat(
                "Energy of no run",
                "joule",
                db.added(
                    {"of runs": "attributed_microjoules", "of no run": "unattributed_microjoules"}, nodes
                ),
                "Of all nodes, since each was first seen: what runs used, and what belonged to nobody.",
                size=(4, 6),
            ),
            stat(
                "CO2, location-based",
                "massg",
                db.added(
                    {
                        "CO2": "co2_location_based_micrograms",
                        "plus or minus": "co2_location_based_plus_minus_micrograms",
                    },
                    nodes,
                ),
                "Of all nodes, by the grid where each stands, with the band that comes from the energy's.",
                size=(4, 6),
            ),
            stack(
                "Power by node",
                "watt",
                db.power(nodes, "id"),
                "Mean over each interval, devices in the total.",
                alias="$tag_id",
            ),
            stack(
                "Power by quality",
                "watt",
                db.power(nodes, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            table(
                "Runs",
                "joule",
                db.last(
                    {
                        "state": of("state", ""),
                        "energy": of("total_microjoules"),
                        "plus or minus": of("plus_minus_microjoules"),
                        "counted": of("counted_microjoules"),
                        "CO2": of("co2_location_based_micrograms"),
                        "per step": of("joules_per_step", ""),
                    },
                    runs,
                    ' GROUP BY "id", "name"',
                ),
                "Runs with energy while the board's time lasts, since each began. A click on its id opens a run.",
                overrides=[
                    HIDE_TIME,
                    named("CO2", ("unit", "massg")),
                    opens("id", "trainwatt-one-run", "run", "Open the run"),
                ],
                size=(14, 10),
            ),
            table(
                "Nodes",
                "joule",
                db.last(
                    {
                        "measured": of("measured_microjoules"),
                        "plus or minus": of("plus_minus_microjoules"),
                        "of runs": of("attributed_microjoules"),
                        "of no run": of("unattributed_microjoules"),
                    },
                    nodes,
                    ' GROUP BY "id"',
                ),
                "Since each was first seen: measured = of runs + of no run. A click on its id opens a node.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-node", "node", "Open the node")],
                size=(10, 10),
            ),
            db.alert_table('"fingerprint" =~ /./'),
        ],
        [resolution("points")],
        [db.alerts('"fingerprint" =~ /./')],
    )
