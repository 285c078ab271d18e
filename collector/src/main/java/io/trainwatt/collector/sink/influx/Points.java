package io.trainwatt.collector.sink.influx;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Results as points: the schema of {@code docs/reference/influxdb-schema.md}. Measurement, tags and
 * time follow from the record alone, so that writing it twice overwrites the same points. A field
 * has one type for ever. Pure.
 */
final class Points {
  /** Energy stretch by stretch; its minutes and hours have the same tags and fields. */
  static final String ENERGY = "trainwatt_energy";

  /** Accounts as they stood. */
  static final String TOTAL = "trainwatt_total";

  /** The last account of each hour. */
  static final String TOTAL_HOURS = TOTAL + "_1h";

  /** Alerts, each a point that is replaced. */
  static final String ALERT = "trainwatt_alert";

  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final double PPM = 1e6;
  private static final double MILLI = 1e3;

  private Points() {}

  /** Whether a line is to be kept as long as minutes and hours are. */
  static boolean isKept(String line) {
    return line.startsWith(TOTAL_HOURS + ",") || line.startsWith(ALERT + ",");
  }

  /** What a stretch of a series says. */
  static List<String> of(SeriesPoint point) {
    List<Optional<String>> lines = new ArrayList<>();
    point.slices().forEach(slice -> lines.add(energy(point, slice)));
    point.gauges().forEach(gauges -> lines.add(gauges(point, gauges)));
    point.progress().ifPresent(progress -> lines.add(progress(point, progress)));
    return present(lines);
  }

  /** What an account says at the time of its newest energy. */
  static List<String> of(Account account) {
    if (account.ledger().asOfWallMicros() <= 0) {
      // No energy yet: there is no time it could stand at.
      return List.of();
    }
    long asOf = account.ledger().asOfWallMicros();
    // Of an hour the last one stays: it's what is left when the others are too old to keep.
    long hour = Math.floorDiv(asOf, HOUR_MICROS) * HOUR_MICROS;
    return present(
        List.of(
            total(TOTAL, account).at(asOf),
            total(TOTAL_HOURS, account).field("as_of_micros", asOf).at(hour)));
  }

  private static LineProtocol total(String measurement, Account account) {
    LineProtocol line = about(measurement, account.subject());
    if (account instanceof Account.OfRun run) {
      line.tag("name", run.name());
    }
    total(line, account.ledger());
    switch (account) {
      case Account.OfRun run -> total(line, run);
      case Account.OfNode node -> total(line, node);
    }
    return line;
  }

  /** What an alert says: one point, replaced as it changes. */
  static List<String> of(Alert alert) {
    LineProtocol line =
        about(ALERT, alert.subject())
            .tag("rule", alert.rule())
            .tag("severity", word(alert.severity()))
            .tag("fingerprint", alert.fingerprint())
            .field("firing", alert.firing())
            .field("summary", alert.summary())
            .field("remedy", alert.remedy())
            .field("wasted_microjoules", alert.wasted().microjoules())
            .field("wasted_micrograms_co2", alert.wastedMicrogramsCo2());
    optional(line, "resolved_micros", alert.resolvedWallMicros());
    return present(List.of(line.at(alert.sinceWallMicros())));
  }

  private static Optional<String> energy(SeriesPoint point, SliceEntry slice) {
    long micros = point.toWallMicros() - point.fromWallMicros();
    LineProtocol line =
        about(ENERGY, point.subject())
            .tag("node", point.node())
            .tag("device", slice.device())
            .tag("component", word(slice.component()))
            .tag("quality", word(slice.quality()))
            .tag("in_total", Boolean.toString(slice.inTotal()))
            .field("energy_microjoules", slice.energy().microjoules())
            .field("unattributed_microjoules", slice.unattributed().microjoules())
            .field("duration_micros", micros);
    if (micros > 0) {
      line.field("power_watts", (double) slice.energy().microjoules() / micros);
    }
    return line.at(point.toWallMicros());
  }

