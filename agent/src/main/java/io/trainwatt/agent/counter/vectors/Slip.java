package io.trainwatt.agent.counter.vectors;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Tells a slip of the pen, which is refused, from a note of the author, which is let pass. */
final class Slip {
  private static final int SHORTEST_NAME = 4;
  private static final int LONG_NAME = 8;

  private Slip() {}

  /** The known name that this one was surely meant to be. */
  static Optional<String> of(String name, Collection<String> known) {
    return known.stream()
        .filter(member -> member.length() >= SHORTEST_NAME)
        .filter(
            member ->
                distance(name.toLowerCase(Locale.ROOT), member.toLowerCase(Locale.ROOT))
                    <= (member.length() < LONG_NAME ? 1 : 2))
        .findFirst();
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(Math.min(row[j], row[j - 1]) + 1, substituted);
      }
    }
    return row[b.length()];
  }
}
