# SPDX-License-Identifier: Apache-2.0
"""What does one run use, and what does it get for it?"""

from __future__ import annotations

from .board import board, resolution, variable
from .influx import ACTIVITIES, ALL_NAMES, IN_TOTAL, KEY, NODE, RUN, RUN_IDS, Influx, of
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
    whose = (
        'SELECT sum("runs") AS "runs", sum("nobody") AS "nobody" FROM (SELECT (sum("energy_microjoules") - '
        'sum("unattributed_microjoules")) * 1.0 / sum("duration_micros") AS "runs", '
        'sum("unattributed_microjoules") * 1.0 / sum("duration_micros") AS "nobody" '
        f"FROM {db.resolution} WHERE {NODE} AND $timeFilter AND {IN_TOTAL} "
        f"GROUP BY time($__interval), {KEY}) WHERE $timeFilter GROUP BY time($__interval) fill(none)"
    )
    each = " GROUP BY time($__interval) fill(none)"
    total = '"total_microjoules"'
    width = '"plus_minus_microjoules"'
    return board(
        "one-run",
        "Trainwatt: one run",
        "What one training run uses, how well that is known, and what it gets for it.",
        [
            stat(
                "Energy",
                "joule",
                db.last(
                    {"energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules")}, RUN
                ),
                f"All devices in the total, since the run began. {BAND}",
                size=(5, 6),
            ),
            pie(
                "Energy by quality",
                "joule",
                db.last({quality: of(f"{quality}_microjoules") for quality in COLOURS}, RUN),
                QUALITIES,
                size=(5, 6),
                overrides=coloured(COLOURS),
            ),
            stat(
                "CO2, location-based",
                "massg",
                db.last(
                    {
                        "CO2": of("co2_location_based_micrograms"),
                        "plus or minus": of("co2_location_based_plus_minus_micrograms"),
                    },
                    RUN,
                ),
                "What the grid gives where the node stands, GHG Protocol scope 2, with its band from the energy's.",
                size=(5, 6),
            ),
            stat(
                "Energy per work",
                "joule",
                db.last(
                    {"per token": of("joules_per_token", ""), "per step": of("joules_per_step", "")}, RUN
                ),
                "Energy between the first and the last progress over the work between them. Its quality is that of the energy, beside.",
                size=(5, 6),
            ),
            stat(
                "Energy since the last progress",
                "joule",
                db.last({"since the last progress": of("energy_since_progress_microjoules")}, RUN),
                "What the run used after it last said how far it is: wasted, if it hangs.",
                size=(4, 6),
            ),
            stack(
                "Power by component",
                "watt",
                db.power(RUN, "component"),
                "Mean over each interval of what the devices in the total used for this run.",
                alias="$tag_component",
            ),
            stack(
                "Power by quality",
                "watt",
                db.power(RUN, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            lines(
                "Energy with its band",
                "joule",
                db.last(
                    {
                        "energy": f"last({total}) / 1000000.0",
                        "at most": f"(last({total}) + last({width})) / 1000000.0",
                        "at least": f"(last({total}) - last({width})) / 1000000.0",
                    },
                    RUN,
                    each,
                ),
                "Energy since the run began; the shade is its band (k = 2).",
                overrides=[
                    named(
                        "at most",
                        ("custom.lineWidth", 0),
                        ("custom.fillBelowTo", "at least"),
                        ("custom.fillOpacity", 15),
                    ),
                    named("at least", ("custom.lineWidth", 0)),
                ],
                calcs=["lastNotNull"],
            ),
            lines(
                "Loss",
                "none",
                'SELECT mean("loss") AS "loss", mean("validation_loss") AS "validation loss" '
                f'FROM "trainwatt_progress" WHERE {RUN} AND $timeFilter{each}',
                "As the training reports it; a loss that is no number leaves a gap here and a mark in the row of alerts.",
                decimals=3,
                calcs=["lastNotNull", "min"],
            ),
            pie(
                "What it used the energy for",
                "joule",
                db.last({name: of(field) for name, field in ACTIVITIES.items()}, RUN),
                "Since it began, by what it said it was doing; the parts sum to the total. Not told: no progress was reported.",
                size=(12, 8),
            ),
            stat(
                "Wasted",
                "joule",
                db.last({"wasted": of("wasted_microjoules"), "idle": of("idle_microjoules")}, RUN),
                "Idle, waiting for data and after the last progress, each joule once. Its quality is that of the energy, above.",
                size=(12, 8),
            ),
            lines(
                "Energy per token",
                "joule",
                db.last({"per token": of("joules_per_token", "")}, RUN, each),
                "Since the run began. Falls at first, as the start is paid off.",
                size=(8, 8),
            ),
            lines(
                "Tokens per second",
                "short",
                db.last({"tokens": 'non_negative_derivative(last("tokens"), 1s)'}, RUN, each),
                "Of all ranks.",
                size=(8, 8),
            ),
            stack(
                "Whose power it is on the run's nodes",
                "watt",
                whose,
                "What the run's nodes drew while the board's time lasts: by all runs, and by nobody.",
                size=(8, 8),
            ),
            table(
                "Energy by device, within the board's time",
                "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {db.resolution} WHERE {RUN} AND $timeFilter '
                'GROUP BY "node", "device", "component", "quality", "in_total"',
                "What each device used for this run while the board's time lasts. A device not in the total is shown and not added.",
                overrides=[
                    HIDE_TIME,
                    named("in_total", ("displayName", "in the total")),
                    opens("node", "trainwatt-node", "node", "Open the node"),
                ],
                size=(24, 8),
            ),
            db.alert_table(RUN),
        ],
        [
            ALL_NAMES,
            variable("run", "Run", RUN_IDS, sort=2),
            variable(
                "node",
                "Node",
                f'SHOW TAG VALUES FROM "trainwatt_energy" WITH KEY = "node" WHERE {RUN}',
                multi=True,
                all=True,
            ),
            resolution("points"),
        ],
        [db.alerts(RUN), db.phases(RUN)],
    )
