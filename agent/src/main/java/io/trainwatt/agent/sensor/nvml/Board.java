package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.nvml.Gpu.Place;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What is known of a GPU without reading it again.
 *
 * @param index its place in the order of the bus at present: it changes when another GPU is lost
 * @param name of its device: its place on the bus, as {@code nvidia-smi} shows it beside the index
 * @param identity of the board itself, its UUID; its name where it has none
 * @param architecture as the library numbers them
 * @param counter whether it has an energy counter
 * @param gauge how its power is read
 * @param highestMilliwatts the highest limit it knows
 * @param slices how it is divided under MIG
 * @param persistent whether the driver keeps its state while nobody uses it
 */
record Board(
    int index,
    String name,
    String identity,
    String model,
    OptionalInt architecture,
    boolean counter,
    Optional<PowerSource> gauge,
    OptionalLong highestMilliwatts,
    Optional<Slices> slices,
    boolean persistent) {
  /** No board has a limit above this: a larger one is not believed. */
  private static final long MOST_MILLIWATTS = 10_000_000;

  private static final int NO_ARCHITECTURE = 1_000;
  private static final int UUID_PREFIX = 12;

  /** Asks a GPU who it is and what it can. */
  static Board of(int index, Gpu gpu) {
    Optional<String> uuid = gpu.uuid();
    String name =
        gpu.place().map(Board::name).or(() -> uuid.map(Board::name)).orElse("gpu-" + index);
    OptionalLong architecture = gpu.architecture().within(0, NO_ARCHITECTURE);
    return new Board(
        index,
        name,
        uuid.orElse(name),
        gpu.model().orElse("NVIDIA GPU"),
        architecture.isPresent()
            ? OptionalInt.of((int) architecture.getAsLong())
            : OptionalInt.empty(),
        counts(gpu.energy()),
        gauge(gpu),
        highest(gpu),
        gpu.migMode().within(1, 1).isPresent() ? Optional.of(Slices.of(gpu)) : Optional.empty(),
        gpu.persistence().value().orElse(1) != 0);
  }

  private static String name(Place place) {
    String slot = "%02x:%02x.0".formatted(place.bus(), place.slot());
    return place.domain() == 0 ? "gpu-" + slot : "gpu-%04x:%s".formatted(place.domain(), slot);
  }

  private static String name(String uuid) {
    String lower = uuid.toLowerCase(Locale.ROOT);
    return lower.length() > UUID_PREFIX ? lower.substring(0, UUID_PREFIX) : lower;
  }

  /** A counter that refuses for a moment is there: giving it up would end its epoch. */
  private static boolean counts(Answer energy) {
    return switch (energy) {
      case Answer.Value value -> true;
      case Answer.Refused refused -> ReturnCode.passes(refused.code());
    };
  }

  private static Optional<PowerSource> gauge(Gpu gpu) {
    for (PowerSource source : PowerSource.values()) {
      if (gpu.power(source).value().isPresent()) {
        return Optional.of(source);
      }
    }
    return Optional.empty();
  }

  private static OptionalLong highest(Gpu gpu) {
    OptionalLong highest = gpu.highestPowerLimit().within(1, MOST_MILLIWATTS);
    return highest.isPresent() ? highest : gpu.powerLimit().within(1, MOST_MILLIWATTS);
  }

  Board renamed(String other) {
    return new Board(
        index,
        other,
        identity,
        model,
        architecture,
        counter,
        gauge,
        highestMilliwatts,
        slices,
        persistent);
  }
}
