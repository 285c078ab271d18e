# SPDX-License-Identifier: Apache-2.0
"""Where does the energy go?"""

from __future__ import annotations

from .board import board, resolution
from .influx import ACTIVITIES, IN_TOTAL, KEY, Influx, of
from .panels import BAND, COLOURS, HIDE_TIME, QUALITIES, Json, bars, coloured, named, opens, pie, stat, table


def make(db: Influx) -> Json:
    nodes = "\"kind\" = 'node'"
    runs = "\"kind\" = 'run'"
    owners = (
        'SELECT sum("runs") AS "of runs", sum("nobody") AS "of no run" FROM (SELECT (sum("energy_microjoules") - '
        'sum("unattributed_microjoules")) / 1000000.0 AS "runs", sum("unattributed_microjoules") / 1000000.0 AS "nobody" '
        f"FROM {db.resolution} WHERE {nodes} AND $timeFilter AND {IN_TOTAL} "
        f'GROUP BY time($__interval), "id", {KEY}) WHERE $timeFilter GROUP BY time($__interval) fill(none)'
    )
    wasted = (
        'SELECT sum("wasted_microjoules") / 1000000.0 AS "wasted", sum("wasted_micrograms_co2") / 1000000.0 AS "CO2" '
        f'FROM {db.alert} WHERE "fingerprint" =~ /./ AND $timeFilter'
    )
    return board(
        "waste",
        "Trainwatt: where the energy goes",
        "How much of the energy did no work, and what would end that?",
        [
            stat(
                "Whose energy it is",
                "joule",
                db.added(
                    {
                        "measured": "measured_microjoules",
                        "of runs": "attributed_microjoules",
                        "of no run": "unattributed_microjoules",
                    },
                    nodes,
                ),
                "Of all nodes, since each was first seen: measured = of runs + of no run.",
                size=(8, 6),
            ),
            stat(
                "Energy with its band",
                "joule",
                db.added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
                f"Of all nodes. {BAND} Bands of nodes are added as if they erred together.",
                size=(6, 6),
            ),
            pie(
                "By quality",
                "joule",
                db.energy(nodes, '"quality"'),
                f"While the board's time lasts. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
                size=(5, 6),
            ),
            pie(
                "By component",
                "joule",
                db.energy(nodes, '"component"'),
                "Energy of all nodes while the board's time lasts, by part.",
                alias="$tag_component",
                size=(5, 6),
            ),
            pie(
                "What runs used it for",
                "joule",
                db.added(ACTIVITIES, runs),
                "All runs with energy while the board's time lasts, since each began, by what each said it was doing. Not told: no progress was reported.",
                size=(12, 8),
            ),
            table(
                "What each run used it for",
                "joule",
                db.last(
                    {
                        "wasted": of("wasted_microjoules"),
                        "idle": of("idle_microjoules"),
                        **{name: of(field) for name, field in ACTIVITIES.items()},
                        "energy": of("total_microjoules"),
                    },
                    runs,
                    ' GROUP BY "id", "name"',
                ),
                "Since each began. Wasted: idle, waiting for data and after the last progress, each joule once. A click on its id opens a run.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(12, 8),
            ),
            bars(
                "Energy of runs and of no run",
                "joule",
                owners,
                "In each interval: what runs used, and what belonged to nobody (idle nodes, the system).",
                size=(24, 8),
                interval="1m",
            ),
            stat(
                "Wasted, as alerts say",
                "joule",
                wasted,
                "Added over all alerts that began while the board's time lasts. Alerts of one run may overlap.",
                overrides=[named("CO2", ("unit", "massg"))],
                size=(6, 8),
            ),
            table(
                "Wasted by rule",
                "joule",
                f'{wasted} GROUP BY "rule", "severity"',
                "Which kind of fault costs most.",
                overrides=[HIDE_TIME, named("CO2", ("unit", "massg"))],
                size=(9, 8),
            ),
            table(
                "Wasted by run",
                "joule",
                f'{wasted} GROUP BY "id"',
                "Which runs waste most. A click on its id opens a run.",
                overrides=[
                    HIDE_TIME,
                    named("CO2", ("unit", "massg")),
                    opens("id", "trainwatt-one-run", "run", "Open the run"),
                ],
                size=(9, 8),
            ),
            table(
                "Energy since the last progress",
                "joule",
                db.last(
                    {
                        "energy": of("total_microjoules"),
                        "plus or minus": of("plus_minus_microjoules"),
                        "since the last progress": of("energy_since_progress_microjoules"),
                        "state": of("state", ""),
                    },
                    runs,
                    ' GROUP BY "id", "name"',
                ),
                "What each run used after it last said how far it was.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(12, 9),
            ),
            table(
                "Nodes by energy of no run",
                "joule",
                db.last(
                    {"of no run": of("unattributed_microjoules"), "measured": of("measured_microjoules")},
                    nodes,
                    ' GROUP BY "id"',
                ),
                "Since each node was first seen. A click on its id opens a node.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-node", "node", "Open the node")],
                size=(12, 9),
            ),
        ],
        [resolution("minutes")],
        [db.alerts('"fingerprint" =~ /./')],
    )
