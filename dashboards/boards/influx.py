# SPDX-License-Identifier: Apache-2.0
"""What is asked of InfluxDB, in InfluxQL."""

from __future__ import annotations

from dataclasses import dataclass

from .board import annotation, variable
from .panels import SINCE, Json, named, opens, table

RUN = '"kind" = \'run\' AND "id" =~ /^${run:regex}$/'
RUNS = '"kind" = \'run\' AND "id" =~ /^${runs:regex}$/'
NODE = '"kind" = \'node\' AND "id" =~ /^${node:regex}$/'
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
ALL_NAMES = variable(
    "name",
    "Name",
    'SHOW TAG VALUES FROM "trainwatt_total" WITH KEY = "name" WHERE "kind" = \'run\'',
    all=True,
)
OF_NAME = '"kind" = \'run\' AND "name" =~ /^${name:regex}$/'
RUN_IDS = f'SHOW TAG VALUES FROM "trainwatt_total" WITH KEY = "id" WHERE {OF_NAME}'
NODE_IDS = 'SHOW TAG VALUES FROM "trainwatt_total" WITH KEY = "id" WHERE "kind" = \'node\''


def of(field: str, scale: str = " / 1000000.0") -> str:
    return f'last("{field}"){scale}'


@dataclass(frozen=True)
class Influx:
    """The database's measurements and what is asked of them.

    `kept` names the retention policy that minutes, hours and alerts are kept in, where it is not the
    default one.
    """

    kept: str = ""

    @property
    def resolution(self) -> str:
        """Raw points, minutes or hours: the same tags and fields."""
        kept = f', "{self.kept}"./^${{resolution:regex}}$/' if self.kept else ""
        return "/^${resolution:regex}$/" + kept

    @property
    def total(self) -> str:
        kept = f', "{self.kept}"."trainwatt_total_1h"' if self.kept else ""
        return '"trainwatt_total"' + kept

    @property
    def alert(self) -> str:
        return f'"{self.kept}"."trainwatt_alert"' if self.kept else '"trainwatt_alert"'

    def power(self, where: str, by: str, key: str = KEY) -> str:
        """Watts: what each device used over the time it was measured, added up."""
        inner = (
            'SELECT sum("energy_microjoules") * 1.0 / sum("duration_micros") AS "watts" '
            f"FROM {self.resolution} WHERE {where} AND $timeFilter AND {IN_TOTAL} "
            f'GROUP BY time($__interval), "id", {key}'
        )
        group = f', "{by}"' if by else ""
        return (
            f'SELECT sum("watts") AS "watts" FROM ({inner}) WHERE $timeFilter '
            f"GROUP BY time($__interval){group} fill(none)"
        )

    def energy(self, where: str, by: str = "") -> str:
        group = f" GROUP BY {by}" if by else ""
        return (
            'SELECT sum("energy_microjoules") / 1000000.0 AS "energy" '
            f"FROM {self.resolution} WHERE {where} AND $timeFilter AND {IN_TOTAL}{group}"
        )

    def last(self, fields: dict[str, str], where: str, group: str = "") -> str:
        columns = ", ".join(f'{expression} AS "{name}"' for name, expression in fields.items())
        return f"SELECT {columns} FROM {self.total} WHERE {where} AND $timeFilter{group}"

    def added(self, fields: dict[str, str], where: str, by: str = '"id"') -> str:
        """The last of each subject, added up."""
        inner = ", ".join(f'last("{field}") AS "{name}"' for name, field in fields.items())
        outer = ", ".join(f'sum("{name}") / 1000000.0 AS "{name}"' for name in fields)
        return (
            f"SELECT {outer} FROM (SELECT {inner} FROM {self.total} "
            f"WHERE {where} AND $timeFilter GROUP BY {by}) WHERE $timeFilter"
        )

    def alerts(self, where: str) -> Json:
        query = f'SELECT "summary", "rule", "severity" FROM {self.alert} WHERE {where} AND $timeFilter'
        return annotation("Alerts", "red", query, "summary", "rule,severity")

    def phases(self, where: str) -> Json:
        query = (
            'SELECT first("phase") AS "phase" FROM "trainwatt_progress" '
            f"WHERE {where} AND \"phase\" != 'training' AND $timeFilter GROUP BY time($__interval) fill(none)"
        )
        return annotation("Phases", "blue", query, "phase", "")

    def alert_table(self, where: str, title: str = "Alerts") -> Json:
        query = (
            'SELECT "severity", "rule", "kind", "id", "firing", "summary", "remedy", '
            '"wasted_microjoules" / 1000000.0 AS "wasted" '
            f"FROM {self.alert} WHERE {where} AND $timeFilter"
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
