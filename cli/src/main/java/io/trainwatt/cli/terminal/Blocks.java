package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Null-ended blocks of C strings. */
@SuppressWarnings("restricted")
final class Blocks {
  private Blocks() {}

  static MemorySegment strings(Arena arena, List<byte[]> strings) {
    List<MemorySegment> pointers = new ArrayList<>();
    for (byte[] string : strings) {
      pointers.add(string(arena, string));
    }
    return pointers(arena, pointers);
  }

  /** Our own environment, byte for byte, with some variables set. */
  static MemorySegment environment(Arena arena, Map<String, String> set) {
    List<MemorySegment> pointers = new ArrayList<>();
    MemorySegment own = Libc.environ();
    for (long i = 0; ; i++) {
      MemorySegment entry = own.getAtIndex(ADDRESS, i);
      if (entry.equals(MemorySegment.NULL)) {
        break;
      }
      if (set.keySet().stream().noneMatch(name -> names(entry, name))) {
        pointers.add(entry);
      }
    }
    set.forEach(
        (name, value) ->
            pointers.add(string(arena, (name + "=" + value).getBytes(StandardCharsets.UTF_8))));
    return pointers(arena, pointers);
  }

  private static boolean names(MemorySegment entry, String name) {
    byte[] prefix = (name + "=").getBytes(StandardCharsets.UTF_8);
    MemorySegment bytes = entry.reinterpret(Long.MAX_VALUE);
    for (int i = 0; i < prefix.length; i++) {
      if (bytes.get(JAVA_BYTE, i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static MemorySegment string(Arena arena, byte[] bytes) {
    MemorySegment copy = arena.allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, copy, JAVA_BYTE, 0, bytes.length);
    return copy;
  }

  private static MemorySegment pointers(Arena arena, List<MemorySegment> pointers) {
    MemorySegment block = arena.allocate(ADDRESS, pointers.size() + 1L);
    for (int i = 0; i < pointers.size(); i++) {
      block.setAtIndex(ADDRESS, i, pointers.get(i));
    }
    return block;
  }
}
