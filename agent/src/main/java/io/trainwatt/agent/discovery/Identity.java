package io.trainwatt.agent.discovery;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which run a process would be of.
 *
 * @param finder what recognised it
 * @param run id, the same on every node of the job; absent for a process tree, which gets a new one
 * @param name what to call the run
 * @param labels what is known of it
 */
public record Identity(
    Finder finder, Optional<String> run, String name, Map<String, String> labels) {
  public Identity {
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  Identity with(String otherName, Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(more);
    all.putAll(labels);
    return new Identity(finder, run, otherName.isEmpty() ? name : otherName, all);
  }
}
