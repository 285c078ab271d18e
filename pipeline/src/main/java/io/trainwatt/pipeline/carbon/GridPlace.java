package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.node.Tariff;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where energy was used, as far as its carbon, its price and its water go.
 *
 * @param zone as configured for the node; absent when nobody configured one
 * @param puePpm power usage effectiveness as configured, parts per million of IT energy
 * @param tariff as configured for the node; prices of the zone go before it
 * @param waterMilliliters for a kilowatt-hour of IT energy, as configured
 * @param embodied what making the node emitted, configured or from the table
 */
public record GridPlace(
    Optional<String> zone,
    OptionalInt puePpm,
    Optional<Tariff> tariff,
    OptionalInt waterMilliliters,
    Optional<Embodied> embodied) {

  /** A node of which nothing was configured. */
  public static final GridPlace UNSAID = new GridPlace(Optional.empty(), OptionalInt.empty());

  private static final int ABSENT = 0;
  private static final int ZONE_AND_PUE = 1;
  private static final int ALL = 2;

  /** A zone and a PUE, nothing more. */
  public GridPlace(Optional<String> zone, OptionalInt puePpm) {
    this(zone, puePpm, Optional.empty(), OptionalInt.empty(), Optional.empty());
  }

  /** What a node's row says. */
  public static GridPlace of(NodeFacts facts) {
    return new GridPlace(
        facts.zone(),
        facts.puePpm(),
        facts.tariff(),
        facts.waterMilliliters(),
        Optional.of(EmbodiedTable.of(facts)));
  }

  /** The same as far as energy goes, whatever the hardware. */
  GridPlace ofEnergy() {
    return embodied.isEmpty()
        ? this
        : new GridPlace(zone, puePpm, tariff, waterMilliliters, Optional.empty());
  }

  /** Writes an absent place, too. */
  public static void write(Optional<GridPlace> place, StateWriter out) {
    if (place.isEmpty()) {
      out.number(ABSENT);
      return;
    }
    GridPlace said = place.get();
    out.number(ALL);
    out.text(said.zone.orElse(""));
    out.number(said.puePpm.orElse(0));
    out.flag(said.tariff.isPresent());
    if (said.tariff.isPresent()) {
      out.text(said.tariff.get().currency());
      out.number(said.tariff.get().microsPerKilowattHour());
    }
    out.flag(said.waterMilliliters.isPresent());
    out.number(said.waterMilliliters.orElse(0));
    out.flag(said.embodied.isPresent());
    if (said.embodied.isPresent()) {
      said.embodied.get().write(out);
    }
  }

  /** Reads what {@link #write} wrote, in this version or the one before. */
  public static Optional<GridPlace> read(StateReader in) {
    int form = in.count();
    if (form == ABSENT) {
      return Optional.empty();
    }
    String zone = in.text();
    int pue = in.count();
    Optional<String> said = zone.isEmpty() ? Optional.empty() : Optional.of(zone);
    OptionalInt puePpm = pue == 0 ? OptionalInt.empty() : OptionalInt.of(pue);
    if (form == ZONE_AND_PUE) {
      return Optional.of(new GridPlace(said, puePpm));
    }
    Optional<Tariff> tariff =
        in.flag() ? Optional.of(new Tariff(in.text(), in.number())) : Optional.empty();
    boolean wet = in.flag();
    int water = in.count();
    return Optional.of(
        new GridPlace(
            said,
            puePpm,
            tariff,
            wet ? OptionalInt.of(water) : OptionalInt.empty(),
            in.flag() ? Optional.of(Embodied.read(in)) : Optional.empty()));
  }
}
