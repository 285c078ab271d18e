package io.trainwatt.agent.sensor.amd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A {@code gpu_metrics} table. All bits set mean that a chip doesn't tell a field.
 *
 * @param contentRevision 1 to 8
 * @param socketWatts power of the package
 * @param energyUnits as the chip counts it, in units of 2^-16 J where it can be trusted
 * @param hotspotCelsius temperature of the hottest place
 * @param clockMegahertz the first graphics clock
 * @param throttleReasons what holds the clock down now, where the revision tells it
 * @param residency how long each reason of {@link #RESIDENCY_REASONS} has held since some start;
 *     empty where the revision does not tell
 */
record GpuMetrics(
    int contentRevision,
    OptionalInt socketWatts,
    OptionalLong energyUnits,
    OptionalInt hotspotCelsius,
    OptionalInt clockMegahertz,
    List<String> throttleReasons,
    List<Long> residency) {

  static final List<String> RESIDENCY_REASONS =
      List.of("prochot", "power cap", "thermal", "regulator thermal", "memory thermal");

  private static final int HEADER_BYTES = 4;
  private static final int U16 = 0xffff;
  private static final long U32 = 0xffff_ffffL;

  /** What still fits 63 bits in microjoules: 280 years at 1 kW. */
  private static final long HIGHEST_ENERGY = Long.MAX_VALUE / 16;

  GpuMetrics {
    throttleReasons = List.copyOf(throttleReasons);
    residency = List.copyOf(residency);
  }

  /**
   * What kind of table it is, by its header.
   *
   * @param bytes what the table says it is long
   */
  record Header(int bytes, int format, int content) {
    /** Whether it is the table of an APU, whose power is that of CPU and GPU together. */
    boolean isApu() {
      return format > MetricsLayout.DISCRETE_FORMAT;
    }

    String version() {
      return format + "." + content;
    }
  }

  /**
   * Reads the header: u16 size, u8 format revision, u8 content revision.
   *
   * @throws IOException if it is shorter than a header, or not as long as it says
   */
  static Header header(ByteBuffer table) throws IOException {
    if (table.limit() < HEADER_BYTES) {
      throw new IOException("gpu_metrics has %d bytes, no header".formatted(table.limit()));
    }
    int bytes = table.getShort(0) & U16;
    if (bytes != table.limit()) {
      throw new IOException(
          "gpu_metrics says it has %d bytes and has %d".formatted(bytes, table.limit()));
    }
    return new Header(bytes, table.get(2) & 0xff, table.get(3) & 0xff);
  }

  /**
   * Reads a table of a discrete GPU.
   *
   * @param table little-endian
   * @throws IOException if it is malformed or of a revision that is not known here
   */
  static GpuMetrics of(ByteBuffer table) throws IOException {
    Header header = header(table);
    Optional<MetricsLayout> known =
        header.format() == MetricsLayout.DISCRETE_FORMAT
            ? MetricsLayout.of(header.content())
            : Optional.empty();
    MetricsLayout layout =
        known.orElseThrow(
            () ->
                new IOException(
                    "gpu_metrics revision %s is not known".formatted(header.version())));
    if (header.bytes() < layout.least()) {
      throw new IOException(
          "gpu_metrics revision %s has %d bytes, at least %d are needed"
              .formatted(header.version(), header.bytes(), layout.least()));
    }
    return new GpuMetrics(
        header.content(),
        u16(table, layout.socketPower()),
        energy(table, layout.energy()),
        u16(table, layout.hotspot()),
        u16(table, layout.clock()),
        reasons(table, layout.throttle()),
        residency(table, layout.throttle()));
  }

  private static OptionalInt u16(ByteBuffer table, int at) {
    int value = table.getShort(at) & U16;
    return value == U16 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  /** All bits of 32 set is what newer drivers write where the firmware's figure is of no use. */
  private static OptionalLong energy(ByteBuffer table, int at) {
    long value = table.getLong(at);
    return value == U32 || value < 0 || value > HIGHEST_ENERGY
        ? OptionalLong.empty()
        : OptionalLong.of(value);
  }

  private static List<String> reasons(ByteBuffer table, MetricsLayout.Throttle throttle) {
    return switch (throttle) {
      case MetricsLayout.Throttle.Independent bits ->
          ThrottleBits.independent(table.getLong(bits.at()));
      case MetricsLayout.Throttle.Instinct bits -> ThrottleBits.instinct(table.getInt(bits.at()));
      case MetricsLayout.Throttle.Untold untold -> List.of();
      case MetricsLayout.Throttle.Residency residency -> List.of();
    };
  }

  private static List<Long> residency(ByteBuffer table, MetricsLayout.Throttle throttle) {
    List<Long> residency = new ArrayList<>();
    if (throttle instanceof MetricsLayout.Throttle.Residency counters) {
      for (int i = 0; i < RESIDENCY_REASONS.size(); i++) {
        residency.add(table.getInt(counters.at() + i * Integer.BYTES) & U32);
      }
    }
    return residency;
  }
}
