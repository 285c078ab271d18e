# SPDX-License-Identifier: Apache-2.0
"""Which of these runs got further for less?"""

from __future__ import annotations

from .board import board, resolution, variable
from .influx import ALL_NAMES, RUN_IDS, RUNS, Influx, of
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
    panel,
    pie,
    stack,
    table,
)


def make(db: Influx) -> Json:
    each = ' GROUP BY time($__interval), "id", "name" fill(none)'
    whose = "$tag_name $tag_id"
    return board(
        "compare-runs",
        "Trainwatt: compare runs",
        "Which of these runs got further for the same energy?",
        [
            table(
                "Side by side",
                "joule",
                db.last(
                    {
                        "energy": of("total_microjoules"),
                        "plus or minus": of("plus_minus_microjoules"),
                        **{quality: of(f"{quality}_microjoules") for quality in COLOURS},
                        "CO2": of("co2_location_based_micrograms"),
                        "per step": of("joules_per_step", ""),
                        "per token": of("joules_per_token", ""),
                        "steps": of("steps", ""),
                        "loss": of("loss", ""),
                    },
                    RUNS,
                    ' GROUP BY "name", "id"',
                ),
                f"Each since it began, by quality. {BAND} {QUALITIES}",
                overrides=[
                    HIDE_TIME,
                    named("CO2", ("unit", "massg")),
                    named("steps", ("unit", "short")),
                    named("loss", ("unit", "none"), ("decimals", 4)),
                    opens("id", "trainwatt-one-run", "run", "Open the run"),
                ],
                size=(24, 8),
            ),
            panel(
                "xychart",
                "Loss over energy",
                "joule",
                'SELECT last("total_microjoules") / 1000000.0 AS "energy", last("loss") AS "loss" '
                f'FROM {db.total} WHERE {RUNS} AND $timeFilter GROUP BY time($__interval), "id" fill(none)',
                "The curve that is lower at the same energy is the cheaper way. Each point is the last of an interval.",
                options={
                    "mapping": "auto",
                    "series": [
                        {
                            "pointSize": {"fixed": 3},
                            "x": {"matcher": {"id": "byName", "options": "energy"}},
                            "y": {"matcher": {"id": "byName", "options": "loss"}},
                        }
                    ],
                    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
                    "tooltip": {"mode": "single", "sort": "none"},
                },
                table=True,
                overrides=[named("loss", ("unit", "none"))],
                transformations=[
                    {"id": "partitionByValues", "options": {"fields": ["id"], "keepFields": False}}
                ],
                size=(12, 10),
            ),
            lines(
                "Energy",
                "joule",
                db.last({"energy": of("total_microjoules")}, RUNS, each),
                "Since each began.",
                alias=whose,
                size=(12, 10),
            ),
            lines(
                "Loss",
                "none",
                db.last({"loss": of("loss", "")}, RUNS, each),
                "As each training reports it.",
                alias=whose,
                decimals=3,
                calcs=["lastNotNull", "min"],
            ),
            lines(
                "Energy per token",
                "joule",
                db.last({"per token": of("joules_per_token", "")}, RUNS, each),
                "Since each began.",
                alias=whose,
            ),
            stack(
                "Power",
                "watt",
                db.power(RUNS, "id"),
                "Mean over each interval of what the devices in the total used for each.",
                alias="$tag_id",
            ),
            pie(
                "Energy within the board's time, by quality",
                "joule",
                db.energy(RUNS, '"quality"'),
                f"Of all runs chosen. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
        ],
        [ALL_NAMES, variable("runs", "Runs", RUN_IDS, sort=2, multi=True, all=True), resolution("minutes")],
        [db.alerts(RUNS)],
    )
