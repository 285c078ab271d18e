# SPDX-License-Identifier: Apache-2.0
"""A board: its panels laid out, its variables, its annotations, its links to the others."""

from __future__ import annotations

from typing import Any

from .panels import Json

INFLUX = {"type": "influxdb", "uid": "${datasource}"}
PROMETHEUS = {"type": "prometheus", "uid": "${datasource}"}


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
    options = [{"text": text, "value": value, "selected": text == chosen} for text, value in choices.items()]
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
