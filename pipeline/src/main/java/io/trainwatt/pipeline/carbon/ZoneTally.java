package io.trainwatt.pipeline.carbon;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Energy in the total by the place where it was used, so that factors can be applied, and applied
 * anew, at any time. Energy that came before the node's row belongs to the first place the row
 * names: figures depend on what was said, not on which record was read first. Not thread-safe.
 */
public final class ZoneTally {
  private final List<Part> parts = new ArrayList<>(1);

  private static final class Part {
    private Optional<GridPlace> place;
    private long microjoules;

    private Part(Optional<GridPlace> place, long microjoules) {
      this.place = place;
      this.microjoules = microjoules;
    }
  }

  /**
   * Adds energy.
   *
   * @param place absent while the node's row was not read
   * @throws ArithmeticException if the sum passes 2^63 - 1 µJ
   */
  public void add(Optional<GridPlace> place, long microjoules) {
    if (place.isPresent()) {
      settle(place);
    }
    for (Part part : parts) {
      if (part.place.equals(place)) {
        part.microjoules = Math.addExact(part.microjoules, microjoules);
        return;
      }
    }
    parts.add(new Part(place, microjoules));
  }

  private void settle(Optional<GridPlace> place) {
    if (parts.size() == 1 && parts.getFirst().place.isEmpty()) {
      parts.getFirst().place = place;
    }
  }

  /** Adds every part to a sum over several tallies. */
  public void addTo(ZoneTally sum) {
    for (Part part : parts) {
      sum.add(Optional.of(part.place.orElse(GridPlace.UNSAID)), part.microjoules);
    }
  }

  /** What was used where. */
  public List<PlacedEnergy> parts() {
    return parts.stream()
        .map(part -> new PlacedEnergy(part.place.orElse(GridPlace.UNSAID), part.microjoules))
        .toList();
  }

  /**
   * Energy used in one place.
   *
   * @param microjoules whole microjoules of IT energy
   */
  public record PlacedEnergy(GridPlace place, long microjoules) {}

  /** Writes all parts. */
  public void write(StateWriter out) {
    out.number(parts.size());
    for (Part part : parts) {
      GridPlace.write(part.place, out);
      out.number(part.microjoules);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static ZoneTally read(StateReader in) {
    ZoneTally tally = new ZoneTally();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      tally.parts.add(new Part(GridPlace.read(in), in.number()));
    }
    return tally;
  }
}
