package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.sample.StageCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far every run of this node is. Reports come from any thread and at any rate; the tick takes
 * one record a rank and source, and of the first that tells a loss two, if the loss has changed by
 * then: where the run came from, and where it is.
 *
 * <p>Of several sources of one run the first by {@link Precedence} speaks, as long as it has not
 * been silent for ten minutes; a hook that once spoke keeps the word.
 *
 * <p>Work is cumulative over a sender's reconnects and the agent's restarts: of each process the
 * highest value is kept, and only what passes it is added.
 */
public final class ProgressBook {

  private static final String MERGED = "merged into a later one";
  private static final String RUN_OVER = "run is over";
  private static final String OUTRANKED = "another source speaks";
  private static final int MOST_FORGOTTEN = 1_000;

  private final Map<String, RunProgressState> runs = new HashMap<>();
  private final Set<String> forgotten = new LinkedHashSet<>();
  private long reports;
  private long published;
  private long merged;
  private long over;
  private long outranked;

  /**
   * What one tick takes.
   *
   * @param records to publish
   * @param states of the runs that changed, to be stored in the same commit; by run id
   */
  public record Taken(List<Progress> records, Map<String, byte[]> states) {}

  /**
   * Goes on with what was stored.
   *
   * @throws IllegalArgumentException if the bytes are none of ours
   */
  public synchronized void restore(String run, byte[] state) {
    runs.put(run, RunProgressState.decode(state));
  }

  /** A sender says who it is; it may do so again. */
  public synchronized void hello(Sender sender, SenderFacts facts) {
    forgotten.remove(sender.run());
    introduce(sender, facts);
  }

  /**
   * A file is read for a run. Refused once the run is over, as files are read beside the tick.
   *
   * @return whether its reports will be taken
   */
  public synchronized boolean follow(Sender sender, SenderFacts facts) {
    if (forgotten.contains(sender.run())) {
      return false;
    }
    introduce(sender, facts);
    return true;
  }

  private void introduce(Sender sender, SenderFacts facts) {
    RunProgressState run = runs.computeIfAbsent(sender.run(), r -> new RunProgressState());
    run.speaker(sender).facts = facts;
    run.changed = true;
  }

  /** A sender says how far it is. Counted and left out when its run is known no more. */
  public synchronized void report(Sender sender, ProgressReport report) {
    reports++;
    RunProgressState run = runs.get(sender.run());
    if (run == null) {
      over++;
      return;
    }
    if (run.isOutranked(sender.source(), report.monotonicNanos())) {
      outranked++;
      return;
    }
    run.speaker(sender).add(sender.pid(), report);
    run.changed = true;
  }

  /**
   * How far a source was read, to be stored with what it said by then; nothing if the run is known
   * no more.
   */
  public synchronized void bookmark(String run, String source, byte[] place) {
    RunProgressState state = runs.get(run);
    if (state != null) {
      state.bookmarks.put(source, place);
      state.changed = true;
    }
  }

  /** How far a source was read before this process began. */
  public synchronized Optional<byte[]> bookmark(String run, String source) {
    return Optional.ofNullable(runs.get(run)).map(state -> state.bookmarks.get(source));
  }

  /** Takes what was reported since the last call. */
  public synchronized Taken take(String node, String boot) {
    List<Progress> records = new ArrayList<>();
    Map<String, byte[]> states = new LinkedHashMap<>();
    runs.forEach(
        (id, run) -> {
          if (!run.changed) {
            return;
          }
          for (Map.Entry<RunProgressState.Voice, Speaker> entry : run.speakers.entrySet()) {
            Speaker speaker = entry.getValue();
            for (Said said = speaker.take(); said != null; said = speaker.take()) {
              merged += said.reports() - 1L;
              records.add(
                  said.record(id, node, boot, run.sequence++, entry.getKey(), speaker.facts));
            }
          }
          run.changed = false;
          states.put(id, run.encode());
        });
    published += records.size();
    return new Taken(records, states);
  }

  /** Whether anything was heard of the run. */
  public synchronized boolean knows(String run) {
    return runs.containsKey(run);
  }

  /** Drops a run that is over; what still comes for it is counted and left out. */
  public synchronized void forget(String run) {
    RunProgressState state = runs.remove(run);
    if (state != null) {
      over += state.pending();
    }
    forgotten.add(run);
    if (forgotten.size() > MOST_FORGOTTEN) {
      forgotten.remove(forgotten.iterator().next());
    }
  }

  /** Reports in, records out. */
  public synchronized StageCount count() {
    long held = 0;
    for (RunProgressState run : runs.values()) {
      held += run.pending();
    }
    Map<String, Long> dropped = new HashMap<>();
    if (merged > 0) {
      dropped.put(MERGED, merged);
    }
    if (over > 0) {
      dropped.put(RUN_OVER, over);
    }
    if (outranked > 0) {
      dropped.put(OUTRANKED, outranked);
    }
    return new StageCount("progress", reports, published, held, dropped);
  }
}
