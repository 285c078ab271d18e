# SPDX-License-Identifier: Apache-2.0
"""Panels: what each kind looks like, and what all say of quality and band."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

BAND = "Half the width of its band (k = 2) beside it: the truth lies within in about 95 of 100 cases."
QUALITIES = (
    "Counted: from the hardware's own energy counter. Integrated: from a power gauge. "
    "Modelled: from how busy the device was."
)
COLOURS = {"counted": "green", "integrated": "blue", "modelled": "orange"}


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


def series(title: str, unit: str, query: str | list[str], about: str, look: Json, **more: Any) -> Json:
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
        named(name, ("color", {"mode": "fixed", "fixedColor": colour})) for name, colour in colours.items()
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
