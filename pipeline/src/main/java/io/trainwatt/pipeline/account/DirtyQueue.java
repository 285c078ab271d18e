package io.trainwatt.pipeline.account;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.ToIntFunction;

/**
 * Whose account has changed since it was last written, oldest change first. It isn't kept in any
 * store: after a restart all accounts are written anew. Not thread-safe.
 */
final class DirtyQueue {
  // Energy entries written in one flush of one task. What is over the budget waits for the next:
  // under overload accounts come less often, and totals stay exact.
  private static final int BUDGET = 1024;

  private final Set<String> keys = new LinkedHashSet<>();

  void add(String key) {
    keys.add(key);
  }

  boolean holds(String key) {
    return keys.contains(key);
  }

  void clear() {
    keys.clear();
  }

  /**
   * Writes what has waited longest.
   *
   * @param write writes one account and says how many energy entries it has
   */
  void flush(ToIntFunction<String> write) {
    int spent = 0;
    Iterator<String> waiting = keys.iterator();
    while (waiting.hasNext() && spent < BUDGET) {
      String key = waiting.next();
      waiting.remove();
      spent += 1 + write.applyAsInt(key);
    }
  }
}
