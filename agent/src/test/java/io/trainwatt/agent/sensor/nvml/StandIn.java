package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A real library with the functions of NVML, compiled from {@code src/test/native}. Each one is a
 * file of its own, so that tests do not share its state. Settings are described in its source.
 */
@SuppressWarnings("restricted")
public final class StandIn {
  private static final Path SOURCE = Path.of("src/test/native/nvml/standin.c").toAbsolutePath();
  private static final Linker LINKER = Linker.nativeLinker();
  private static final BigInteger MILLION = BigInteger.valueOf(1_000_000);
  private static final BigInteger BILLION = BigInteger.valueOf(1_000_000_000);

  private static @Nullable Path object;

  private final Path file;
  private final MethodHandle set;
  private final MethodHandle inits;
  private final MethodHandle calls;
  private final MethodHandle samples;

  private StandIn(Path file) {
    this.file = file;
    SymbolLookup symbols = SymbolLookup.libraryLookup(file, Arena.global());
    set =
        LINKER.downcallHandle(
            symbols.findOrThrow("standin_set"), FunctionDescriptor.ofVoid(ADDRESS, ADDRESS));
    inits =
        LINKER.downcallHandle(
            symbols.findOrThrow("standin_inits"), FunctionDescriptor.of(JAVA_INT));
    calls =
        LINKER.downcallHandle(
            symbols.findOrThrow("standin_calls"), FunctionDescriptor.of(JAVA_LONG));
    samples =
        LINKER.downcallHandle(
            symbols.findOrThrow("standin_samples"), FunctionDescriptor.of(JAVA_INT));
  }

  /** A library with all functions but some. Without a C compiler the test is skipped. */
  public static StandIn in(Path folder, String... without) {
    Path file = compile(folder, without);
    return new StandIn(file);
  }

  /** The library's file alone, for another process to load. */
  public static Path compile(Path folder, String... without) {
    try {
      Path file = Files.createTempDirectory(folder, "nvml").resolve("libnvidia-ml.so.1");
      List<String> command = new ArrayList<>(List.of("cc", "-shared"));
      if (without.length > 0) {
        Path script = Files.createTempFile(folder, "symbols", ".map");
        String local = String.join("; ", Arrays.asList(without));
        Files.writeString(script, "{ global: nvml*; standin*; local: %s; };\n".formatted(local));
        command.add("-Wl,--version-script=" + script);
      }
      command.addAll(List.of("-o", file.toString(), object().toString()));
      run(command);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiled once a process: what differs is which symbols are shown. */
  private static synchronized Path object() throws IOException {
    Path present = object;
    if (present != null) {
      return present;
    }
    Path made = Files.createTempFile("nvml-standin", ".o");
    made.toFile().deleteOnExit();
    run(
        List.of(
            "cc",
            "-std=gnu11",
            "-c",
            "-fPIC",
            "-O1",
            "-fvisibility=hidden",
            "-o",
            made.toString(),
            SOURCE.toString()));
    object = made;
    return made;
  }

  private static void run(List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      abort("no C compiler (cc) for the stand-in of the NVIDIA library: apt-get install gcc");
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("cc failed: " + said);
    }
  }

  /** Where the library is. */
  public String library() {
    return file.toString();
  }

  /** The sensor's settings for it, on a machine with this sysfs. */
  public NvmlConfig config(Path sysfs) {
    return new NvmlConfig(Optional.of(library()), NvmlConfig.DEFAULT_GAUGE_INTERVAL, true, sysfs);
  }

  /** Sets one of its settings. */
  public StandIn set(String name, Object value) {
    return put(name, Optional.of(String.valueOf(value)));
  }

  /** Goes back to the default of a setting. */
  public StandIn reset(String name) {
    return put(name, Optional.empty());
  }

  private StandIn put(String name, Optional<String> value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = value.isPresent() ? arena.allocateFrom(value.get()) : MemorySegment.NULL;
      set.invokeExact(arena.allocateFrom(name), text);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    return this;
  }

  /** Stops its clock. */
  public StandIn at(Duration sinceBoot) {
    return set("CLOCK_NS", sinceBoot.toNanos());
  }

  /** How often it is initialised and not shut down. */
  public int inits() {
    try {
      return (int) inits.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many calls of its functions were made. */
  public long calls() {
    try {
      return (long) calls.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many samples of activity it keeps for us. */
  public int samples() {
    try {
      return (int) samples.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a GPU used since the boot by its square wave, found in another way than the library does:
   * whole periods, and what is left of the last one.
   */
  public static BigInteger picojoules(Wave wave, long nanos) {
    long shift = wave.periodMillis() - wave.phaseMillis() % wave.periodMillis();
    BigInteger on =
        onNanos(wave, nanos + shift * 1_000_000).subtract(onNanos(wave, shift * 1_000_000));
    BigInteger off = BigInteger.valueOf(nanos).subtract(on);
    return on.multiply(BigInteger.valueOf(wave.highMilliwatts()))
        .add(off.multiply(BigInteger.valueOf(wave.lowMilliwatts())));
  }

  private static BigInteger onNanos(Wave wave, long nanos) {
    BigInteger period = BigInteger.valueOf(wave.periodMillis()).multiply(MILLION);
    BigInteger on = BigInteger.valueOf(wave.onMillis()).multiply(MILLION);
    BigInteger[] periods = BigInteger.valueOf(nanos).divideAndRemainder(period);
    return periods[0].multiply(on).add(periods[1].min(on));
  }

  /** What its energy counter shows then. */
  public static long millijoules(Wave wave, long nanos) {
    return picojoules(wave, nanos).divide(BILLION).longValueExact();
  }

  /** How the power of a GPU goes. */
  public record Wave(
      long lowMilliwatts, long highMilliwatts, long periodMillis, long onMillis, long phaseMillis) {
    /** Of a GPU that nothing was set for. */
    public static Wave of(int gpu) {
      return new Wave(60_000 + 5_000L * gpu, 300_000 + 20_000L * gpu, 700, 350, 37L * gpu);
    }
  }
}
