#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the boards: `dashboards/build.py` after a change here, `--check` to see they are current.

`--kept POLICY --to FOLDER` writes others, for a site that keeps minutes, hours and alerts in a
retention policy of their own while raw points go to the default one.

Each board answers one question in InfluxQL (in this folder) or PromQL (in prometheus/). What all
have in common (units, quality, band, links, annotations) is said once, here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]

INFLUX = {"type": "influxdb", "uid": "${datasource}"}
PROMETHEUS = {"type": "prometheus", "uid": "${datasource}"}
BAND = "Half the width of its band (k = 2) beside it: the truth lies within in about 95 of 100 cases."
QUALITIES = (
    "Counted: from the hardware's own energy counter. Integrated: from a power gauge. "
    "Modelled: from how busy the device was."
)
# Raw points, minutes or hours: the same tags and fields.
KEPT = sys.argv[sys.argv.index("--kept") + 1] if "--kept" in sys.argv else ""
TO = Path(sys.argv[sys.argv.index("--to") + 1]) if "--to" in sys.argv else HERE
RESOLUTION = "/^${resolution:regex}$/" + (f', "{KEPT}"./^${{resolution:regex}}$/' if KEPT else "")
TOTAL = '"trainwatt_total"' + (f', "{KEPT}"."trainwatt_total_1h"' if KEPT else "")
ALERT = f'"{KEPT}"."trainwatt_alert"' if KEPT else '"trainwatt_alert"'
RUN = "\"kind\" = 'run' AND \"id\" =~ /^${run:regex}$/"
RUNS = "\"kind\" = 'run' AND \"id\" =~ /^${runs:regex}$/"
NODE = "\"kind\" = 'node' AND \"id\" =~ /^${node:regex}$/"
IN_TOTAL = "\"in_total\" = 'true'"
KEY = '"node", "device", "component", "quality"'
# What a run was doing while it used energy: they sum to the total.
ACTIVITIES = {
    "training": "training_microjoules",
    "setup": "setup_microjoules",
    "evaluation": "evaluation_microjoules",
    "checkpoint": "checkpoint_microjoules",
    "waiting for data": "data_wait_microjoules",
    "after the last progress": "after_last_progress_microjoules",
    "not told": "untold_microjoules",
}
COLOURS = {"counted": "green", "integrated": "blue", "modelled": "orange"}


# --- parts of a board -----------------------------------------------------------------------------


def stat(title: str, unit: str, query: str | list[str], about: str, **more: Any) -> Json:
    options = {
        "colorMode": "none",
        "graphMode": "none",
        "justifyMode": "auto",
        "orientation": "horizontal",
        "textMode": "value_and_name",
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
    }
    return panel("stat", title, unit, query, about, options=options, **more)


def pie(title: str, unit: str, query: str, about: str, **more: Any) -> Json:
    options = {
        "pieType": "donut",
        "displayLabels": ["percent"],
        "legend": {
            "displayMode": "table",
            "placement": "right",
            "showLegend": True,
            "values": ["value", "percent"],
        },
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "tooltip": {"mode": "multi", "sort": "none"},
    }
    return panel("piechart", title, unit, query, about, options=options, **more)


def lines(title: str, unit: str, query: str | list[str], about: str, **more: Any) -> Json:
    return series(title, unit, query, about, {"lineWidth": 2, "fillOpacity": 0}, **more)


def stack(title: str, unit: str, query: str, about: str, **more: Any) -> Json:
    stacked = {"mode": "normal", "group": "A"}
    look = {"lineWidth": 1, "fillOpacity": 60, "stacking": stacked}
    return series(title, unit, query, about, look, **more)


def bars(title: str, unit: str, query: str | list[str], about: str, **more: Any) -> Json:
    stacked = {"mode": "normal", "group": "A"}
    look = {"drawStyle": "bars", "lineWidth": 1, "fillOpacity": 80, "stacking": stacked}
    return series(title, unit, query, about, look, **more)


def series(
    title: str, unit: str, query: str | list[str], about: str, look: Json, **more: Any
) -> Json:
    custom = {"drawStyle": "line", "showPoints": "never", "spanNulls": False, **look}
    options = {
        "legend": {
            "displayMode": "table",
            "placement": "bottom",
            "showLegend": True,
            "calcs": more.pop("calcs", ["lastNotNull", "max"]),
        },
        "tooltip": {"mode": "multi", "sort": "desc"},
    }
    return panel("timeseries", title, unit, query, about, custom=custom, options=options, **more)


def table(title: str, unit: str, query: str, about: str, **more: Any) -> Json:
    options = {"showHeader": True, "cellHeight": "sm"}
    return panel("table", title, unit, query, about, options=options, table=True, **more)


