# SPDX-License-Identifier: Apache-2.0
"""What does it emit, by both of scope 2's views?"""

from __future__ import annotations

from .board import board, resolution, variable
from .influx import IN_TOTAL, NODE, NODE_IDS, Influx, of
from .panels import BAND, COLOURS, HIDE_TIME, QUALITIES, Json, bars, coloured, named, opens, stat, table


def make(db: Influx) -> Json:
    nodes = NODE
    both = {"location-based": "co2_location_based_micrograms", "market-based": "co2_market_based_micrograms"}

    def hourly(method: str) -> str:
        # One tenth of a gram an hour is 1e5 micrograms: a difference of what is cumulative.
        return (
            f'SELECT sum("grams") AS "{method}" FROM (SELECT difference(last("{both[method]}")) / 1000000.0 AS "grams" '
            f'FROM {db.total} WHERE {nodes} AND $timeFilter GROUP BY time($__interval), "id" fill(none)) '
            "WHERE $timeFilter GROUP BY time($__interval) fill(none)"
        )

    def factor(method: str) -> str:
        field = both[method]
        # micrograms a microjoule, times 3.6e6, are grams a kilowatt hour
        return (
            f'SELECT sum("co2") * 3600000.0 / sum("energy") AS "{method}" FROM (SELECT last("{field}") AS "co2", '
            f'last("total_microjoules") AS "energy" FROM {db.total} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter'
        )

    return board(
        "carbon",
        "Trainwatt: carbon",
        "What CO2 does the energy stand for, by both views of scope 2, and in which hours?",
        [
            stat(
                "CO2, location-based",
                "massg",
                db.added(
                    {
                        "CO2": both["location-based"],
                        "plus or minus": "co2_location_based_plus_minus_micrograms",
                    },
                    nodes,
                ),
                "GHG Protocol scope 2: the mean of the grid where each node stands. The band is the energy's; the factor's own error is not in it.",
                size=(6, 6),
            ),
            stat(
                "CO2, market-based",
                "massg",
                db.added(
                    {"CO2": both["market-based"], "plus or minus": "co2_market_based_plus_minus_micrograms"},
                    nodes,
                ),
                "GHG Protocol scope 2: what was contracted, else the residual mix. Never netted with the other view.",
                size=(6, 6),
            ),
            stat(
                "Energy",
                "joule",
                db.added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
                f"What the CO2 above is of. {BAND}",
                size=(6, 6),
            ),
            stat(
                "Grams a kilowatt hour",
                "none",
                [factor("location-based"), factor("market-based")],
                "CO2 over energy of the nodes chosen, both since each was first seen: the factor they met on the whole, with PUE.",
                size=(6, 6),
            ),
            bars(
                "CO2 by interval",
                "massg",
                [hourly("location-based"), hourly("market-based")],
                "Grams in each interval, by both views beside each other, not stacked. A corrected factor shows in the interval in which it came.",
                overrides=[
                    named("location-based", ("custom.stacking", {"mode": "none"})),
                    named("market-based", ("custom.stacking", {"mode": "none"})),
                ],
                interval="1m",
                size=(24, 9),
            ),
            bars(
                "Energy by interval and quality",
                "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {db.resolution} WHERE {nodes} AND $timeFilter AND {IN_TOTAL} GROUP BY time($__interval), "quality" fill(none)',
                f"Joules in each interval: hours with much energy and a dirty grid are worth moving. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
                interval="1m",
                size=(24, 9),
            ),
            table(
                "Runs",
                "massg",
                db.last(
                    {
                        "location-based": of("co2_location_based_micrograms"),
                        "plus or minus": of("co2_location_based_plus_minus_micrograms"),
                        "market-based": of("co2_market_based_micrograms"),
                        "energy": of("total_microjoules"),
                    },
                    "\"kind\" = 'run'",
                    ' GROUP BY "name", "id"',
                ),
                "Each since it began. A click on its id opens a run.",
                overrides=[
                    HIDE_TIME,
                    named("energy", ("unit", "joule")),
                    opens("id", "trainwatt-one-run", "run", "Open the run"),
                ],
                size=(24, 9),
            ),
        ],
        [variable("node", "Node", NODE_IDS, multi=True, all=True), resolution("hours")],
        [],
        time="now-24h",
    )
