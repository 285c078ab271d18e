package io.trainwatt.collector.metrics;

/** Every meter: its name and unit, of which Prometheus makes one word, and what it means. */
enum MeterName {
  NODE_ENERGY(
      "trainwatt.node.energy",
      "joules",
      Kind.COUNTER,
      "Energy of the node's devices that are in its total"),
  NODE_UNATTRIBUTED(
      "trainwatt.node.unattributed",
      "joules",
      Kind.COUNTER,
      "Energy of the node that belongs to no run"),
  NODE_POWER("trainwatt.node.power", "watts", Kind.GAUGE, "Mean power over the newest stretch"),
  NODE_SAMPLES(
      "trainwatt.node.samples", "", Kind.COUNTER, "Samples of the node, by what became of them"),
  NODE_MISSING(
      "trainwatt.node.samples.missing", "", Kind.GAUGE, "Sample sequences not seen so far"),
  RUN_ENERGY(
      "trainwatt.run.energy",
      "joules",
      Kind.COUNTER,
      "Energy of the run in the total of its nodes"),
  RUN_POWER(
      "trainwatt.run.power",
      "watts",
      Kind.GAUGE,
      "Mean power over the newest stretch while it runs"),
  RUN_CO2(
      "trainwatt.run.co2",
      "grams",
      Kind.COUNTER,
      "Grams of CO2 equivalent, location-based; a corrected grid factor may lower it"),
  RUN_STEPS("trainwatt.run.steps", "", Kind.COUNTER, "Steps of work since first seen"),
  RUN_TOKENS("trainwatt.run.tokens", "", Kind.COUNTER, "Tokens of work since first seen"),
  RUN_LOSS("trainwatt.run.loss", "", Kind.GAUGE, "The last loss that was a number"),
  RUNS("trainwatt.runs", "", Kind.GAUGE, "Runs in the view, by state"),
  ALERTS("trainwatt.alerts.firing", "", Kind.GAUGE, "Alerts that fire, by rule and severity"),
  STAGE_RECORDS(
      "trainwatt.stage.records",
      "",
      Kind.COUNTER,
      "What came into, left or was dropped in a stage of this instance"),
  STAGE_HELD("trainwatt.stage.held", "", Kind.GAUGE, "What is inside a stage of this instance"),
  STREAMS_STATE("trainwatt.streams.state", "", Kind.GAUGE, "1 for the state the topology is in"),
  STREAMS_LAG(
      "trainwatt.streams.lag",
      "",
      Kind.GAUGE,
      "Records the most delayed partition of this instance is behind"),
  READY("trainwatt.ready", "", Kind.GAUGE, "1 while this instance does its work"),
  SINK_WRITING("trainwatt.sink.writing", "", Kind.GAUGE, "1 while a sink can write"),
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

  MeterName(String id, String unit, Kind kind, String meaning) {
    this.id = id;
    this.unit = unit;
    this.kind = kind;
    this.meaning = meaning;
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

  /** As {@code /q/metrics} shows it. */
  String prometheusName() {
    String name = id.replace('.', '_') + (unit.isEmpty() ? "" : "_" + unit);
    return kind == Kind.COUNTER ? name + "_total" : name;
  }
}