def panel(
    kind: str,
    title: str,
    unit: str,
    query: str | list[str],
    about: str,
    *,
    options: Json,
    size: tuple[int, int] = (12, 9),
    alias: str = "$col",
    table: bool = False,
    custom: Json | None = None,
    decimals: int | None = None,
    overrides: list[Json] | None = None,
    transformations: list[Json] | None = None,
    interval: str | None = None,
) -> Json:
    defaults: Json = {"unit": unit}
    if decimals is not None:
        defaults["decimals"] = decimals
    if custom:
        defaults["custom"] = custom
    queries = [query] if isinstance(query, str) else query
    made: Json = {
        "type": kind,
        "title": title,
        "description": about,
        "size": size,
        "fieldConfig": {"defaults": defaults, "overrides": overrides or []},
        "options": options,
        "targets": [
            {
                "refId": chr(ord("A") + i),
                "query": text,
                "resultFormat": "table" if table else "time_series",
                "alias": alias,
            }
            for i, text in enumerate(queries)
        ],
    }
    if transformations:
        made["transformations"] = transformations
    if interval:
        made["interval"] = interval
    return made


def named(name: str, *properties: tuple[str, Any]) -> Json:
    """A column's or series' own look."""
    return {
        "matcher": {"id": "byName", "options": name},
        "properties": [{"id": key, "value": value} for key, value in properties],
    }


def coloured(colours: dict[str, str]) -> list[Json]:
    return [
        named(name, ("color", {"mode": "fixed", "fixedColor": colour}))
        for name, colour in colours.items()
    ]


def opens(column: str, board: str, variable: str, title: str) -> Json:
    """A column whose values open another board."""
    url = (
        f"/d/{board}?var-datasource=${{datasource}}&var-{variable}=${{__value.raw:percentencode}}"
        "&${__url_time_range}"
    )
    return named(column, ("links", [{"title": title, "url": url, "targetBlank": False}]))


HIDE_TIME = named("Time", ("custom.hidden", True))
SINCE = named("Time", ("displayName", "since"))


def variable(name: str, label: str, query: str, **more: Any) -> Json:
    return {
        "name": name,
        "label": label,
        "type": "query",
        "datasource": INFLUX,
        "query": query,
        "refresh": 2,
        "sort": more.get("sort", 1),
        "multi": more.get("multi", False),
        "includeAll": more.get("all", False),
        "hide": 0,
        "regex": "",
        "options": [],
        **({"allValue": ".*"} if more.get("all") else {}),
    }


def source(kind: str) -> Json:
    return {
        "name": "datasource",
        "label": "Data source",
        "type": "datasource",
        "query": kind,
        "regex": "",
        "hide": 0,
        "multi": False,
        "includeAll": False,
        "refresh": 1,
        "options": [],
    }


def resolution(chosen: str) -> Json:
    choices = {"points": "trainwatt_energy", "minutes": "trainwatt_energy_1m", "hours": "trainwatt_energy_1h"}
    options = [
        {"text": text, "value": value, "selected": text == chosen}
        for text, value in choices.items()
    ]
    return {
        "name": "resolution",
        "label": "Resolution",
        "type": "custom",
        "query": ",".join(f"{text} : {value}" for text, value in choices.items()),
        "current": {"text": chosen, "value": choices[chosen]},
        "options": options,
        "hide": 0,
        "multi": False,
        "includeAll": False,
    }


ALL_NAMES = variable(
    "name",
    "Name",
    "SHOW TAG VALUES FROM \"trainwatt_total\" WITH KEY = \"name\" WHERE \"kind\" = 'run'",
    all=True,
)
OF_NAME = "\"kind\" = 'run' AND \"name\" =~ /^${name:regex}$/"
RUN_IDS = f'SHOW TAG VALUES FROM "trainwatt_total" WITH KEY = "id" WHERE {OF_NAME}'
NODE_IDS = "SHOW TAG VALUES FROM \"trainwatt_total\" WITH KEY = \"id\" WHERE \"kind\" = 'node'"


def annotation(name: str, colour: str, query: str, text: str, tags: str) -> Json:
    return {
        "name": name,
        "datasource": INFLUX,
        "enable": True,
        "hide": False,
        "iconColor": colour,
        "target": {
            "refId": "Anno",
            "query": query,
            "fromAnnotations": True,
            "textColumn": text,
            "tagsColumn": tags,
            "titleColumn": "",
            "timeEndColumn": "",
        },
    }


def alerts(where: str) -> Json:
    query = f'SELECT "summary", "rule", "severity" FROM {ALERT} WHERE {where} AND $timeFilter'
    return annotation("Alerts", "red", query, "summary", "rule,severity")


def phases(where: str) -> Json:
    query = (
        'SELECT first("phase") AS "phase" FROM "trainwatt_progress" '
        f"WHERE {where} AND \"phase\" != 'training' AND $timeFilter GROUP BY time($__interval) fill(none)"
    )
    return annotation("Phases", "blue", query, "phase", "")


def power(where: str, by: str, key: str = KEY) -> str:
    """Watts: what each device used over the time it was measured, added up."""
    inner = (
        'SELECT sum("energy_microjoules") * 1.0 / sum("duration_micros") AS "watts" '
        f'FROM {RESOLUTION} WHERE {where} AND $timeFilter AND {IN_TOTAL} '
        f"GROUP BY time($__interval), \"id\", {key}"
    )
    group = f', "{by}"' if by else ""
    return (
        f'SELECT sum("watts") AS "watts" FROM ({inner}) WHERE $timeFilter '
        f"GROUP BY time($__interval){group} fill(none)"
    )


