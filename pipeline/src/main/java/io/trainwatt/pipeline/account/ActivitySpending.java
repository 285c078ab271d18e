package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Energy by activity up to the newest boundary, so that what lies between boundaries always sums to
 * the whole. Not thread-safe.
 */
final class ActivitySpending {
  private static final Activity[] ACTIVITIES = Activity.values();

  /** From when on the run did what, and its work so far. */
  record Boundary(long wallMicros, Activity activity, Work work) {
    void write(StateWriter out) {
      out.number(wallMicros);
      out.number(activity.ordinal());
      WorkSum.write(work, out);
    }

    static Boundary read(StateReader in) {
      return new Boundary(in.number(), ofOrdinal(in.count()), WorkSum.read(in));
    }
  }

  private final Used[] spent = new Used[ACTIVITIES.length];
  private final long[] micros = new long[ACTIVITIES.length];
  private Optional<Boundary> first = Optional.empty();
  private Optional<Boundary> met = Optional.empty();
  private Used atMet = Used.NOTHING;
  private RecentStretch recent = new RecentStretch();

  ActivitySpending() {
    Arrays.fill(spent, Used.NOTHING);
  }

  ActivitySpending copy() {
    ActivitySpending copy = new ActivitySpending();
    System.arraycopy(spent, 0, copy.spent, 0, spent.length);
    System.arraycopy(micros, 0, copy.micros, 0, micros.length);
    copy.first = first;
    copy.met = met;
    copy.atMet = atMet;
    copy.recent = recent.copy();
    return copy;
  }

  private static Activity ofOrdinal(int ordinal) {
    if (ordinal < 0 || ordinal >= ACTIVITIES.length) {
      throw new DamagedState("activity " + ordinal);
    }
    return ACTIVITIES[ordinal];
  }

  /** The run is at the next boundary. */
  void meet(Boundary boundary, RunEnergy energy) {
    Activity before = met.map(Boundary::activity).orElse(Activity.SETUP);
    long from = met.map(Boundary::wallMicros).orElse(energy.sinceWallMicros());
    // A history that was thinned meanwhile may be a little lower.
    Used now = energy.usedAt(boundary.wallMicros).orMore(atMet);
    spend(before, now.minus(atMet), boundary.wallMicros - from);
    atMet = now;
    first = first.isPresent() ? first : Optional.of(boundary);
    met = Optional.of(boundary);
    recent.take(before, boundary.activity, boundary.wallMicros, now, boundary.work);
  }

  private void spend(Activity activity, Used used, long duration) {
    spent[activity.ordinal()] = spent[activity.ordinal()].plus(used);
    micros[activity.ordinal()] += Math.max(0, duration);
  }

  /** The newest boundary that was met. */
  Optional<Boundary> newest() {
    return met;
  }

  /**
   * What each activity that took any time or energy used; their energies sum to the total.
   *
   * @param open what the run does since the newest boundary
   */
  List<ActivityEnergy> energies(RunEnergy energy, Activity open) {
    Used tail = energy.used().minus(atMet);
    long from = met.map(Boundary::wallMicros).orElse(energy.sinceWallMicros());
    long length = Math.max(0, energy.asOfWallMicros() - from);
    List<ActivityEnergy> energies = new ArrayList<>(ACTIVITIES.length);
    for (Activity activity : ACTIVITIES) {
      Used used = spent[activity.ordinal()];
      long duration = micros[activity.ordinal()];
      if (activity == open) {
        used = used.plus(tail);
        duration += length;
      }
      if (duration > 0 || used.microjoules() > 0) {
        energies.add(
            new ActivityEnergy(
                activity,
                Energy.ofMicrojoules(used.microjoules()),
                Energy.ofMicrojoules(used.idleMicrojoules()),
                duration,
                capacity(energy, used.capacityGigaflops())));
      }
    }
    return energies;
  }

  /** All training between two boundaries, and what was done between the first and the last. */
  Optional<Stretch> training(RunEnergy energy) {
    int training = Activity.TRAINING.ordinal();
    if (micros[training] == 0 || first.isEmpty() || met.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Stretch(
            first.get().wallMicros,
            met.get().wallMicros,
            micros[training],
            Energy.ofMicrojoules(spent[training].microjoules()),
            WorkSum.growth(first.get().work, met.get().work),
            capacity(energy, spent[training].capacityGigaflops())));
  }

  /** The newest stretch of training long enough for figures of its own. */
  Optional<Stretch> recent(RunEnergy energy) {
    return recent
        .newest()
        .map(
            stretch ->
                new Stretch(
                    stretch.fromWallMicros(),
                    stretch.toWallMicros(),
                    stretch.toWallMicros() - stretch.fromWallMicros(),
                    Energy.ofMicrojoules(stretch.used().microjoules()),
                    stretch.work(),
                    capacity(energy, stretch.used().capacityGigaflops())));
  }

  private static OptionalLong capacity(RunEnergy energy, long gigaflops) {
    return energy.capacityKnown() && gigaflops > 0
        ? OptionalLong.of(gigaflops)
        : OptionalLong.empty();
  }

  void write(StateWriter out) {
    for (int i = 0; i < ACTIVITIES.length; i++) {
      spent[i].write(out);
      out.number(micros[i]);
    }
    write(first, out);
    write(met, out);
    atMet.write(out);
    recent.write(out);
  }

  private static void write(Optional<Boundary> boundary, StateWriter out) {
    out.flag(boundary.isPresent());
    boundary.ifPresent(known -> known.write(out));
  }

  private static Optional<Boundary> readBoundary(StateReader in) {
    return in.flag() ? Optional.of(Boundary.read(in)) : Optional.empty();
  }

  static ActivitySpending read(StateReader in) {
    ActivitySpending spending = new ActivitySpending();
    for (int i = 0; i < ACTIVITIES.length; i++) {
      spending.spent[i] = Used.read(in);
      spending.micros[i] = in.number();
    }
    spending.first = readBoundary(in);
    spending.met = readBoundary(in);
    spending.atMet = Used.read(in);
    spending.recent = RecentStretch.read(in);
    return spending;
  }
}
