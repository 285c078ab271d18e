# SPDX-License-Identifier: Apache-2.0
"""The same questions to Prometheus, which scrapes the collectors' /q/metrics."""

from __future__ import annotations

from .board import PROMETHEUS, board, variable
from .panels import COLOURS, QUALITIES, Json, coloured, lines, stack, stat, table


# Results are the same from every collector: one is taken, never the sum.
def one_of(metric: str, by: str) -> str:
    return f"max by ({by}) ({metric})"


def fleet() -> Json:
    return board(
        "prometheus-fleet",
        "Trainwatt: fleet now (Prometheus)",
        "What all nodes draw now, for which runs, how well that is known, and what is wrong.",
        [
            stat(
                "Power",
                "watt",
                f"sum({one_of('trainwatt_node_power_watts', 'node')})",
                "All devices in the total, newest stretch.",
                size=(6, 6),
                alias="now",
            ),
            stat(
                "Energy of runs that live or were last",
                "joule",
                f"sum by (quality) ({one_of('trainwatt_run_energy_joules_total', 'run, quality')})",
                f"By quality. {QUALITIES} The band stands on the page and in InfluxDB.",
                size=(6, 6),
                alias="{{quality}}",
            ),
            stat(
                "Alerts that fire",
                "short",
                f"sum({one_of('trainwatt_alerts_firing', 'rule, severity')}) or vector(0)",
                "Of all rules.",
                size=(6, 6),
                alias="alerts",
            ),
            stat(
                "Runs",
                "short",
                one_of("trainwatt_runs", "state"),
                "By state.",
                size=(6, 6),
                alias="{{state}}",
            ),
            stack(
                "Power by node",
                "watt",
                one_of("trainwatt_node_power_watts", "node"),
                "Mean over the newest stretch of each.",
                alias="{{node}}",
            ),
            stack(
                "Power by quality",
                "watt",
                "sum by (quality) (max by (node, component, quality) (rate(trainwatt_node_energy_joules_total[$__rate_interval])))",
                f"Energy over time, by how well it is known. {QUALITIES}",
                alias="{{quality}}",
                overrides=coloured(COLOURS),
            ),
            stack(
                "Power by run",
                "watt",
                one_of("trainwatt_run_power_watts", "run, name"),
                "Runs that live.",
                alias="{{name}} {{run}}",
            ),
            lines(
                "Energy of no run",
                "watt",
                "max by (node) (rate(trainwatt_node_unattributed_joules_total[$__rate_interval]))",
                "What belongs to nobody, of each node.",
                alias="{{node}}",
            ),
            table(
                "Alerts that fire, by rule",
                "short",
                one_of("trainwatt_alerts_firing", "rule, severity"),
                "What is wrong now; the page says what to do.",
                size=(24, 8),
            ),
        ],
        [],
        [],
        prometheus=True,
    )


def run() -> Json:
    me = '{run=~"$run"}'
    return board(
        "prometheus-one-run",
        "Trainwatt: one run (Prometheus)",
        "What one training run uses, how well that is known, and what it gets for it.",
        [
            stat(
                "Energy by quality",
                "joule",
                one_of(f"trainwatt_run_energy_joules_total{me}", "quality"),
                f"Since it began. {QUALITIES} The band stands on the page and in InfluxDB.",
                size=(8, 6),
                alias="{{quality}}",
            ),
            stat(
                "CO2, location-based",
                "massg",
                f"max(trainwatt_run_co2_grams_total{me})",
                "By the grid where the nodes stand.",
                size=(8, 6),
                alias="CO2",
            ),
            stat(
                "Energy per step",
                "joule",
                f"sum({one_of(f'trainwatt_run_energy_joules_total{me}', 'quality')}) / max(trainwatt_run_steps_total{me})",
                "All of its energy over all of its steps.",
                size=(8, 6),
                alias="per step",
            ),
            lines(
                "Power",
                "watt",
                f"max by (run, name) (trainwatt_run_power_watts{me})",
                "Mean over the newest stretch.",
                alias="{{name}}",
            ),
            lines(
                "Loss",
                "none",
                f"max by (run, name) (trainwatt_run_loss{me})",
                "The last that was a number.",
                alias="{{name}}",
                decimals=3,
            ),
            lines(
                "Tokens per second",
                "short",
                f"max by (run, name) (rate(trainwatt_run_tokens_total{me}[$__rate_interval]))",
                "Of all ranks.",
                alias="{{name}}",
            ),
            stack(
                "Power by quality",
                "watt",
                f"max by (quality) (rate(trainwatt_run_energy_joules_total{me}[$__rate_interval]))",
                QUALITIES,
                alias="{{quality}}",
                overrides=coloured(COLOURS),
            ),
        ],
        [
            {
                **variable("run", "Run", "label_values(trainwatt_run_energy_joules_total, run)", sort=2),
                "datasource": PROMETHEUS,
            }
        ],
        [],
        prometheus=True,
    )


def health() -> Json:
    return board(
        "prometheus-health",
        "Trainwatt: its own health (Prometheus)",
        "Does every part do its work, and does what comes in go out?",
        [
            stat(
                "Collectors at work",
                "short",
                "sum(trainwatt_ready)",
                "Of those that are scraped.",
                size=(6, 6),
                alias="ready",
            ),
            stat(
                "Records behind",
                "short",
                "max(trainwatt_streams_lag)",
                "Of the most delayed partition.",
                size=(6, 6),
                alias="behind",
            ),
            stat(
                "Sinks and routes that cannot write",
                "short",
                "count(trainwatt_sink_writing == 0) or vector(0)",
                "InfluxDB, and each route of alerts.",
                size=(6, 6),
                alias="stuck",
            ),
            stat(
                "Dropped in a day",
                "short",
                'sum(increase(trainwatt_stage_records_total{outcome="dropped"}[1d]))',
                "Of all stages, with figures that are no news and the like; the table below says why.",
                size=(6, 6),
                alias="dropped",
            ),
            lines(
                "Records a second, by stage",
                "short",
                'sum by (stage) (rate(trainwatt_stage_records_total{outcome="out"}[$__rate_interval]))',
                "What goes out of each stage.",
                alias="{{stage}}",
            ),
            lines(
                "Held",
                "short",
                "sum by (stage) (trainwatt_stage_held)",
                "What waits inside each stage.",
                alias="{{stage}}",
            ),
            table(
                "Dropped, by stage and reason",
                "short",
                'sum by (stage, reason) (trainwatt_stage_records_total{outcome="dropped"}) > 0',
                "Since each collector began.",
                size=(12, 9),
            ),
            table(
                "Sinks and routes",
                "short",
                "min by (sink) (trainwatt_sink_writing)",
                "1 while it can write.",
                size=(12, 9),
            ),
            lines(
                "Missing samples",
                "short",
                one_of("trainwatt_node_samples_missing", "node"),
                "Of each node; they lose no energy.",
                alias="{{node}}",
            ),
            lines(
                "Behind",
                "short",
                "max by (instance) (trainwatt_streams_lag)",
                "Records, of each collector.",
                alias="{{instance}}",
            ),
        ],
        [],
        [],
        prometheus=True,
    )
