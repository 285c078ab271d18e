# SPDX-License-Identifier: Apache-2.0
"""What does one node use, device by device?"""

from __future__ import annotations

from .board import board, resolution, variable
from .influx import IN_TOTAL, NODE, NODE_IDS, Influx, of
from .panels import (
    BAND,
    COLOURS,
    HIDE_TIME,
    QUALITIES,
    Json,
    coloured,
    lines,
    named,
    opens,
    pie,
    stack,
    stat,
    table,
)


def make(db: Influx) -> Json:
    each = ' GROUP BY time($__interval), "device" fill(none)'

    def gauge(field: str) -> str:
        return f'SELECT mean("{field}") FROM "trainwatt_gauges" WHERE {NODE} AND $timeFilter{each}'

    return board(
        "node",
        "Trainwatt: node and devices",
        "What does each device of this node use, for whom, and how is it measured?",
        [
            stat(
                "Energy",
                "joule",
                db.last(
                    {"energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules")}, NODE
                ),
                f"Devices in the total, since the node was first seen. {BAND}",
                size=(6, 6),
            ),
            stat(
                "Whose it is",
                "joule",
                db.last(
                    {"of runs": of("attributed_microjoules"), "of no run": of("unattributed_microjoules")},
                    NODE,
                ),
                "Measured = of runs + of no run.",
                size=(6, 6),
            ),
            pie(
                "Energy by quality",
                "joule",
                db.last({quality: of(f"{quality}_microjoules") for quality in COLOURS}, NODE),
                QUALITIES,
                overrides=coloured(COLOURS),
                size=(6, 6),
            ),
            stat(
                "Samples",
                "short",
                db.last({"received": of("samples_received", ""), "missing": of("samples_missing", "")}, NODE),
                "From the agent of this node. Missing ones lose no energy: counters are cumulative.",
                size=(6, 6),
            ),
            stack(
                "Power by device",
                "watt",
                db.power(NODE, "device"),
                "Mean over each interval, devices in the total.",
                alias="$tag_device",
            ),
            stack(
                "Power by quality",
                "watt",
                db.power(NODE, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            lines(
                "Gauges of power",
                "watt",
                gauge("power_watts"),
                "What each device shows of itself, in the total or not.",
                alias="$tag_device",
                size=(8, 8),
            ),
            lines(
                "Utilisation",
                "percentunit",
                gauge("utilization_ratio"),
                "As each device shows it.",
                alias="$tag_device",
                size=(8, 8),
            ),
            lines(
                "Temperature",
                "celsius",
                gauge("temperature_celsius"),
                "As each device shows it.",
                alias="$tag_device",
                size=(8, 8),
            ),
            table(
                "Devices, within the board's time",
                "joule",
                'SELECT sum("energy_microjoules") / 1000000.0 AS "energy", sum("unattributed_microjoules") / 1000000.0 AS "of no run" '
                f'FROM {db.resolution} WHERE {NODE} AND $timeFilter GROUP BY "device", "component", "quality", "in_total"',
                "What each used while the board's time lasts. A device not in the total (a meter over parts, for one) is shown and not added.",
                overrides=[HIDE_TIME, named("in_total", ("displayName", "in the total"))],
            ),
            table(
                "Runs on it, within the board's time",
                "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {db.resolution} WHERE "kind" = \'run\' AND "node" =~ /^${{node:regex}}$/ '
                f'AND $timeFilter AND {IN_TOTAL} GROUP BY "id", "quality"',
                "What each run used of this node while the board's time lasts. A click on its id opens a run.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-one-run", "run", "Open the run")],
            ),
        ],
        [variable("node", "Node", NODE_IDS), resolution("points")],
        [db.alerts(NODE)],
    )
