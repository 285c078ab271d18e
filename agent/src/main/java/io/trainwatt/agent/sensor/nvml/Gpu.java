package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The functions of one GPU, or of one MIG instance, with what they write decoded. Structs are laid
 * out as the C compiler does on 64-bit Linux. Used by one thread at a time, as it writes to memory
 * that all GPUs of a library share.
 */
final class Gpu {
  /** Room for any struct but the lists: 96 bytes of text are the longest. */
  static final long SCRATCH_BYTES = 128;

  private static final int TEXT_BYTES = 96;

  /** nvmlFieldValue_t: u32 field, u32 scope, s64 time, s64 latency, int type, int code, union. */
  private static final long FIELD_TYPE = 24;

  private static final long FIELD_CODE = 28;
  private static final long FIELD_VALUE = 32;

  /** nvmlPciInfo_t: char[16], u32 domain, bus, device, two ids, char[32]. */
  private static final long PCI_DOMAIN = 16;

  private static final long PCI_BUS = 20;
  private static final long PCI_SLOT = 24;

  /** nvmlMemory_t: u64 total, free, used. */
  private static final long MEMORY_USED = 16;

  /** nvmlDeviceAttributes_t: the eighth u32 is the number of compute slices. */
  private static final long COMPUTE_SLICES = 28;

  private static final int SM_CLOCK = 1;

  /** nvmlGpmMetricsGet_t: u32 version, u32 count, two samples, and of each metric what follows. */
  private static final long ACTIVITY_COUNT = 4;

  private static final long ACTIVITY_FROM = 8;
  private static final long ACTIVITY_TO = 16;

  /** nvmlGpmMetric_t: u32 metric, int code, double value, three texts. */
  private static final long ACTIVITY_METRIC = 24;

  private static final long ACTIVITY_CODE = 28;
  private static final long ACTIVITY_VALUE = 32;

  /** Room for one metric: a version that clears the whole struct clears no more than this. */
  static final long ACTIVITY_BYTES = 16_384;

  private static final int ACTIVITY_VERSION = 1;

  /** NVML_GPM_METRIC_SM_UTIL: percent of the multiprocessors that were busy. */
  private static final int BUSY_MULTIPROCESSORS = 2;

  private final NvmlLibrary library;
  private final long handle;
  private final MemorySegment scratch;

  /**
   * @param handle address that the library gave
   * @param scratch {@link #SCRATCH_BYTES} of memory
   */
  Gpu(NvmlLibrary library, long handle, MemorySegment scratch) {
    this.library = library;
    this.handle = handle;
    this.scratch = scratch;
  }

  /** Where something is plugged in. */
  record Place(int domain, int bus, int slot) {}

  /** Bytes of memory. */
  record MemoryUse(long total, long used) {}

  /** Millijoules since the driver was loaded. */
  Answer energy() {
    return longOf(NvmlFunction.ENERGY);
  }

  /** Milliwatts. */
  Answer power(PowerSource source) {
    OptionalInt field = source.field();
    return field.isPresent() ? field(field.getAsInt()) : intOf(NvmlFunction.POWER);
  }

