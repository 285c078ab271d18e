package io.trainwatt.agent.sensor.nvml;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The loaded library. A function that is not there answers {@link ReturnCode#FUNCTION_NOT_FOUND},
 * as a newer library answers of what it has dropped.
 *
 * <p>All functions are called in one shape, as {@code int f(long, long, long, long)}. Each takes at
 * most four numbers and pointers, and both of 64-bit Linux's calling conventions (System V AMD64,
 * AAPCS64) pass the first six of those in registers, whatever their width, where a function reads
 * those that it declares. A shape for each kind of function would take 7 MiB more of the agent.
 *
 * <p>Used by one thread at a time.
 */
@SuppressWarnings("restricted")
final class NvmlLibrary implements AutoCloseable {
  private final Arena arena;
  private final Map<NvmlFunction, MemorySegment> symbols = new EnumMap<>(NvmlFunction.class);

  /** Apart, so that a machine without the library does not pay for it. */
  private static final class Shape {
    static final MethodHandle FOUR =
        Linker.nativeLinker()
            .downcallHandle(
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private Shape() {}
  }

  private NvmlLibrary(Arena arena, SymbolLookup lookup) {
    this.arena = arena;
    for (NvmlFunction function : NvmlFunction.values()) {
      for (String symbol : function.symbols()) {
        lookup.find(symbol).ifPresent(found -> symbols.putIfAbsent(function, found));
      }
    }
  }

  /**
   * Loads it.
   *
   * @param name a path, or a name for the system's loader to find
   * @throws IOException if it cannot be loaded
   */
  static NvmlLibrary open(String name) throws IOException {
    // Shared: it may be closed by another thread than the one that opened it.
    Arena arena = Arena.ofShared();
    try {
      return new NvmlLibrary(arena, SymbolLookup.libraryLookup(name, arena));
    } catch (IllegalArgumentException e) {
      arena.close();
      throw new IOException("the system's loader does not find or take it", e);
    }
  }

  /** Functions it does not have, of those whose fact would be missed. */
  List<NvmlFunction> missing() {
    List<NvmlFunction> missing = new ArrayList<>();
    for (NvmlFunction function : NvmlFunction.values()) {
      if (!symbols.containsKey(function) && !function.fact().isEmpty()) {
        missing.add(function);
      }
    }
    return missing;
  }

  boolean has(NvmlFunction function) {
    return symbols.containsKey(function);
  }

  /** Zeroed memory that lives as long as the library. */
  MemorySegment allocate(long bytes) {
    return arena.allocate(bytes, Long.BYTES);
  }

  /** Calls a function without arguments. */
  int call(NvmlFunction function) {
    return call(function, 0);
  }

  /** Calls a function with a number or an address. */
  int call(NvmlFunction function, long one) {
    return call(function, one, 0);
  }

  int call(NvmlFunction function, long one, long two) {
    return call(function, one, two, 0);
  }

  int call(NvmlFunction function, long one, long two, long three) {
    return call(function, one, two, three, 0);
  }

  int call(NvmlFunction function, long one, long two, long three, long four) {
    MemorySegment symbol = symbols.get(function);
    if (symbol == null) {
      return ReturnCode.FUNCTION_NOT_FOUND.number();
    }
    try {
      return (int) Shape.FOUR.invokeExact(symbol, one, two, three, four);
    } catch (Throwable e) {
      throw new IllegalStateException("calling " + function.symbol() + " failed", e);
    }
  }

  /** Unloads it. Without effect while a call of it has not returned. */
  @Override
  public void close() {
    try {
      arena.close();
    } catch (IllegalStateException e) {
      // A call that hangs keeps it loaded, which is all that can be done.
      System.getLogger(NvmlLibrary.class.getName())
          .log(System.Logger.Level.WARNING, "the NVIDIA library stays loaded: {0}", e.getMessage());
    }
  }
}
