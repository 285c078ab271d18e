package io.trainwatt.agent.discovery;

import java.util.Set;
import java.util.TreeSet;

/**
 * What a process maps and holds that only a training, or what computes like one, does.
 *
 * @param frameworks such as {@code pytorch}
 * @param accelerators such as {@code cuda}, or the name of a GPU that it runs on
 */
public record Evidence(Set<String> frameworks, Set<String> accelerators) {
  /** Nothing was found, or nothing was looked for. */
  public static final Evidence NONE = new Evidence(Set.of(), Set.of());

  public Evidence {
    frameworks = Set.copyOf(frameworks);
    accelerators = Set.copyOf(accelerators);
  }

  /** Whether it is any. */
  public boolean trains() {
    return !frameworks.isEmpty() || !accelerators.isEmpty();
  }

  Evidence andHolds(String accelerator) {
    Set<String> more = new TreeSet<>(accelerators);
    more.add(accelerator);
    return new Evidence(frameworks, more);
  }

  /** In words. */
  String words() {
    String mapped =
        frameworks.isEmpty() ? "" : "maps " + String.join(", ", new TreeSet<>(frameworks));
    String held =
        accelerators.isEmpty() ? "" : "holds " + String.join(", ", new TreeSet<>(accelerators));
    return mapped + (mapped.isEmpty() || held.isEmpty() ? "" : " and ") + held;
  }
}