  private Answer field(int field) {
    scratch.fill((byte) 0);
    scratch.set(JAVA_INT, 0, field);
    scratch.set(JAVA_INT, FIELD_CODE, ReturnCode.UNKNOWN.number());
    int code = library.call(NvmlFunction.FIELDS, handle, 1, scratch.address());
    int own = code == 0 ? scratch.get(JAVA_INT, FIELD_CODE) : code;
    if (own != 0) {
      return new Answer.Refused(NvmlFunction.FIELDS, own);
    }
    return switch (scratch.get(JAVA_INT, FIELD_TYPE)) {
      case 0 -> new Answer.Value((long) scratch.get(JAVA_DOUBLE, FIELD_VALUE));
      case 1 -> new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, FIELD_VALUE)));
      case 2, 3, 4 -> new Answer.Value(scratch.get(JAVA_LONG, FIELD_VALUE));
      case 5 -> new Answer.Value(scratch.get(JAVA_INT, FIELD_VALUE));
      case 6 -> new Answer.Value(Short.toUnsignedInt(scratch.get(JAVA_SHORT, FIELD_VALUE)));
      default -> new Answer.Refused(NvmlFunction.FIELDS, ReturnCode.UNKNOWN.number());
    };
  }

  /** Milliwatts it is held to now. */
  Answer powerLimit() {
    return intOf(NvmlFunction.POWER_LIMIT);
  }

  /** Milliwatts that its limit can be set to at most. */
  Answer highestPowerLimit() {
    int code =
        library.call(
            NvmlFunction.POWER_RANGE, handle, scratch.address(), scratch.address() + Integer.BYTES);
    return code == 0
        ? new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, Integer.BYTES)))
        : new Answer.Refused(NvmlFunction.POWER_RANGE, code);
  }

  /** Percent of time in which any kernel ran. */
  Answer utilization() {
    return intOf(NvmlFunction.UTILIZATION);
  }

  Optional<MemoryUse> memory() {
    return library.call(NvmlFunction.MEMORY, handle, scratch.address()) == 0
        ? Optional.of(new MemoryUse(scratch.get(JAVA_LONG, 0), scratch.get(JAVA_LONG, MEMORY_USED)))
        : Optional.empty();
  }

  /** Degrees Celsius. */
  Answer temperature() {
    return numbered(NvmlFunction.TEMPERATURE, 0);
  }

  /** Megahertz of the multiprocessors. */
  Answer clock() {
    return numbered(NvmlFunction.CLOCK, SM_CLOCK);
  }

  /** Bits that say why the clock is held down. */
  Answer clockEvents() {
    return longOf(NvmlFunction.CLOCK_EVENTS);
  }

  Answer architecture() {
    return intOf(NvmlFunction.ARCHITECTURE);
  }

  /** 1 if the driver keeps its state while nobody uses it. */
  Answer persistence() {
    return intOf(NvmlFunction.PERSISTENCE);
  }

  /** 1 if it is divided into instances. */
  Answer migMode() {
    int code =
        library.call(
            NvmlFunction.MIG_MODE, handle, scratch.address(), scratch.address() + Integer.BYTES);
    return code == 0
        ? new Answer.Value(scratch.get(JAVA_INT, 0))
        : new Answer.Refused(NvmlFunction.MIG_MODE, code);
  }

  /** How many instances there can be at most. */
  Answer migMost() {
    return intOf(NvmlFunction.MIG_MOST);
  }

  Optional<Gpu> migInstance(int index) {
    scratch.set(JAVA_LONG, 0, 0);
    int code = library.call(NvmlFunction.MIG_HANDLE, handle, index, scratch.address());
    long instance = scratch.get(JAVA_LONG, 0);
    return code == 0 && instance != 0
        ? Optional.of(new Gpu(library, instance, scratch))
        : Optional.empty();
  }

  /** Of a MIG instance: the number that process lists name it by. */
  Answer instanceNumber() {
    return intOf(NvmlFunction.MIG_INSTANCE);
  }

  /** Of a MIG instance: how many slices it computes with. */
  Answer computeSlices() {
    scratch.fill((byte) 0);
    int code = library.call(NvmlFunction.MIG_ATTRIBUTES, handle, scratch.address());
    return code == 0
        ? new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, COMPUTE_SLICES)))
        : new Answer.Refused(NvmlFunction.MIG_ATTRIBUTES, code);
  }

  /** Whether it counts what its instances do: since Hopper. */
  boolean countsActivity() {
    scratch.fill((byte) 0);
    scratch.set(JAVA_INT, 0, ACTIVITY_VERSION);
    return library.call(NvmlFunction.COUNTS_ACTIVITY, handle, scratch.address()) == 0
        && scratch.get(JAVA_INT, Integer.BYTES) != 0;
  }

  /** Makes room for a sample of activity; it is the caller's to let go. */
  OptionalLong newSample() {
    scratch.set(JAVA_LONG, 0, 0);
    int code = library.call(NvmlFunction.ACTIVITY_SAMPLE, scratch.address());
    long sample = scratch.get(JAVA_LONG, 0);
    return code == 0 && sample != 0 ? OptionalLong.of(sample) : OptionalLong.empty();
  }

  void letGo(long sample) {
    library.call(NvmlFunction.ACTIVITY_SAMPLE_FREE, sample);
  }

  /** Writes what an instance of this board has done so far into a sample. */
  boolean sample(long instance, long sample) {
    return library.call(NvmlFunction.ACTIVITY_OF_INSTANCE, handle, instance, sample) == 0;
  }

  /**
   * Percent of its multiprocessors that an instance kept busy between two samples of it.
   *
   * @param room {@link #ACTIVITY_BYTES} of memory
   */
  OptionalDouble busyBetween(long from, long to, MemorySegment room) {
    room.fill((byte) 0);
    room.set(JAVA_INT, 0, ACTIVITY_VERSION);
    room.set(JAVA_INT, ACTIVITY_COUNT, 1);
    room.set(JAVA_LONG, ACTIVITY_FROM, from);
    room.set(JAVA_LONG, ACTIVITY_TO, to);
    room.set(JAVA_INT, ACTIVITY_METRIC, BUSY_MULTIPROCESSORS);
    room.set(JAVA_INT, ACTIVITY_CODE, ReturnCode.UNKNOWN.number());
    boolean told =
        library.call(NvmlFunction.ACTIVITY_BETWEEN, room.address()) == 0
            && room.get(JAVA_INT, ACTIVITY_CODE) == 0;
    return told ? OptionalDouble.of(room.get(JAVA_DOUBLE, ACTIVITY_VALUE)) : OptionalDouble.empty();
  }

  Optional<String> model() {
    return text(NvmlFunction.NAME);
  }

  Optional<String> uuid() {
    return text(NvmlFunction.UUID);
  }

  private Optional<String> text(NvmlFunction function) {
    return library.call(function, handle, scratch.address(), TEXT_BYTES) == 0
        ? text(scratch, TEXT_BYTES)
        : Optional.empty();
  }

  /** What stands in a buffer, whether or not it ends; anything but plain characters is dropped. */
  static Optional<String> text(MemorySegment buffer, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      byte one = buffer.get(JAVA_BYTE, i);
      if (one == 0) {
        break;
      }
      if (one >= ' ' && one < 0x7f) {
        text.append((char) one);
      }
    }
    String stripped = text.toString().strip();
    return stripped.isEmpty() ? Optional.empty() : Optional.of(stripped);
  }

  /** Where it is plugged in. */
  Optional<Place> place() {
    scratch.fill((byte) 0);
    if (library.call(NvmlFunction.PCI, handle, scratch.address()) != 0) {
      return Optional.empty();
    }
    int domain = scratch.get(JAVA_INT, PCI_DOMAIN);
    int bus = scratch.get(JAVA_INT, PCI_BUS);
    int slot = scratch.get(JAVA_INT, PCI_SLOT);
    boolean possible = domain >= 0 && bus >= 0 && bus <= 0xff && slot >= 0 && slot <= 0x1f;
    return possible ? Optional.of(new Place(domain, bus, slot)) : Optional.empty();
  }

  /** Lets the library write a list of structs; the answer is how many there are. */
  Answer list(NvmlFunction function, MemorySegment list, int room) {
    scratch.set(JAVA_INT, 0, room);
    int code = library.call(function, handle, scratch.address(), list.address());
    return listed(function, code, room);
  }

  /** The same of how much processes used since a time, microseconds as the library counts them. */
  Answer listSince(NvmlFunction function, MemorySegment list, int room, long since) {
    scratch.set(JAVA_INT, 0, room);
    int code = library.call(function, handle, list.address(), scratch.address(), since);
    return listed(function, code, room);
  }

  private Answer listed(NvmlFunction function, int code, int room) {
    long count = Integer.toUnsignedLong(scratch.get(JAVA_INT, 0));
    if (code != 0) {
      return new Answer.Refused(function, code);
    }
    return count <= room
        ? new Answer.Value(count)
        : new Answer.Refused(function, ReturnCode.INSUFFICIENT_SIZE.number());
  }

  private Answer intOf(NvmlFunction function) {
    int code = library.call(function, handle, scratch.address());
    return code == 0
        ? new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, 0)))
        : new Answer.Refused(function, code);
  }

  private Answer longOf(NvmlFunction function) {
    int code = library.call(function, handle, scratch.address());
    return code == 0
        ? new Answer.Value(scratch.get(JAVA_LONG, 0))
        : new Answer.Refused(function, code);
  }

  private Answer numbered(NvmlFunction function, int number) {
    int code = library.call(function, handle, number, scratch.address());
    return code == 0
        ? new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, 0)))
        : new Answer.Refused(function, code);
  }
}
