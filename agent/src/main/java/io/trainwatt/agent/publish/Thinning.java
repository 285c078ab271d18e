package io.trainwatt.agent.publish;

import io.trainwatt.agent.publish.Outgoing.GivesWay;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What gives way when the spool is full: resolution, never joules. Of samples every second one
 * goes, from the oldest on, each pass over all of them anew; but only where a newer sample of the
 * same devices and epochs stays, which says everything the older one said. Of rows all versions but
 * the newest go. Samples that carry events go last.
 *
 * <p>It looks at a stretch a commit, so its cost is bounded.
 */
final class Thinning {

  private static final System.Logger LOG = System.getLogger(Thinning.class.getName());
  private static final int AT_ONCE_RECORDS = 4_096;
  // Frees more than it must, so that not every commit has to.
  private static final long AHEAD_BYTES = 256 << 10;

  private final SpoolFile file;
  private long cursor;
  // Of the lap under way: what it freed, and whether samples with events may go in it.
  private long freedInLap;
  private boolean eventsToo;
  private boolean nothingLeft;
  private boolean said;

  Thinning(SpoolFile file) {
    this.file = file;
  }

  /** What went, by reason. */
  record Freed(long records, long bytes, Map<String, Long> byReason) {}

  /**
   * Frees what it can of what is asked for, in a bounded time.
   *
   * @param after ids up to this one are in the sender's hands and stay
   * @param newest id of the newest record
   */
  Freed free(long after, long newest, long bytes) {
    Pass pass = new Pass();
    for (int looked = 0; looked < AT_ONCE_RECORDS && pass.bytes < bytes + AHEAD_BYTES; looked++) {
      OptionalLong id = file.firstIdFrom(Math.max(cursor, after) + 1);
      if (id.isEmpty() || id.getAsLong() > newest) {
        lapEnded();
        pass.again();
        if (nothingLeft) {
          break;
        }
      } else {
        cursor = id.getAsLong();
        pass.look(cursor);
      }
    }
    return new Freed(pass.records, pass.bytes, pass.byReason);
  }

  private void lapEnded() {
    cursor = 0;
    nothingLeft = freedInLap == 0 && eventsToo;
    eventsToo = freedInLap == 0;
    freedInLap = 0;
    if (nothingLeft && !said) {
      said = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "the spool is over its bound with records that each hold energy no other one holds;"
              + " it keeps them");
    }
  }

  /** One walk over the records: an older one is judged when the newer one of its kind comes. */
  private final class Pass {
    private final Map<String, Older> older = new HashMap<>();
    private final Set<String> keptLast = new HashSet<>();
    private final Map<String, Long> byReason = new HashMap<>();
    private long records;
    private long bytes;

    /** Begins at the oldest record: no record before it is newer. */
    void again() {
      older.clear();
      keptLast.clear();
    }

    void look(long id) {
      Optional<byte[]> stored = file.record(id);
      if (stored.isEmpty()) {
        return;
      }
      Outgoing record;
      try {
        record = Stored.decode(id, stored.get()).record();
      } catch (SpoolUnreadable e) {
        // The sender gives it up when it comes to it.
        return;
      }
      String kind = record.topic().name() + '\n' + record.supersession();
      Older before = older.put(kind, new Older(id, record.givesWay()));
      if (before == null || !mayGo(kind, before)) {
        return;
      }
      OptionalLong size = file.removeRecord(before.id());
      if (size.isPresent()) {
        records++;
        bytes += size.getAsLong();
        freedInLap++;
        byReason.merge("spool full: " + record.topic().topicName(), 1L, Long::sum);
      }
    }

    private boolean mayGo(String kind, Older before) {
      return switch (before.givesWay()) {
        case ALL_BUT_NEWEST -> true;
        case EVERY_SECOND -> everySecond(kind);
        case LAST -> eventsToo && everySecond(kind);
      };
    }

    private boolean everySecond(String kind) {
      return keptLast.remove(kind) || !keptLast.add(kind);
    }
  }

  private record Older(long id, GivesWay givesWay) {}
}
