# SPDX-License-Identifier: Apache-2.0
"""Does Trainwatt itself do its work?"""

from __future__ import annotations

from .board import board
from .influx import Influx, of
from .panels import COLOURS, HIDE_TIME, QUALITIES, Json, bars, coloured, lines, named, opens, stat, table


def make(db: Influx) -> Json:
    nodes = "\"kind\" = 'node'"
    return board(
        "health",
        "Trainwatt: its own health",
        "Does everything that should be measured arrive? (Stages, lag and sinks: the Prometheus board of the same name.)",
        [
            stat(
                "Samples",
                "short",
                'SELECT sum("received") AS "received", sum("missing") AS "missing" FROM (SELECT last("samples_received") AS "received", '
                f'last("samples_missing") AS "missing" FROM {db.total} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter',
                "Of all nodes. Missing ones lose no energy; many of them say that a network or a broker is in trouble.",
                size=(8, 6),
            ),
            stat(
                "Nodes that were heard",
                "short",
                f'SELECT count("received") AS "nodes" FROM (SELECT last("samples_received") AS "received" FROM {db.total} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter',
                "With an account that changed while the board's time lasts.",
                size=(8, 6),
            ),
            stat(
                "Alerts that fire",
                "short",
                f'SELECT count("firing") AS "alerts" FROM {db.alert} WHERE "firing" = true AND $timeFilter',
                "Among those that began while the board's time lasts.",
                size=(8, 6),
            ),
            lines(
                "Samples a second",
                "short",
                db.last(
                    {"samples": 'non_negative_derivative(last("samples_received"), 1s)'},
                    nodes,
                    ' GROUP BY time($__interval), "id" fill(none)',
                ),
                "What arrives from each node; an agent publishes one a second by default.",
                alias="$tag_id",
            ),
            lines(
                "Missing samples",
                "short",
                db.last(
                    {"missing": of("samples_missing", "")},
                    nodes,
                    ' GROUP BY time($__interval), "id" fill(none)',
                ),
                "Sequence numbers not seen so far, of each node. Falls again when a spool is sent.",
                alias="$tag_id",
            ),
            table(
                "When each node was last heard",
                "short",
                db.last(
                    {
                        "received": of("samples_received", ""),
                        "missing": of("samples_missing", ""),
                        "energy": of("total_microjoules"),
                        "plus or minus": of("plus_minus_microjoules"),
                    },
                    nodes,
                    ' GROUP BY "id"',
                ),
                "Time: of the newest account. One far behind the others has an agent, a network or a clock in trouble.",
                overrides=[
                    named("Time", ("displayName", "last heard")),
                    named("energy", ("unit", "joule")),
                    named("plus or minus", ("unit", "joule")),
                    opens("id", "trainwatt-node", "node", "Open the node"),
                ],
            ),
            table(
                "Alerts by rule",
                "short",
                f'SELECT count("firing") AS "alerts" FROM {db.alert} WHERE "fingerprint" =~ /./ AND $timeFilter GROUP BY "rule", "severity"',
                "How many began while the board's time lasts.",
                overrides=[HIDE_TIME],
            ),
            bars(
                "Stretches by quality",
                "short",
                f'SELECT count("energy_microjoules") AS "stretches" FROM "trainwatt_energy" WHERE {nodes} AND $timeFilter GROUP BY time($__interval), "quality" fill(none)',
                f"How many points are written in each interval: a gap is a time of which nothing is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
                size=(24, 8),
            ),
        ],
        [],
        [],
        time="now-6h",
    )