def energy(where: str, by: str = "") -> str:
    group = f" GROUP BY {by}" if by else ""
    return (
        'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" '
        f'FROM {RESOLUTION} WHERE {where} AND $timeFilter AND {IN_TOTAL}{group}'
    )


def last(fields: dict[str, str], where: str, group: str = "") -> str:
    columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
    return f'SELECT {columns} FROM {TOTAL} WHERE {where} AND $timeFilter{group}'


def of(field: str, scale: str = " / 1000000.0") -> str:
    return f'last("{field}"){scale}'


def added(fields: dict[str, str], where: str, by: str = '"id"') -> str:
    """The last of each subject, added up."""
    inner = ", ".join(f'last("{field}") AS "{name}"' for name, field in fields.items())
    outer = ", ".join(f'sum("{name}") / 1000000.0 AS "{name}"' for name in fields)
    return (
        f'SELECT {outer} FROM (SELECT {inner} FROM {TOTAL} '
        f"WHERE {where} AND $timeFilter GROUP BY {by}) WHERE $timeFilter"
    )


def alert_table(where: str, title: str = "Alerts") -> Json:
    query = (
        'SELECT "severity", "rule", "kind", "id", "firing", "summary", "remedy", '
        '"wasted_microjoules" / 1000000.0 AS "wasted" '
        f'FROM {ALERT} WHERE {where} AND $timeFilter'
    )
    return table(
        title,
        "none",
        query,
        "What is wrong or was, since when, and what to do. Wasted: energy used in vain since then.",
        overrides=[
            SINCE,
            named("wasted", ("unit", "joule")),
            opens("id", "trainwatt-one-run", "run", "Open the run"),
        ],
        size=(24, 8),
    )


# --- the boards -----------------------------------------------------------------------------------


