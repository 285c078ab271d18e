package io.trainwatt.agent.progress.hook;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A sender's {@code progress} line, as {@code docs/reference/agent-protocol.md} has it. */
public final class HookProgress {

  // Further apart than this the sender's two clocks are not the ones here.
  private static final long APART_NANOS = Duration.ofMinutes(1).toNanos();
  // The longest that a run hangs before we take its clock for broken.
  private static final long LONGEST_NANOS = Duration.ofDays(30).toNanos();

  private HookProgress() {}

  /**
   * Dated by the instant that it tells of, however long ago: a run that hangs does not look alive
   * because its hook reconnects. A sender in a time namespace of its own is dated by the wall
   * clock, which is not part of it.
   *
   * @param nowNanos CLOCK_MONOTONIC at arrival: used where the line says no instant, or none that
   *     can be
   * @param nowMicros the wall clock at arrival
   * @throws MalformedJson naming the field that is wrong
   */
  public static ProgressReport parse(JsonObject line, long nowNanos, long nowMicros)
      throws MalformedJson {
    long age = age(line, nowNanos, nowMicros);
    long monotonicNanos = nowNanos - age;
    // Both clocks from one age: the pair then fits the samples' pair.
    long wallMicros = nowMicros - age / 1_000;
    return new ProgressReport(
        monotonicNanos,
        wallMicros,
        phase(line),
        line.count("step"),
        new Work(
            line.count("steps"),
            line.count("tokens"),
            line.count("samples"),
            line.count("gigaflops")),
        loss(line, "loss"),
        loss(line, "val_loss"),
        finite(line, "lr"),
        finite(line, "epoch"),
        line.count("planned_steps"));
  }

  private static long age(JsonObject line, long nowNanos, long nowMicros) throws MalformedJson {
    OptionalLong saidNanos = line.whole("monotonic_nanos");
    OptionalLong saidMicros = line.whole("wall_micros");
    OptionalLong byMonotonic =
        saidNanos.isPresent()
            ? believable(nowNanos, saidNanos.getAsLong(), 1)
            : OptionalLong.empty();
    OptionalLong byWall =
        saidMicros.isPresent()
            ? believable(nowMicros, saidMicros.getAsLong(), 1_000)
            : OptionalLong.empty();
    if (byMonotonic.isEmpty() || byWall.isEmpty()) {
      long only = byMonotonic.orElse(byWall.orElse(0));
      return byMonotonic.isPresent() && only > APART_NANOS ? 0 : only;
    }
    boolean agree = Math.abs(byMonotonic.getAsLong() - byWall.getAsLong()) <= APART_NANOS;
    return agree ? byMonotonic.getAsLong() : byWall.getAsLong();
  }

  /** Nanoseconds since then, absent for a time to come or longer ago than a run hangs. */
  private static OptionalLong believable(long now, long said, long unitNanos) {
    long longest = LONGEST_NANOS / unitNanos;
    // Compared before it is subtracted: what is said may be any number.
    return said <= now && said >= now - longest
        ? OptionalLong.of((now - said) * unitNanos)
        : OptionalLong.empty();
  }

  private static Optional<Phase> phase(JsonObject line) throws MalformedJson {
    Optional<String> phase = line.text("phase");
    if (phase.isEmpty()) {
      return Optional.empty();
    }
    for (Phase known : Phase.values()) {
      if (known.name().toLowerCase(Locale.ROOT).equals(phase.get())) {
        return Optional.of(known);
      }
    }
    throw new MalformedJson(
        "field phase is none of training, evaluation, checkpoint, data_wait, setup, finished");
  }

  private static Optional<Loss> loss(JsonObject line, String field) throws MalformedJson {
    OptionalDouble loss = line.number(field);
    return loss.isPresent() ? Optional.of(Loss.of(loss.getAsDouble())) : Optional.empty();
  }

  private static OptionalDouble finite(JsonObject line, String field) throws MalformedJson {
    OptionalDouble value = line.number(field);
    return value.isPresent() && Double.isFinite(value.getAsDouble())
        ? value
        : OptionalDouble.empty();
  }
}
