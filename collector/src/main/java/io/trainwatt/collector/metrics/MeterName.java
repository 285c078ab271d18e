package io.trainwatt.collector.metrics;

import java.util.List;

/**
 * Every meter: its name and unit, of which Prometheus makes one word, what it means and by what it
 * is told apart.
 */
enum MeterName {
  NODE_ENERGY(
      "trainwatt.node.energy",
      "joules",
      Kind.COUNTER,
      "Energy of the node's devices that are in its total",
      "node",
      "component",
      "quality"),
  NODE_UNATTRIBUTED(
      "trainwatt.node.unattributed",
      "joules",
      Kind.COUNTER,
      "Energy of the node that belongs to no run",
      "node"),
  NODE_POWER(
      "trainwatt.node.power", "watts", Kind.GAUGE, "Mean power over the newest stretch", "node"),
  NODE_SAMPLES(
      "trainwatt.node.samples",
      "",
      Kind.COUNTER,
      "Samples of the node, by what became of them: accepted, repeated, refused",
      "node",
      "outcome"),
  NODE_MISSING(
      "trainwatt.node.samples.missing", "", Kind.GAUGE, "Sample sequences not seen so far", "node"),
  RUN_ENERGY(
      "trainwatt.run.energy",
      "joules",
      Kind.COUNTER,
      "Energy of the run in the total of its nodes",
      "run",
      "name",
      "quality"),
  RUN_POWER(
      "trainwatt.run.power",
      "watts",
      Kind.GAUGE,
      "Mean power over the newest stretch while it runs",
      "run",
      "name"),
  RUN_CO2(
      "trainwatt.run.co2",
      "grams",
      Kind.COUNTER,
      "Grams of CO2 equivalent, location-based; a corrected grid factor may lower it",
      "run",
      "name"),
  RUN_STEPS(
      "trainwatt.run.steps", "", Kind.COUNTER, "Steps of work since first seen", "run", "name"),
  RUN_TOKENS(
      "trainwatt.run.tokens", "", Kind.COUNTER, "Tokens of work since first seen", "run", "name"),
  RUN_LOSS("trainwatt.run.loss", "", Kind.GAUGE, "The last loss that was a number", "run", "name"),
  RUNS("trainwatt.runs", "", Kind.GAUGE, "Runs in the view, by state", "state"),
  ALERTS(
      "trainwatt.alerts.firing",
      "",
      Kind.GAUGE,
      "Alerts that fire, by rule and severity",
      "rule",
      "severity"),
  STAGE_RECORDS(
      "trainwatt.stage.records",
      "",
      Kind.COUNTER,
      "What came into (in), left (out) or was dropped in a stage of this instance, by reason",
      "stage",
      "outcome",
      "reason"),
  STAGE_HELD(
      "trainwatt.stage.held", "", Kind.GAUGE, "What is inside a stage of this instance", "stage"),
  STREAMS_STATE(
      "trainwatt.streams.state", "", Kind.GAUGE, "1 for the state the topology is in", "state"),
  STREAMS_LAG(
      "trainwatt.streams.lag",
      "",
      Kind.GAUGE,
      "Records the most delayed partition of this instance is behind"),
  READY("trainwatt.ready", "", Kind.GAUGE, "1 while this instance does its work"),
  SINK_WRITING("trainwatt.sink.writing", "", Kind.GAUGE, "1 while a sink can write", "sink"),
  LIVE_CLIENTS("trainwatt.live.clients", "", Kind.GAUGE, "Clients of the live stream");

  /** Whether it only grows. */
  enum Kind {
    COUNTER,
    GAUGE
  }

  private final String id;
  private final String unit;
  private final Kind kind;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // of List.of
  private final List<String> labels;

  MeterName(String id, String unit, Kind kind, String meaning, String... labels) {
    this.id = id;
    this.unit = unit;
    this.kind = kind;
    this.meaning = meaning;
    this.labels = List.of(labels);
  }

  String id() {
    return id;
  }

  String unit() {
    return unit;
  }

  Kind kind() {
    return kind;
  }

  String meaning() {
    return meaning;
  }

  /** Names of its tags: each row of it has these and no other. */
  List<String> labels() {
    return labels;
  }

  boolean hasLabels(List<String> tags) {
    boolean same = tags.size() == 2 * labels.size();
    for (int i = 0; same && i < labels.size(); i++) {
      same = tags.get(2 * i).equals(labels.get(i));
    }
    return same;
  }

  /** As {@code /q/metrics} shows it. */
  String prometheusName() {
    String name = id.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return kind == Kind.COUNTER ? name + "_total" : name;
  }
}
