package io.trainwatt.agent.counter.vectors;

import io.trainwatt.agent.counter.CounterEvent;
import io.trainwatt.agent.counter.together.SourceTotals;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a vector's readings mean, or should, field by field under the names of its {@code expect}.
 * Fields within fields go by their path, such as {@code total.restMicrojoules}.
 *
 * @param figures microjoules and milliseconds
 * @param lists events and other names
 */
public record Meaning(Map<String, BigInteger> figures, Map<String, List<String>> lists) {
  static final String COUNTED = "countedMicrojoules";
  static final String INTEGRATED = "integratedMicrojoules";
  static final String FILLED = "filledMicrojoules";
  static final String UNCOVERED = "uncoveredMillis";
  static final String EVENTS = "events";

  public Meaning {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    lists = Collections.unmodifiableMap(new LinkedHashMap<>(lists));
  }

  static Meaning of(SourceTotals totals) {
    Map<String, BigInteger> figures = new LinkedHashMap<>();
    figures.put(COUNTED, totals.counted());
    figures.put(INTEGRATED, totals.integrated());
    figures.put(FILLED, totals.filled());
    figures.put(UNCOVERED, totals.uncovered());
    return new Meaning(
        figures, Map.of(EVENTS, totals.events().stream().map(CounterEvent::word).toList()));
  }

  /** The same and another, whose fields go below a path. */
  Meaning with(String path, Meaning other) {
    Map<String, BigInteger> allFigures = new LinkedHashMap<>(figures);
    other.figures.forEach((name, figure) -> allFigures.put(path + "." + name, figure));
    Map<String, List<String>> allLists = new LinkedHashMap<>(lists);
    other.lists.forEach((name, list) -> allLists.put(path + "." + name, list));
    return new Meaning(allFigures, allLists);
  }

  /** By how much each of this one's figures is above the other's of the same name. */
  public Map<String, BigInteger> minus(Meaning other) {
    Map<String, BigInteger> differences = new LinkedHashMap<>(figures);
    differences.replaceAll(
        (name, figure) -> figure.subtract(other.figures.getOrDefault(name, BigInteger.ZERO)));
    return differences;
  }
}