  private static Optional<String> gauges(SeriesPoint point, DeviceGauges gauges) {
    LineProtocol line =
        about("trainwatt_gauges", point.subject())
            .tag("node", point.node())
            .tag("device", gauges.device())
            .tag("component", word(gauges.component()));
    gauges.power().ifPresent(power -> line.field("power_watts", power.watts()));
    gauges.utilizationPpm().ifPresent(ppm -> line.field("utilization_ratio", ppm / PPM));
    optional(line, "memory_used_bytes", gauges.memoryUsedBytes());
    gauges
        .temperatureMillicelsius()
        .ifPresent(milli -> line.field("temperature_celsius", milli / MILLI));
    return line.at(point.toWallMicros());
  }

  private static Optional<String> progress(SeriesPoint point, ProgressPoint progress) {
    LineProtocol line =
        about("trainwatt_progress", point.subject())
            .tag("node", point.node())
            .field("phase", word(progress.phase()));
    optional(line, "step", progress.step());
    work(line, progress.work());
    loss(line, "loss", progress.loss());
    loss(line, "validation_loss", progress.validationLoss());
    optional(line, "learning_rate", progress.learningRate());
    return line.at(point.toWallMicros());
  }

  private static void total(LineProtocol line, Account.Ledger ledger) {
    line.field("total_microjoules", ledger.total().energy().microjoules())
        .field("plus_minus_microjoules", ledger.total().plusMinus().microjoules());
    for (Quality quality : Quality.values()) {
      long sum =
          ledger.energy().stream()
              .filter(EnergyEntry::inTotal)
              .filter(entry -> entry.quality() == quality)
              .mapToLong(entry -> entry.energy().microjoules())
              .reduce(0, Math::addExact);
      line.field(word(quality) + "_microjoules", sum);
    }
    for (CarbonFigure figure : ledger.carbon()) {
      String prefix = "co2_" + word(figure.method());
      line.field(prefix + "_micrograms", figure.micrograms())
          .field(prefix + "_plus_minus_micrograms", figure.plusMinusMicrograms());
    }
    for (CostFigure figure : ledger.cost()) {
      String prefix = "cost_" + figure.currency().toLowerCase(Locale.ROOT);
      line.field(prefix + "_micros", figure.micros())
          .field(prefix + "_plus_minus_micros", figure.plusMinusMicros());
    }
    ledger
        .water()
        .ifPresent(
            water ->
                line.field("water_microliters", water.microliters())
                    .field("water_plus_minus_microliters", water.plusMinusMicroliters()));
    ledger
        .restated()
        .ifPresent(restated -> line.field("restated_microjoules", restated.energy().microjoules()));
  }

  private static void total(LineProtocol line, Account.OfRun run) {
    line.field("state", word(run.state())).field("started_micros", run.startedWallMicros());
    optional(line, "ended_micros", run.endedWallMicros());
    run.progress().ifPresent(progress -> total(line, progress));
    run.efficiency().ifPresent(known -> total(line, known));
    run.forecast().ifPresent(forecast -> total(line, forecast));
  }

  private static void total(LineProtocol line, Efficiency known) {
    for (ActivityEnergy spent : known.activities()) {
      line.field(word(spent.activity()) + "_microjoules", spent.energy().microjoules());
    }
    line.field("idle_microjoules", known.idle().microjoules())
        .field("wasted_microjoules", known.wasted().microjoules());
    known
        .training()
        .ifPresent(
            stretch -> optional(line, "model_flops_utilization_ratio", known.utilization(stretch)));
    known
        .recent()
        .ifPresent(
            stretch -> {
              per(line, "recent_joules_per_step", stretch, stretch.work().steps());
              per(line, "recent_joules_per_token", stretch, stretch.work().tokens());
              optional(line, "recent_model_flops_utilization_ratio", known.utilization(stretch));
            });
    known
        .curve(LossMetric.TRAINING)
        .ifPresent(curve -> optional(line, "joules_per_loss_unit", curve.joulesPerUnit()));
  }

