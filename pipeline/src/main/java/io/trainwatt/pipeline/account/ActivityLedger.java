package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.account.ActivitySpending.Boundary;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run's energy went into. A record says what the run does from its time on; the next one
 * closes that and begins its own. A boundary is met with energy for good when no energy of its time
 * is to be expected any more; until then it is met anew at each look, so that what is shown depends
 * on what came and not on what came first. What is open counts as the activity it would be if
 * nothing more were said. Not thread-safe.
 */
final class ActivityLedger {
  static final int MAX_WAITING = 1_024;

  // A training that says nothing for longer than this, and than this many of its usual intervals,
  // has made its last progress as far as anybody can tell.
  private static final long PATIENCE_MICROS = 30_000_000;
  private static final long PATIENCE_INTERVALS = 10;

  private Optional<Voice> voice = Optional.empty();
  private long firstWallMicros;
  private long lastWallMicros;
  private long records;
  private final List<Boundary> waiting = new ArrayList<>(4);
  private ActivitySpending settled = new ActivitySpending();

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

  // Boundaries at which nothing changes go first; where everything changes, every second one.
  private void thin() {
    List<Boundary> kept = new ArrayList<>(MAX_WAITING);
    for (int i = 0; i < waiting.size(); i++) {
      if (i == 0 || waiting.get(i).activity() != waiting.get(i - 1).activity()) {
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
    return waiting.isEmpty() ? Long.MAX_VALUE : waiting.getFirst().wallMicros();
  }

  /** Meets boundaries with energy for good, up to a time; says whether there were any. */
  boolean settle(RunEnergy energy, long until) {
    boolean changed = false;
    while (!waiting.isEmpty() && waiting.getFirst().wallMicros() <= until) {
      settled.meet(waiting.removeFirst(), energy);
      changed = true;
    }
    return changed;
  }

  /**
   * How it stands.
   *
   * @param energies what each activity that took any time or energy used; they sum to the total
   * @param training all training between two boundaries, and what was done between the first and
   *     the last
   * @param recent the newest stretch of training long enough for figures of its own
   */
  record Standing(
      List<ActivityEnergy> energies, Optional<Stretch> training, Optional<Stretch> recent) {}

  /** How it stands with all energy that is known. */
  Standing standing(RunEnergy energy, RunState state) {
    long until = energy.knownUntil();
    ActivitySpending now = settled.copy();
    int met = 0;
    while (met < waiting.size() && waiting.get(met).wallMicros() <= until) {
      now.meet(waiting.get(met), energy);
      met++;
    }
    Activity open = open(now, met == waiting.size(), energy, state);
    return new Standing(now.energies(energy, open), now.training(energy), now.recent(energy));
  }

  private Activity open(
      ActivitySpending now, boolean nothingWaits, RunEnergy energy, RunState state) {
    if (now.newest().isEmpty()) {
      return records == 0 ? Activity.UNTOLD : Activity.SETUP;
    }
    Boundary newest = now.newest().get();
    boolean silent = nothingWaits && energy.asOfWallMicros() - newest.wallMicros() > patience();
    return newest.activity() == Activity.TRAINING && (state == RunState.ENDED || silent)
        ? Activity.AFTER_LAST_PROGRESS
        : newest.activity();
  }

  private long patience() {
    long intervals = Math.max(1, records - 1);
    return Math.max(
        PATIENCE_MICROS, PATIENCE_INTERVALS * ((lastWallMicros - firstWallMicros) / intervals));
  }

  void write(StateWriter out) {
    Voice.write(voice, out);
    out.number(firstWallMicros);
    out.number(lastWallMicros);
    out.number(records);
    out.number(waiting.size());
    waiting.forEach(boundary -> boundary.write(out));
    settled.write(out);
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
    ledger.settled = ActivitySpending.read(in);
    return ledger;
  }
}
