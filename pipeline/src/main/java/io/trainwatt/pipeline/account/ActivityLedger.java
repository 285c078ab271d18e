package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a run's energy went into. A record says what the run does from its time on; the next one
 * closes that and begins its own. Each boundary is met with energy once, so that what lies between
 * boundaries always sums to the whole. What is open counts as the activity it would be if nothing
 * more were said. Not thread-safe.
 */
final class ActivityLedger {
  static final int MAX_WAITING = 64;

  private static final Activity[] ACTIVITIES = Activity.values();
  // A training that says nothing for longer than this, and than this many of its usual intervals,
  // has made its last progress as far as anybody can tell.
  private static final long PATIENCE_MICROS = 30_000_000;
  private static final long PATIENCE_INTERVALS = 10;

  /** From when on the run did what, and its work so far. */
  private record Boundary(long wallMicros, Activity activity, Work work) {
    void write(StateWriter out) {
      out.number(wallMicros);
      out.number(activity.ordinal());
      WorkSum.write(work, out);
    }

    static Boundary read(StateReader in) {
      return new Boundary(in.number(), ofOrdinal(in.count()), WorkSum.read(in));
    }
  }

  private Optional<Voice> voice = Optional.empty();
  private long firstWallMicros;
  private long lastWallMicros;
  private long records;
  private final List<Boundary> waiting = new ArrayList<>(4);
  private final Used[] spent = new Used[ACTIVITIES.length];
  private final long[] micros = new long[ACTIVITIES.length];
  private Optional<Boundary> first = Optional.empty();
  private Optional<Boundary> met = Optional.empty();
  private Used atMet = Used.NOTHING;
  private RecentStretch recent = new RecentStretch();

  ActivityLedger() {
    Arrays.fill(spent, Used.NOTHING);
  }

  /** Takes a record; says whether it is heard. */
  boolean take(Progress progress, Work work) {
    Voice speaker = new Voice(progress.rank(), progress.source());
    if (!speaker.speaksBefore(voice)) {
      return false;
    }
    voice = Optional.of(speaker);
    if (records > 0 && progress.wallMicros() <= lastWallMicros) {
      return true;
    }
    firstWallMicros = records == 0 ? progress.wallMicros() : firstWallMicros;
    lastWallMicros = progress.wallMicros();
    records++;
    if (waiting.size() == MAX_WAITING) {
      thin();
    }
    waiting.add(new Boundary(progress.wallMicros(), activity(progress.phase()), work));
    return true;
  }

  private static Activity activity(Phase phase) {
    return switch (phase) {
      case SETUP -> Activity.SETUP;
      case TRAINING -> Activity.TRAINING;
      case EVALUATION -> Activity.EVALUATION;
      case CHECKPOINT -> Activity.CHECKPOINT;
      case DATA_WAIT -> Activity.DATA_WAIT;
      case FINISHED -> Activity.AFTER_LAST_PROGRESS;
    };
  }

  private static Activity ofOrdinal(int ordinal) {
    if (ordinal < 0 || ordinal >= ACTIVITIES.length) {
      throw new DamagedState("activity " + ordinal);
    }
    return ACTIVITIES[ordinal];
  }

  // Boundaries at which nothing changes go first; where everything changes, every second one.
  private void thin() {
    List<Boundary> kept = new ArrayList<>(MAX_WAITING);
    for (int i = 0; i < waiting.size(); i++) {
      if (i == 0 || waiting.get(i).activity != waiting.get(i - 1).activity) {
        kept.add(waiting.get(i));
      }
    }
    if (kept.size() > MAX_WAITING / 2) {
      List<Boundary> all = List.copyOf(kept);
      kept.clear();
      for (int i = 0; i < all.size(); i += 2) {
        kept.add(all.get(i));
      }
    }
    waiting.clear();
    waiting.addAll(kept);
  }

  /** The earliest time that waits for energy; at the end of time where none does. */
  long nextWallMicros() {
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().wallMicros;
  }

  /** Meets boundaries with energy; says whether that changed anything. */
  boolean resolve(RunEnergy energy) {
    long until = waiting.isEmpty() ? Long.MIN_VALUE : energy.knownUntil();
    boolean changed = false;
    while (!waiting.isEmpty() && waiting.getFirst().wallMicros <= until) {
      meet(waiting.removeFirst(), energy);
      changed = true;
    }
    return changed;
  }

  private void meet(Boundary boundary, RunEnergy energy) {
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

  /** What each activity that took any time or energy used; their energies sum to the total. */
  List<ActivityEnergy> energies(RunEnergy energy, RunState state) {
    Activity open = open(energy, state);
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

  private Activity open(RunEnergy energy, RunState state) {
    if (met.isEmpty()) {
      return records == 0 ? Activity.UNTOLD : Activity.SETUP;
    }
    Activity activity = met.get().activity;
    boolean silent =
        waiting.isEmpty() && energy.asOfWallMicros() - met.get().wallMicros > patience();
    return activity == Activity.TRAINING && (state == RunState.ENDED || silent)
        ? Activity.AFTER_LAST_PROGRESS
        : activity;
  }

  private long patience() {
    long intervals = Math.max(1, records - 1);
    return Math.max(
        PATIENCE_MICROS, PATIENCE_INTERVALS * ((lastWallMicros - firstWallMicros) / intervals));
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
    Voice.write(voice, out);
    out.number(firstWallMicros);
    out.number(lastWallMicros);
    out.number(records);
    out.number(waiting.size());
    waiting.forEach(boundary -> boundary.write(out));
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

  static ActivityLedger read(StateReader in) {
    ActivityLedger ledger = new ActivityLedger();
    ledger.voice = Voice.read(in);
    ledger.firstWallMicros = in.number();
    ledger.lastWallMicros = in.number();
    ledger.records = in.number();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      ledger.waiting.add(Boundary.read(in));
    }
    for (int i = 0; i < ACTIVITIES.length; i++) {
      ledger.spent[i] = Used.read(in);
      ledger.micros[i] = in.number();
    }
    ledger.first = readBoundary(in);
    ledger.met = readBoundary(in);
    ledger.atMet = Used.read(in);
    ledger.recent = RecentStretch.read(in);
    return ledger;
  }
}
