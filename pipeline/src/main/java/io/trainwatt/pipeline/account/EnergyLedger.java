package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.state.EnumNumbers;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a subject used on one node, by device and quality. Not thread-safe. */
final class EnergyLedger {
  private static final long PPM = 1_000_000;

  /** One line. Its error is summed over time as it was stated at the time. */
  static final class Line {
    private final String device;
    private final Component component;
    private final Quality quality;
    private final boolean inTotal;
    private String correlationGroup = "";
    private long microjoules;
    private long bridgedMicrojoules;
    private long filledMicrojoules;
    // Error in whole microjoules, and what is left of it in millionths.
    private long errorMicrojoules;
    private long errorRest;

    private Line(String device, Component component, Quality quality, boolean inTotal) {
      this.device = device;
      this.component = component;
      this.quality = quality;
      this.inTotal = inTotal;
    }

    boolean inTotal() {
      return inTotal;
    }

    long microjoules() {
      return microjoules;
    }

    /** Half the band's width, rounded up: a band is never shown narrower than it is. */
    long plusMinusMicrojoules() {
      return errorMicrojoules + (errorRest > 0 ? 1 : 0);
    }

    /** Whose errors add linearly to this line's; a line without a group stands alone. */
    String group(String node) {
      return correlationGroup.isEmpty() ? node + '\n' + device : correlationGroup;
    }

    private boolean is(String device, Quality quality, boolean inTotal, Component component) {
      return this.quality == quality
          && this.inTotal == inTotal
          && this.component == component
          && this.device.equals(device);
    }

    private void add(long energy, long bridged, long filled, int errorPpm, String group) {
      microjoules = Math.addExact(microjoules, energy);
      bridgedMicrojoules = Math.addExact(bridgedMicrojoules, bridged);
      filledMicrojoules = Math.addExact(filledMicrojoules, filled);
      correlationGroup = group;
      long rest = errorRest + (energy % PPM) * errorPpm;
      errorMicrojoules =
          Math.addExact(
              errorMicrojoules,
              Math.addExact(Math.multiplyExact(energy / PPM, (long) errorPpm), rest / PPM));
      errorRest = rest % PPM;
    }

    private EnergyEntry entry(String node) {
      return new EnergyEntry(
          node,
          device,
          component,
          quality,
          inTotal,
          Energy.ofMicrojoules(microjoules),
          Energy.ofMicrojoules(bridgedMicrojoules),
          Energy.ofMicrojoules(filledMicrojoules),
          meanErrorPpm(),
          correlationGroup);
    }

    // Of all the energy so far, rounded up.
    private int meanErrorPpm() {
      if (microjoules == 0) {
        return 0;
      }
      double ppm = Math.ceil((double) plusMinusMicrojoules() / microjoules * PPM - 1e-3);
      return (int) Math.min(Integer.MAX_VALUE, ppm);
    }
  }

  private final List<Line> lines = new ArrayList<>(2);

  /**
   * Adds what was used of a device.
   *
   * @param hint place where the line was found the last time, if it is remembered
   * @throws ArithmeticException if a sum passes 2^63 - 1 µJ
   */
  void add(
      int hint,
      String device,
      Component component,
      Quality quality,
      boolean inTotal,
      long energy,
      long bridged,
      long filled,
      int errorPpm,
      String group) {
    line(hint, device, component, quality, inTotal).add(energy, bridged, filled, errorPpm, group);
  }

  // Lines come in the same order tick after tick: the first look usually finds it.
  private Line line(
      int hint, String device, Component component, Quality quality, boolean inTotal) {
    if (hint < lines.size() && lines.get(hint).is(device, quality, inTotal, component)) {
      return lines.get(hint);
    }
    for (Line line : lines) {
      if (line.is(device, quality, inTotal, component)) {
        return line;
      }
    }
    Line fresh = new Line(device, component, quality, inTotal);
    lines.add(fresh);
    return fresh;
  }

  /** Every line. */
  void each(Consumer<Line> consumer) {
    lines.forEach(consumer);
  }

  int size() {
    return lines.size();
  }

  /** All lines as an account shows them. */
  void entries(String node, List<EnergyEntry> into) {
    for (Line line : lines) {
      into.add(line.entry(node));
    }
  }

  /** Energy of the devices in the total. */
  long inTotalMicrojoules() {
    long sum = 0;
    for (Line line : lines) {
      if (line.inTotal) {
        sum = Math.addExact(sum, line.microjoules);
      }
    }
    return sum;
  }

  void write(StateWriter out) {
    out.number(lines.size());
    for (Line line : lines) {
      out.text(line.device);
      out.number(EnumNumbers.of(line.component));
      out.number(EnumNumbers.of(line.quality));
      out.flag(line.inTotal);
      out.text(line.correlationGroup);
      out.number(line.microjoules);
      out.number(line.bridgedMicrojoules);
      out.number(line.filledMicrojoules);
      out.number(line.errorMicrojoules);
      out.number(line.errorRest);
    }
  }

  static EnergyLedger read(StateReader in) {
    EnergyLedger ledger = new EnergyLedger();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      String device = in.text();
      Component component = EnumNumbers.component(in.count());
      Quality quality = EnumNumbers.quality(in.count());
      Line line = new Line(device, component, quality, in.flag());
      line.correlationGroup = in.text();
      line.microjoules = in.number();
      line.bridgedMicrojoules = in.number();
      line.filledMicrojoules = in.number();
      line.errorMicrojoules = in.number();
      line.errorRest = in.number();
      ledger.lines.add(line);
    }
    return ledger;
  }
}