  private static void per(LineProtocol line, String name, Stretch stretch, OptionalLong count) {
    if (count.isPresent() && count.getAsLong() > 0) {
      line.field(name, stretch.energy().joules() / count.getAsLong());
    }
  }

  private static void total(LineProtocol line, RunProgress progress) {
    work(line, progress.work());
    loss(line, "loss", progress.lastLoss());
    line.field("energy_since_progress_microjoules", progress.energySinceLast().microjoules());
    optional(line, "joules_per_step", progress.joulesPerStep());
    optional(line, "joules_per_token", progress.joulesPerToken());
    optional(line, "joules_per_sample", progress.joulesPerSample());
  }

  private static void total(LineProtocol line, RunForecast forecast) {
    rest(line, "forecast_end", forecast.toEnd());
    forecast.toTarget().ifPresent(rest -> rest(line, "forecast_target", rest));
    optional(line, "target_loss", forecast.targetLoss());
    forecast
        .finalLoss()
        .ifPresent(
            loss ->
                line.field("forecast_loss_low", loss.low())
                    .field("forecast_loss", loss.middle())
                    .field("forecast_loss_high", loss.high()));
    forecast
        .nextPercent()
        .ifPresent(energy -> line.field("next_percent_microjoules", energy.microjoules()));
  }

  private static void rest(LineProtocol line, String prefix, RunForecast.Rest rest) {
    if (rest instanceof RunForecast.Figures figures) {
      range(line, prefix, "_micros", figures.micros());
      range(line, prefix, "_microjoules", figures.microjoules());
      figures.micrograms().ifPresent(range -> range(line, prefix, "_micrograms_co2", range));
      figures.money().ifPresent(money -> range(line, prefix, "_money_micros", money.micros()));
    }
  }

  private static void range(
      LineProtocol line, String prefix, String unit, RunForecast.Range range) {
    line.field(prefix + "_low" + unit, range.low())
        .field(prefix + unit, range.middle())
        .field(prefix + "_high" + unit, range.high());
  }

  private static void total(LineProtocol line, Account.OfNode node) {
    line.field("measured_microjoules", node.measured().microjoules())
        .field("attributed_microjoules", node.attributed().microjoules())
        .field("unattributed_microjoules", node.unattributed().microjoules())
        .field("samples_received", node.books().received())
        .field("samples_missing", node.books().missing());
  }

  private static void work(LineProtocol line, Work work) {
    optional(line, "steps", work.steps());
    optional(line, "tokens", work.tokens());
    optional(line, "samples", work.samples());
    optional(line, "gigaflops", work.gigaflops());
  }

  private static void loss(LineProtocol line, String name, Optional<Loss> loss) {
    loss.ifPresent(
        said -> {
          if (said instanceof Loss.Finite finite) {
            line.field(name, finite.value());
          }
          line.field(name + "_is_finite", said instanceof Loss.Finite);
        });
  }

  private static LineProtocol about(String measurement, Subject subject) {
    return switch (subject) {
      case Subject.OfRun run ->
          new LineProtocol(measurement).tag("kind", "run").tag("id", run.id());
      case Subject.OfNode node ->
          new LineProtocol(measurement).tag("kind", "node").tag("id", node.id());
      case Subject.OfCluster cluster ->
          new LineProtocol(measurement).tag("kind", "cluster").tag("id", cluster.id());
    };
  }

  private static void optional(LineProtocol line, String name, OptionalLong value) {
    value.ifPresent(present -> line.field(name, present));
  }

  private static void optional(LineProtocol line, String name, OptionalDouble value) {
    value.ifPresent(present -> line.field(name, present));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static List<String> present(List<Optional<String>> lines) {
    return lines.stream().flatMap(Optional::stream).toList();
  }
}
