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

  // A sender in a time namespace of its own, or with a broken clock, is dated by its arrival.
  private static final long BELIEVABLE_NANOS = Duration.ofMinutes(1).toNanos();

  private HookProgress() {}

  /**
   * @param nowNanos CLOCK_MONOTONIC at arrival: used where the line says no instant, or one more
   *     than a minute away
   * @param nowMicros the wall clock at arrival
   * @throws MalformedJson naming the field that is wrong
   */
  public static ProgressReport parse(JsonObject line, long nowNanos, long nowMicros)
      throws MalformedJson {
    OptionalLong saidNanos = line.whole("monotonic_nanos");
    long age = nowNanos - saidNanos.orElse(nowNanos);
    boolean believable = age >= 0 && age <= BELIEVABLE_NANOS;
    long monotonicNanos = believable ? nowNanos - age : nowNanos;
    // Both clocks from the one that cannot be set: the pair then fits the samples' pair.
    long wallMicros = believable ? nowMicros - age / 1_000 : nowMicros;
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
