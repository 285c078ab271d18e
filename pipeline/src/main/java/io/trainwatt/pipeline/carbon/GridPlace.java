package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where energy was used, as far as its carbon goes.
 *
 * @param zone as configured for the node; absent when nobody configured one
 * @param puePpm power usage effectiveness as configured, parts per million of IT energy
 */
public record GridPlace(Optional<String> zone, OptionalInt puePpm) {

  /** A node of which nothing was configured. */
  public static final GridPlace UNSAID = new GridPlace(Optional.empty(), OptionalInt.empty());

  /** What a node's row says. */
  public static GridPlace of(NodeFacts facts) {
    return new GridPlace(facts.zone(), facts.puePpm());
  }

  /** Writes an absent place, too. */
  public static void write(Optional<GridPlace> place, StateWriter out) {
    out.flag(place.isPresent());
    if (place.isPresent()) {
      out.text(place.get().zone.orElse(""));
      out.number(place.get().puePpm.orElse(0));
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Optional<GridPlace> read(StateReader in) {
    if (!in.flag()) {
      return Optional.empty();
    }
    String zone = in.text();
    int pue = in.count();
    return Optional.of(
        new GridPlace(
            zone.isEmpty() ? Optional.empty() : Optional.of(zone),
            pue == 0 ? OptionalInt.empty() : OptionalInt.of(pue)));
  }
}
