package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.counter.EnergySource.Kind;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sensor.Device.Split;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a board is to the node. */
final class BoardDevice {
  /** Comparisons with wall meters: the gain of a board is off by up to so much. */
  private static final int ERROR_PPM = 50_000;

  /** Counters and gauges move each 20 ms to 100 ms, by model. */
  private static final long REFRESH_MILLIS = 100;

  /** Where a board tells no limit: above the largest there are. */
  private static final long UNKNOWN_BOUND_MILLIWATTS = 3_000_000;

  private static final long LEAST_BOUND_MILLIWATTS = 100_000;

  private BoardDevice() {}

  /** By its energy counter. */
  static Device counted(Board board) {
    return device(
        board,
        board.name(),
        "nvmlDeviceGetTotalEnergyConsumption, mJ since the driver was loaded",
        new Role.Part(),
        source(board, Kind.COUNTER, EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.COUNTED,
        new Split.Processes());
  }

  /** By its power. */
  static Device powered(Board board, PowerSource gauge, Duration interval) {
    Device device =
        device(
            board,
            board.name(),
            "%s, integrated, read every %d ms".formatted(gauge.words(), interval.toMillis()),
            new Role.Part(),
            source(board, Kind.GAUGE, interval.toMillis()),
            Quality.INTEGRATED,
            new Split.Processes());
    return observing(device, board, gauge);
  }

  /** Its power, held against its counter. */
  static Device check(Board board, PowerSource gauge) {
    Device device =
        device(
            board,
            checkName(board),
            gauge.words() + ", integrated, read once a tick",
            new Role.Check(board.name()),
            source(board, Kind.GAUGE, EnergySource.DEFAULT_NOMINAL_MILLIS),
            Quality.INTEGRATED,
            new Split.Nobody());
    return observing(device, board, gauge);
  }

  static String checkName(Board board) {
    return board.name() + "/power";
  }

  private static Device observing(Device device, Board board, PowerSource gauge) {
    OptionalInt share = gauge.observedSharePpm(board.architecture(), board.model());
    return share.isPresent() ? device.observing(share.getAsInt()) : device;
  }

  private static Device device(
      Board board,
      String name,
      String method,
      Role role,
      EnergySource source,
      Quality quality,
      Split split) {
    return new Device(
        name,
        Component.GPU,
        "%s (index %d, %s)".formatted(board.model(), board.index(), board.identity()),
        "nvml",
        method,
        role,
        source,
        quality,
        ERROR_PPM,
        // The gain of one board says nothing of another's.
        "nvml " + board.identity(),
        split,
        Optional.empty());
  }

  private static EnergySource source(Board board, Kind kind, long nominalMillis) {
    return new EnergySource(
        kind, OptionalLong.empty(), bound(board), REFRESH_MILLIS, nominalMillis);
  }

  /** Boards exceed their limit for a moment, so that twice the limit is what none can draw. */
  private static long bound(Board board) {
    return board.highestMilliwatts().isPresent()
        ? Math.max(LEAST_BOUND_MILLIWATTS, 2 * board.highestMilliwatts().getAsLong())
        : UNKNOWN_BOUND_MILLIWATTS;
  }
}
