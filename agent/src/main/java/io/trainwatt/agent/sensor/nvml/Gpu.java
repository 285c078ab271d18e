package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;

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
