package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The library, loaded and initialised. It stays so as long as the agent runs: where persistence
 * mode is off, the driver forgets its energy counters when its last client leaves. Used by one
 * thread at a time.
 */
final class Session implements AutoCloseable {
  /** A machine without GPUs is no error. */
  private static final int NO_GPUS = 1;

  private static final int VERSION_BYTES = 80;

  private final NvmlLibrary library;
  private final MemorySegment scratch;

  private Session(NvmlLibrary library) {
    this.library = library;
    this.scratch = library.allocate(Gpu.SCRATCH_BYTES);
  }

  /**
   * Loads and initialises the library.
   *
   * @throws NvmlUnavailable if it is not there or refuses
   */
  static Session open(String name) throws NvmlUnavailable {
    NvmlLibrary library;
    try {
      library = NvmlLibrary.open(name);
    } catch (IOException e) {
      throw NvmlUnavailable.absent(
          "%s cannot be loaded: %s".formatted(name, e.getMessage()),
          "install the NVIDIA driver; or say where the library is: sensors.nvml.library");
    }
    boolean flags = library.has(NvmlFunction.INIT_WITH_FLAGS);
    int code =
        flags
            ? library.call(NvmlFunction.INIT_WITH_FLAGS, NO_GPUS)
            : library.call(NvmlFunction.INIT);
    if (code != 0) {
      library.close();
      throw NvmlUnavailable.refused(flags ? NvmlFunction.INIT_WITH_FLAGS : NvmlFunction.INIT, code);
    }
    return new Session(library);
  }

  /** The driver's version; a question mark where it does not say. */
  String driverVersion() {
    int code = library.call(NvmlFunction.DRIVER_VERSION, scratch.address(), VERSION_BYTES);
    return code == 0 ? Gpu.text(scratch, VERSION_BYTES).orElse("?") : "?";
  }

  /** How many GPUs there are, those that cannot be accessed among them. */
  Answer count() {
    int code = library.call(NvmlFunction.COUNT, scratch.address());
    return code == 0
        ? new Answer.Value(Integer.toUnsignedLong(scratch.get(JAVA_INT, 0)))
        : new Answer.Refused(NvmlFunction.COUNT, code);
  }

  /**
   * A GPU, by its place in the order of the bus.
   *
   * @throws NvmlUnavailable if that one cannot be accessed
   */
  Gpu gpu(int index) throws NvmlUnavailable {
    scratch.set(JAVA_LONG, 0, 0);
    int code = library.call(NvmlFunction.HANDLE, index, scratch.address());
    if (code != 0) {
      throw NvmlUnavailable.refused(NvmlFunction.HANDLE, code);
    }
    return new Gpu(library, scratch.get(JAVA_LONG, 0), scratch);
  }

  /** Memory that lives as long as the session. */
  MemorySegment allocate(long bytes) {
    return library.allocate(bytes);
  }

  /** Functions whose fact is missed. */
  List<NvmlFunction> missing() {
    return library.missing();
  }

  @Override
  public void close() {
    int code = library.call(NvmlFunction.SHUTDOWN);
    if (code != 0) {
      System.getLogger(Session.class.getName())
          .log(
              System.Logger.Level.DEBUG,
              "{0}",
              new Answer.Refused(NvmlFunction.SHUTDOWN, code).words());
    }
    library.close();
  }
}