def fleet() -> Json:
    nodes = "\"kind\" = 'node'"
    runs = "\"kind\" = 'run'"
    return board(
        "fleet",
        "Trainwatt: fleet now",
        "What all nodes draw now, for which runs, how well that is known, and what is wrong.",
        [
            stat("Power", "watt", power(nodes, ""), "All devices in the total, newest interval.", size=(5, 6), alias="now"),
            pie(
                "Energy by quality",
                "joule",
                energy(nodes, '"quality"'),
                f"While the board's time lasts. {QUALITIES}",
                size=(6, 6),
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            stat(
                "Energy so far",
                "joule",
                added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
                f"Of all nodes, since each was first seen. {BAND} Bands of nodes are added as if they erred together.",
                size=(5, 6),
            ),
            stat(
                "Energy of no run",
                "joule",
                added({"of runs": "attributed_microjoules", "of no run": "unattributed_microjoules"}, nodes),
                "Of all nodes, since each was first seen: what runs used, and what belonged to nobody.",
                size=(4, 6),
            ),
            stat(
                "CO2, location-based",
                "massg",
                added({"CO2": "co2_location_based_micrograms", "plus or minus": "co2_location_based_plus_minus_micrograms"}, nodes),
                "Of all nodes, by the grid where each stands, with the band that comes from the energy's.",
                size=(4, 6),
            ),
            stack("Power by node", "watt", power(nodes, "id"), "Mean over each interval, devices in the total.", alias="$tag_id"),
            stack(
                "Power by quality",
                "watt",
                power(nodes, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            table(
                "Runs",
                "joule",
                last(
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
                overrides=[HIDE_TIME, named("CO2", ("unit", "massg")), opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(14, 10),
            ),
            table(
                "Nodes",
                "joule",
                last(
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
            alert_table("\"fingerprint\" =~ /./"),
        ],
        [resolution("points")],
        [alerts("\"fingerprint\" =~ /./")],
    )


def one_run() -> Json:
    whose = (
        'SELECT sum("runs") AS "runs", sum("nobody") AS "nobody" FROM (SELECT (sum("energy_microjoules") - '
        'sum("unattributed_microjoules")) * 1.0 / sum("duration_micros") AS "runs", '
        'sum("unattributed_microjoules") * 1.0 / sum("duration_micros") AS "nobody" '
        f'FROM {RESOLUTION} WHERE {NODE} AND $timeFilter AND {IN_TOTAL} '
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
                last({"energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules")}, RUN),
                f"All devices in the total, since the run began. {BAND}",
                size=(5, 6),
            ),
            pie(
                "Energy by quality",
                "joule",
                last({quality: of(f"{quality}_microjoules") for quality in COLOURS}, RUN),
                QUALITIES,
                size=(5, 6),
                overrides=coloured(COLOURS),
            ),
            stat(
                "CO2, location-based",
                "massg",
                last({"CO2": of("co2_location_based_micrograms"), "plus or minus": of("co2_location_based_plus_minus_micrograms")}, RUN),
                "What the grid gives where the node stands, GHG Protocol scope 2, with its band from the energy's.",
                size=(5, 6),
            ),
            stat(
                "Energy per work",
                "joule",
                last({"per token": of("joules_per_token", ""), "per step": of("joules_per_step", "")}, RUN),
                "Energy between the first and the last progress over the work between them. Its quality is that of the energy, beside.",
                size=(5, 6),
            ),
            stat(
                "Energy since the last progress",
                "joule",
                last({"since the last progress": of("energy_since_progress_microjoules")}, RUN),
                "What the run used after it last said how far it is: wasted, if it hangs.",
                size=(4, 6),
            ),
            stack("Power by component", "watt", power(RUN, "component"), "Mean over each interval of what the devices in the total used for this run.", alias="$tag_component"),
            stack(
                "Power by quality",
                "watt",
                power(RUN, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            lines(
                "Energy with its band",
                "joule",
                last(
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
                    named("at most", ("custom.lineWidth", 0), ("custom.fillBelowTo", "at least"), ("custom.fillOpacity", 15)),
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
                last({name: of(field) for name, field in ACTIVITIES.items()}, RUN),
                "Since it began, by what it said it was doing; the parts sum to the total. Not told: no progress was reported.",
                size=(12, 8),
            ),
            stat(
                "Wasted",
                "joule",
                last({"wasted": of("wasted_microjoules"), "idle": of("idle_microjoules")}, RUN),
                "Idle, waiting for data and after the last progress, each joule once. Its quality is that of the energy, above.",
                size=(12, 8),
            ),
            lines("Energy per token", "joule", last({"per token": of("joules_per_token", "")}, RUN, each), "Since the run began. Falls at first, as the start is paid off.", size=(8, 8)),
            lines(
                "Tokens per second",
                "short",
                last({"tokens": 'non_negative_derivative(last("tokens"), 1s)'}, RUN, each),
                "Of all ranks.",
                size=(8, 8),
            ),
            stack("Whose power it is on the run's nodes", "watt", whose, "What the run's nodes drew while the board's time lasts: by all runs, and by nobody.", size=(8, 8)),
            table(
                "Energy by device, within the board's time",
                "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {RESOLUTION} WHERE {RUN} AND $timeFilter '
                'GROUP BY "node", "device", "component", "quality", "in_total"',
                "What each device used for this run while the board's time lasts. A device not in the total is shown and not added.",
                overrides=[HIDE_TIME, named("in_total", ("displayName", "in the total")), opens("node", "trainwatt-node", "node", "Open the node")],
                size=(24, 8),
            ),
            alert_table(RUN),
        ],
        [
            ALL_NAMES,
            variable("run", "Run", RUN_IDS, sort=2),
            variable("node", "Node", f'SHOW TAG VALUES FROM "trainwatt_energy" WITH KEY = "node" WHERE {RUN}', multi=True, all=True),
            resolution("points"),
        ],
        [alerts(RUN), phases(RUN)],
    )


def compare() -> Json:
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
                last(
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
                f'FROM {TOTAL} WHERE {RUNS} AND $timeFilter GROUP BY time($__interval), "id" fill(none)',
                "The curve that is lower at the same energy is the cheaper way. Each point is the last of an interval.",
                options={
                    "mapping": "auto",
                    "series": [{"pointSize": {"fixed": 3}, "x": {"matcher": {"id": "byName", "options": "energy"}}, "y": {"matcher": {"id": "byName", "options": "loss"}}}],
                    "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
                    "tooltip": {"mode": "single", "sort": "none"},
                },
                table=True,
                overrides=[named("loss", ("unit", "none"))],
                transformations=[{"id": "partitionByValues", "options": {"fields": ["id"], "keepFields": False}}],
                size=(12, 10),
            ),
            lines("Energy", "joule", last({"energy": of("total_microjoules")}, RUNS, each), "Since each began.", alias=whose, size=(12, 10)),
            lines("Loss", "none", last({"loss": of("loss", "")}, RUNS, each), "As each training reports it.", alias=whose, decimals=3, calcs=["lastNotNull", "min"]),
            lines("Energy per token", "joule", last({"per token": of("joules_per_token", "")}, RUNS, each), "Since each began.", alias=whose),
            stack("Power", "watt", power(RUNS, "id"), "Mean over each interval of what the devices in the total used for each.", alias="$tag_id"),
            pie("Energy within the board's time, by quality", "joule", energy(RUNS, '"quality"'), f"Of all runs chosen. {QUALITIES}", alias="$tag_quality", overrides=coloured(COLOURS)),
        ],
        [ALL_NAMES, variable("runs", "Runs", RUN_IDS, sort=2, multi=True, all=True), resolution("minutes")],
        [alerts(RUNS)],
    )


def waste() -> Json:
    nodes = "\"kind\" = 'node'"
    runs = "\"kind\" = 'run'"
    owners = (
        'SELECT sum("runs") AS "of runs", sum("nobody") AS "of no run" FROM (SELECT (sum("energy_microjoules") - '
        'sum("unattributed_microjoules")) / 1000000.0 AS "runs", sum("unattributed_microjoules") / 1000000.0 AS "nobody" '
        f'FROM {RESOLUTION} WHERE {nodes} AND $timeFilter AND {IN_TOTAL} '
        f'GROUP BY time($__interval), "id", {KEY}) WHERE $timeFilter GROUP BY time($__interval) fill(none)'
    )
    wasted = (
        'SELECT sum("wasted_microjoules") / 1000000.0 AS "wasted", sum("wasted_micrograms_co2") / 1000000.0 AS "CO2" '
        f"FROM {ALERT} WHERE \"fingerprint\" =~ /./ AND $timeFilter"
    )
    return board(
        "waste",
        "Trainwatt: where the energy goes",
        "How much of the energy did no work, and what would end that?",
        [
            stat(
                "Whose energy it is",
                "joule",
                added({"measured": "measured_microjoules", "of runs": "attributed_microjoules", "of no run": "unattributed_microjoules"}, nodes),
                "Of all nodes, since each was first seen: measured = of runs + of no run.",
                size=(8, 6),
            ),
            stat(
                "Energy with its band",
                "joule",
                added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
                f"Of all nodes. {BAND} Bands of nodes are added as if they erred together.",
                size=(6, 6),
            ),
            pie("By quality", "joule", energy(nodes, '"quality"'), f"While the board's time lasts. {QUALITIES}", alias="$tag_quality", overrides=coloured(COLOURS), size=(5, 6)),
            pie("By component", "joule", energy(nodes, '"component"'), "Energy of all nodes while the board's time lasts, by part.", alias="$tag_component", size=(5, 6)),
            pie(
                "What runs used it for",
                "joule",
                added(ACTIVITIES, runs),
                "All runs with energy while the board's time lasts, since each began, by what each said it was doing. Not told: no progress was reported.",
                size=(12, 8),
            ),
            table(
                "What each run used it for",
                "joule",
                last(
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
            bars("Energy of runs and of no run", "joule", owners, "In each interval: what runs used, and what belonged to nobody (idle nodes, the system).", size=(24, 8), interval="1m"),
            stat("Wasted, as alerts say", "joule", wasted, "Added over all alerts that began while the board's time lasts. Alerts of one run may overlap.", overrides=[named("CO2", ("unit", "massg"))], size=(6, 8)),
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
                overrides=[HIDE_TIME, named("CO2", ("unit", "massg")), opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(9, 8),
            ),
            table(
                "Energy since the last progress",
                "joule",
                last({"energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules"), "since the last progress": of("energy_since_progress_microjoules"), "state": of("state", "")}, runs, ' GROUP BY "id", "name"'),
                "What each run used after it last said how far it was.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(12, 9),
            ),
            table(
                "Nodes by energy of no run",
                "joule",
                last({"of no run": of("unattributed_microjoules"), "measured": of("measured_microjoules")}, nodes, ' GROUP BY "id"'),
                "Since each node was first seen. A click on its id opens a node.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-node", "node", "Open the node")],
                size=(12, 9),
            ),
        ],
        [resolution("minutes")],
        [alerts("\"fingerprint\" =~ /./")],
    )


def carbon() -> Json:
    nodes = NODE
    both = {"location-based": "co2_location_based_micrograms", "market-based": "co2_market_based_micrograms"}

    def hourly(method: str) -> str:
        # One tenth of a gram an hour is 1e5 micrograms: a difference of what is cumulative.
        return (
            f'SELECT sum("grams") AS "{method}" FROM (SELECT difference(last("{both[method]}")) / 1000000.0 AS "grams" '
            f'FROM {TOTAL} WHERE {nodes} AND $timeFilter GROUP BY time($__interval), "id" fill(none)) '
            "WHERE $timeFilter GROUP BY time($__interval) fill(none)"
        )

    def factor(method: str) -> str:
        field = both[method]
        # micrograms a microjoule, times 3.6e6, are grams a kilowatt hour
        return (
            f'SELECT sum("co2") * 3600000.0 / sum("energy") AS "{method}" FROM (SELECT last("{field}") AS "co2", '
            f'last("total_microjoules") AS "energy" FROM {TOTAL} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter'
        )

    return board(
        "carbon",
        "Trainwatt: carbon",
        "What CO2 does the energy stand for, by both views of scope 2, and in which hours?",
        [
            stat(
                "CO2, location-based",
                "massg",
                added({"CO2": both["location-based"], "plus or minus": "co2_location_based_plus_minus_micrograms"}, nodes),
                "GHG Protocol scope 2: the mean of the grid where each node stands. The band is the energy's; the factor's own error is not in it.",
                size=(6, 6),
            ),
            stat(
                "CO2, market-based",
                "massg",
                added({"CO2": both["market-based"], "plus or minus": "co2_market_based_plus_minus_micrograms"}, nodes),
                "GHG Protocol scope 2: what was contracted, else the residual mix. Never netted with the other view.",
                size=(6, 6),
            ),
            stat(
                "Energy",
                "joule",
                added({"energy": "total_microjoules", "plus or minus": "plus_minus_microjoules"}, nodes),
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
                overrides=[named("location-based", ("custom.stacking", {"mode": "none"})), named("market-based", ("custom.stacking", {"mode": "none"}))],
                interval="1m",
                size=(24, 9),
            ),
            bars("Energy by interval and quality", "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {RESOLUTION} WHERE {nodes} AND $timeFilter AND {IN_TOTAL} GROUP BY time($__interval), "quality" fill(none)',
                f"Joules in each interval: hours with much energy and a dirty grid are worth moving. {QUALITIES}",
                alias="$tag_quality", overrides=coloured(COLOURS), interval="1m", size=(24, 9)),
            table(
                "Runs",
                "massg",
                last(
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
                overrides=[HIDE_TIME, named("energy", ("unit", "joule")), opens("id", "trainwatt-one-run", "run", "Open the run")],
                size=(24, 9),
            ),
        ],
        [variable("node", "Node", NODE_IDS, multi=True, all=True), resolution("hours")],
        [],
        time="now-24h",
    )


def node() -> Json:
    each = " GROUP BY time($__interval), \"device\" fill(none)"

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
                last({"energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules")}, NODE),
                f"Devices in the total, since the node was first seen. {BAND}",
                size=(6, 6),
            ),
            stat(
                "Whose it is",
                "joule",
                last({"of runs": of("attributed_microjoules"), "of no run": of("unattributed_microjoules")}, NODE),
                "Measured = of runs + of no run.",
                size=(6, 6),
            ),
            pie("Energy by quality", "joule", last({quality: of(f"{quality}_microjoules") for quality in COLOURS}, NODE), QUALITIES, overrides=coloured(COLOURS), size=(6, 6)),
            stat(
                "Samples",
                "short",
                last({"received": of("samples_received", ""), "missing": of("samples_missing", "")}, NODE),
                "From the agent of this node. Missing ones lose no energy: counters are cumulative.",
                size=(6, 6),
            ),
            stack("Power by device", "watt", power(NODE, "device"), "Mean over each interval, devices in the total.", alias="$tag_device"),
            stack(
                "Power by quality",
                "watt",
                power(NODE, "quality"),
                f"The same power, by how well it is known. {QUALITIES}",
                alias="$tag_quality",
                overrides=coloured(COLOURS),
            ),
            lines("Gauges of power", "watt", gauge("power_watts"), "What each device shows of itself, in the total or not.", alias="$tag_device", size=(8, 8)),
            lines("Utilisation", "percentunit", gauge("utilization_ratio"), "As each device shows it.", alias="$tag_device", size=(8, 8)),
            lines("Temperature", "celsius", gauge("temperature_celsius"), "As each device shows it.", alias="$tag_device", size=(8, 8)),
            table(
                "Devices, within the board's time",
                "joule",
                'SELECT sum("energy_microjoules") / 1000000.0 AS "energy", sum("unattributed_microjoules") / 1000000.0 AS "of no run" '
                f'FROM {RESOLUTION} WHERE {NODE} AND $timeFilter GROUP BY "device", "component", "quality", "in_total"',
                "What each used while the board's time lasts. A device not in the total (a meter over parts, for one) is shown and not added.",
                overrides=[HIDE_TIME, named("in_total", ("displayName", "in the total"))],
            ),
            table(
                "Runs on it, within the board's time",
                "joule",
                f'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" FROM {RESOLUTION} WHERE "kind" = \'run\' AND "node" =~ /^${{node:regex}}$/ '
                f'AND $timeFilter AND {IN_TOTAL} GROUP BY "id", "quality"',
                "What each run used of this node while the board's time lasts. A click on its id opens a run.",
                overrides=[HIDE_TIME, opens("id", "trainwatt-one-run", "run", "Open the run")],
            ),
        ],
        [variable("node", "Node", NODE_IDS), resolution("points")],
        [alerts(NODE)],
    )


def health() -> Json:
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
                f'last("samples_missing") AS "missing" FROM {TOTAL} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter',
                "Of all nodes. Missing ones lose no energy; many of them say that a network or a broker is in trouble.",
                size=(8, 6),
            ),
            stat(
                "Nodes that were heard",
                "short",
                f'SELECT count("received") AS "nodes" FROM (SELECT last("samples_received") AS "received" FROM {TOTAL} WHERE {nodes} AND $timeFilter GROUP BY "id") WHERE $timeFilter',
                "With an account that changed while the board's time lasts.",
                size=(8, 6),
            ),
            stat(
                "Alerts that fire",
                "short",
                f'SELECT count("firing") AS "alerts" FROM {ALERT} WHERE "firing" = true AND $timeFilter',
                "Among those that began while the board's time lasts.",
                size=(8, 6),
            ),
            lines(
                "Samples a second",
                "short",
                last({"samples": 'non_negative_derivative(last("samples_received"), 1s)'}, nodes, ' GROUP BY time($__interval), "id" fill(none)'),
                "What arrives from each node; an agent publishes one a second by default.",
                alias="$tag_id",
            ),
            lines(
                "Missing samples",
                "short",
                last({"missing": of("samples_missing", "")}, nodes, ' GROUP BY time($__interval), "id" fill(none)'),
                "Sequence numbers not seen so far, of each node. Falls again when a spool is sent.",
                alias="$tag_id",
            ),
            table(
                "When each node was last heard",
                "short",
                last({"received": of("samples_received", ""), "missing": of("samples_missing", ""), "energy": of("total_microjoules"), "plus or minus": of("plus_minus_microjoules")}, nodes, ' GROUP BY "id"'),
                "Time: of the newest account. One far behind the others has an agent, a network or a clock in trouble.",
                overrides=[named("Time", ("displayName", "last heard")), named("energy", ("unit", "joule")), named("plus or minus", ("unit", "joule")), opens("id", "trainwatt-node", "node", "Open the node")],
            ),
            table(
                "Alerts by rule",
                "short",
                f'SELECT count("firing") AS "alerts" FROM {ALERT} WHERE "fingerprint" =~ /./ AND $timeFilter GROUP BY "rule", "severity"',
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


# --- for Prometheus -------------------------------------------------------------------------------

# Results are the same from every collector: one is taken, never the sum.
def one_of(metric: str, by: str) -> str:
    return f"max by ({by}) ({metric})"


def prometheus_fleet() -> Json:
    return board(
        "prometheus-fleet",
        "Trainwatt: fleet now (Prometheus)",
        "What all nodes draw now, for which runs, how well that is known, and what is wrong.",
        [
            stat("Power", "watt", f"sum({one_of('trainwatt_node_power_watts', 'node')})", "All devices in the total, newest stretch.", size=(6, 6), alias="now"),
            stat("Energy of runs that live or were last", "joule", f"sum by (quality) ({one_of('trainwatt_run_energy_joules_total', 'run, quality')})", f"By quality. {QUALITIES} The band stands on the page and in InfluxDB.", size=(6, 6), alias="{{quality}}"),
            stat("Alerts that fire", "short", f"sum({one_of('trainwatt_alerts_firing', 'rule, severity')}) or vector(0)", "Of all rules.", size=(6, 6), alias="alerts"),
            stat("Runs", "short", one_of("trainwatt_runs", "state"), "By state.", size=(6, 6), alias="{{state}}"),
            stack("Power by node", "watt", one_of("trainwatt_node_power_watts", "node"), "Mean over the newest stretch of each.", alias="{{node}}"),
            stack(
                "Power by quality",
                "watt",
                "sum by (quality) (max by (node, component, quality) (rate(trainwatt_node_energy_joules_total[$__rate_interval])))",
                f"Energy over time, by how well it is known. {QUALITIES}",
                alias="{{quality}}",
                overrides=coloured(COLOURS),
            ),
            stack("Power by run", "watt", one_of("trainwatt_run_power_watts", "run, name"), "Runs that live.", alias="{{name}} {{run}}"),
            lines("Energy of no run", "watt", "max by (node) (rate(trainwatt_node_unattributed_joules_total[$__rate_interval]))", "What belongs to nobody, of each node.", alias="{{node}}"),
            table("Alerts that fire, by rule", "short", one_of("trainwatt_alerts_firing", "rule, severity"), "What is wrong now; the page says what to do.", size=(24, 8)),
        ],
        [],
        [],
        prometheus=True,
    )


def prometheus_run() -> Json:
    me = '{run=~"$run"}'
    return board(
        "prometheus-one-run",
        "Trainwatt: one run (Prometheus)",
        "What one training run uses, how well that is known, and what it gets for it.",
        [
            stat("Energy by quality", "joule", one_of(f"trainwatt_run_energy_joules_total{me}", "quality"), f"Since it began. {QUALITIES} The band stands on the page and in InfluxDB.", size=(8, 6), alias="{{quality}}"),
            stat("CO2, location-based", "massg", f"max(trainwatt_run_co2_grams_total{me})", "By the grid where the nodes stand.", size=(8, 6), alias="CO2"),
            stat("Energy per step", "joule", f"sum({one_of(f'trainwatt_run_energy_joules_total{me}', 'quality')}) / max(trainwatt_run_steps_total{me})", "All of its energy over all of its steps.", size=(8, 6), alias="per step"),
            lines("Power", "watt", f"max by (run, name) (trainwatt_run_power_watts{me})", "Mean over the newest stretch.", alias="{{name}}"),
            lines("Loss", "none", f"max by (run, name) (trainwatt_run_loss{me})", "The last that was a number.", alias="{{name}}", decimals=3),
            lines("Tokens per second", "short", f"max by (run, name) (rate(trainwatt_run_tokens_total{me}[$__rate_interval]))", "Of all ranks.", alias="{{name}}"),
            stack("Power by quality", "watt", f"max by (quality) (rate(trainwatt_run_energy_joules_total{me}[$__rate_interval]))", QUALITIES, alias="{{quality}}", overrides=coloured(COLOURS)),
        ],
        [{**variable("run", "Run", "label_values(trainwatt_run_energy_joules_total, run)", sort=2), "datasource": PROMETHEUS}],
        [],
        prometheus=True,
    )


def prometheus_health() -> Json:
    return board(
        "prometheus-health",
        "Trainwatt: its own health (Prometheus)",
        "Does every part do its work, and does what comes in go out?",
        [
            stat("Collectors at work", "short", "sum(trainwatt_ready)", "Of those that are scraped.", size=(6, 6), alias="ready"),
            stat("Records behind", "short", "max(trainwatt_streams_lag)", "Of the most delayed partition.", size=(6, 6), alias="behind"),
            stat("Sinks and routes that cannot write", "short", "count(trainwatt_sink_writing == 0) or vector(0)", "InfluxDB, and each route of alerts.", size=(6, 6), alias="stuck"),
            stat("Dropped in a day", "short", 'sum(increase(trainwatt_stage_records_total{outcome="dropped"}[1d]))', "Of all stages, with figures that are no news and the like; the table below says why.", size=(6, 6), alias="dropped"),
            lines("Records a second, by stage", "short", 'sum by (stage) (rate(trainwatt_stage_records_total{outcome="out"}[$__rate_interval]))', "What goes out of each stage.", alias="{{stage}}"),
            lines("Held", "short", "sum by (stage) (trainwatt_stage_held)", "What waits inside each stage.", alias="{{stage}}"),
            table("Dropped, by stage and reason", "short", 'sum by (stage, reason) (trainwatt_stage_records_total{outcome="dropped"}) > 0', "Since each collector began.", size=(12, 9)),
            table("Sinks and routes", "short", "min by (sink) (trainwatt_sink_writing)", "1 while it can write.", size=(12, 9)),
            lines("Missing samples", "short", one_of("trainwatt_node_samples_missing", "node"), "Of each node; they lose no energy.", alias="{{node}}"),
            lines("Behind", "short", "max by (instance) (trainwatt_streams_lag)", "Records, of each collector.", alias="{{instance}}"),
        ],
        [],
        [],
        prometheus=True,
    )


# --- together -------------------------------------------------------------------------------------


def board(
    name: str,
    title: str,
    question: str,
    panels: list[Json],
    variables: list[Json],
    annotations: list[Json],
    time: str = "now-1h",
    prometheus: bool = False,
) -> Json:
    kind, datasource = ("prometheus", PROMETHEUS) if prometheus else ("influxdb", INFLUX)
    tag = "trainwatt-prometheus" if prometheus else "trainwatt"
    x = y = height = 0
    laid = []
    for number, one in enumerate(panels, start=1):
        width, tall = one.pop("size")
        if x + width > 24:
            x, y, height = 0, y + height, 0
        position = {"x": x, "y": y, "w": width, "h": tall}
        x, height = x + width, max(height, tall)
        for target in one["targets"]:
            ask(target, datasource, prometheus, one["type"] in ("stat", "table", "piechart"))
        laid.append({"id": number, "datasource": datasource, "gridPos": position, **one})
    return {
        "uid": f"trainwatt-{name}",
        "title": title,
        "description": question,
        "tags": [tag],
        "schemaVersion": 39,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "liveNow": False,
        "refresh": "10s",
        "timezone": "browser",
        "time": {"from": time, "to": "now"},
        "links": [
            {
                "type": "dashboards",
                "title": "Trainwatt",
                "tags": [tag],
                "asDropdown": False,
                "includeVars": True,
                "keepTime": True,
                "icon": "external link",
                "targetBlank": False,
                "url": "",
                "tooltip": "The other questions",
            }
        ],
        "templating": {"list": [source(kind), *variables]},
        "annotations": {"list": annotations},
        "panels": laid,
    }


def ask(target: Json, datasource: Json, prometheus: bool, instant: bool) -> None:
    target["datasource"] = datasource
    query, alias = target.pop("query"), target.pop("alias")
    form = target.pop("resultFormat")
    if prometheus:
        target.update(expr=query, legendFormat=alias, instant=instant, range=not instant)
        target["format"] = form
    else:
        target.update(rawQuery=True, query=query, resultFormat=form, alias=alias)


BOARDS = {
    "fleet.json": fleet,
    "one-run.json": one_run,
    "compare-runs.json": compare,
    "waste.json": waste,
    "carbon.json": carbon,
    "node.json": node,
    "health.json": health,
    "prometheus/fleet.json": prometheus_fleet,
    "prometheus/one-run.json": prometheus_run,
    "prometheus/health.json": prometheus_health,
}


def main() -> int:
    stale = []
    for file, make in BOARDS.items():
        text = json.dumps(make(), indent=2, ensure_ascii=False) + "\n"
        path = TO / file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(file)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in sys.argv:
        print(f"run dashboards/build.py: not current are {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
