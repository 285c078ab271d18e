package io.trainwatt.agent.publish;

import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.h2.mvstore.MVStoreException;

/**
 * Everything that must survive the agent: its state and the records not yet acknowledged. A commit
 * stores both or neither, and only committed records are handed out, so what the broker has seen
 * the store knows. After SIGKILL the last commit is where it goes on: records may be sent twice,
 * none is lost.
 *
 * <p>Thread-safe; one thread commits, one takes records and acknowledges them.
 */
public final class Spool implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Spool.class.getName());

  private static final int COMPACT_EVERY = 8;

  private final SpoolConfig config;
  private final LongSupplier nanoTime;
  private final SpoolFile file;
  private final Thinning thinning;
  // What the sender is done with, and how, until the next commit removes it.
  private final NavigableMap<Long, Optional<String>> done = new TreeMap<>();
  private final Map<Topic, Long> acknowledgedTo = new EnumMap<>(Topic.class);
  private final Map<String, Long> dropped = new HashMap<>();
  private long nextId;
  private long committedTo;
  private long handedOutTo;
  private long liveRecords;
  private long liveBytes;
  private long in;
  private long out;
  private long commits;
  private long lastSyncNanos;
  private boolean synced;
  private boolean closed;

  private Spool(SpoolConfig config, LongSupplier nanoTime, SpoolFile file) {
    this.config = config;
    this.nanoTime = nanoTime;
    this.file = file;
    this.thinning = new Thinning(file);
  }

  /**
   * Opens or makes the store. One that cannot be read is put aside under another name, and a new
   * one begun.
   *
   * @param nanoTime a monotonic clock
   * @throws SpoolLocked if another process has it open
   * @throws IOException if the directory cannot be written
   */
  public static Spool open(SpoolConfig config, LongSupplier nanoTime) throws IOException {
    Spool spool = new Spool(config, nanoTime, SpoolFile.open(config));
    spool.inherit();
    return spool;
  }

  private synchronized void inherit() {
    Held held = file.held();
    liveRecords = held.records();
    liveBytes = held.bytes();
    in = liveRecords;
    nextId = file.lastId().orElse(0) + 1;
    committedTo = nextId - 1;
  }

  /** Whether a store was there that could not be read, and was put aside. */
  public boolean wasUnreadable() {
    return file.wasUnreadable();
  }

  /** A stored row. */
  public synchronized Optional<byte[]> row(Table table, String key) {
    return file.row(table, key);
  }

  /** All stored rows of a table. */
  public synchronized Map<String, byte[]> rows(Table table) {
    return file.rows(table);
  }

  /**
   * Stores all of it at once, with the removal of what was acknowledged since.
   *
   * @return the id of the last record of the commit, or of the last one before
   * @throws SpoolFailure if the disk did not take it: then nothing of it is stored
   */
  public synchronized long commit(Commit commit) throws SpoolFailure {
    Tally tally = new Tally();
    try {
      file.reopenIfBroken();
      List<Long> removed = List.copyOf(done.keySet());
      removed.forEach(id -> remove(id, tally));
      long id = nextId;
      for (Outgoing record : commit.records()) {
        byte[] bytes = Stored.encode(record);
        file.putRecord(id++, bytes);
        tally.add(bytes.length);
      }
      commit.rows().forEach((table, rows) -> rows.forEach((key, row) -> file.put(table, key, row)));
      if (liveBytes + tally.bytes > recordBound()) {
        thin(tally, id - 1);
      }
      file.commit(new Held(liveRecords + tally.records, liveBytes + tally.bytes));
      account(commit, tally, removed, id);
      sync();
      return committedTo;
    } catch (MVStoreException e) {
      file.broken();
      throw new SpoolFailure("the spool in " + config.directory() + " took no commit", e);
    }
  }

  private void remove(long id, Tally tally) {
    OptionalLong size = file.removeRecord(id);
    if (size.isPresent()) {
      tally.add(-1, -size.getAsLong());
    }
  }

  private void thin(Tally tally, long newest) {
    Thinning.Freed freed =
        thinning.free(Math.max(handedOutTo, 0), newest, liveBytes + tally.bytes - recordBound());
    tally.add(-freed.records(), -freed.bytes());
    freed.byReason().forEach((reason, count) -> tally.dropped.merge(reason, count, Long::sum));
  }

  private void account(Commit commit, Tally tally, List<Long> removed, long id) {
    liveRecords += tally.records;
    liveBytes += tally.bytes;
    in += commit.records().size() + commit.superseded();
    if (commit.superseded() > 0) {
      dropped.merge("disk refused, newer one kept", commit.superseded(), Long::sum);
    }
    for (Long gone : removed) {
      Optional<String> reason = done.remove(gone);
      if (reason == null || reason.isEmpty()) {
        out++;
      } else {
        dropped.merge(reason.get(), 1L, Long::sum);
      }
    }
    tally.dropped.forEach((reason, count) -> dropped.merge(reason, count, Long::sum));
    nextId = id;
    committedTo = id - 1;
    notifyAll();
  }

  private void sync() {
    long now = nanoTime.getAsLong();
    if (!synced || now - lastSyncNanos >= config.syncInterval().toNanos()) {
      file.sync();
      synced = true;
      lastSyncNanos = now;
    }
    commits++;
    if (commits % COMPACT_EVERY == 0) {
      file.compact();
    }
  }

  // The file holds dead versions beside the records; the rest of the bound is for them.
  private long recordBound() {
    return config.maxBytes() / 5 * 2;
  }

  /**
   * The next committed records in order, without those that are done.
   *
   * @param after the last id already taken
   */
  public synchronized List<Stored> next(long after, int maxRecords, long maxBytes) {
    List<Stored> next = new ArrayList<>();
    if (closed || file.isBroken()) {
      return next;
    }
    long bytes = 0;
    Iterator<Long> ids = file.idsFrom(after + 1);
    while (ids.hasNext() && next.size() < maxRecords && bytes < maxBytes) {
      long id = ids.next();
      if (id > committedTo) {
        break;
      }
      if (!done.containsKey(id)) {
        Optional<byte[]> record = file.record(id);
        if (record.isPresent()) {
          next.add(Stored.decode(id, record.get()));
          bytes += record.get().length;
          handedOutTo = Math.max(handedOutTo, id);
        }
      }
    }
    return next;
  }

  /**
   * Waits until a record after this one is committed.
   *
   * @return whether one is
   */
  public synchronized boolean awaitAfter(long id, long timeoutMillis) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (committedTo <= id && !closed) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return committedTo > id;
  }

  /** The broker has it. The next commit removes it. */
  public synchronized void acknowledged(long id, Topic topic) {
    done.put(id, Optional.empty());
    acknowledgedTo.merge(topic, id, Math::max);
  }

  /** The newest record of a topic that the broker has, of those acknowledged to this process. */
  public synchronized OptionalLong acknowledgedTo(Topic topic) {
    Long id = acknowledgedTo.get(topic);
    return id == null ? OptionalLong.empty() : OptionalLong.of(id);
  }

  /** The broker will never take it. The next commit removes it, counted by reason. */
  public synchronized void refused(long id, String reason) {
    done.put(id, Optional.of(reason));
  }

  /** The first id not yet done with, or the next one to be given. All before it are done with. */
  public synchronized long firstOpen() {
    Iterator<Long> ids = file.isBroken() ? List.<Long>of().iterator() : file.idsFrom(0);
    while (ids.hasNext()) {
      long id = ids.next();
      if (!done.containsKey(id)) {
        return Math.min(id, committedTo + 1);
      }
    }
    return committedTo + 1;
  }

  /** Whether something committed is not done with. */
  public synchronized boolean hasOpen() {
    return firstOpen() <= committedTo;
  }

  /** Records that wait, and their bytes. */
  public synchronized Held held() {
    return new Held(liveRecords, liveBytes);
  }

  /** Bytes of its file. */
  public synchronized long sizeOnDisk() {
    return file.isBroken() ? 0 : file.sizeOnDisk();
  }

  /** What was stored and what left since this process began; what it found counts as come in. */
  public synchronized StageCount count() {
    return new StageCount("spool", in, out, liveRecords, dropped);
  }

  /** Closes the file. What was not committed is lost. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      notifyAll();
      try {
        file.close();
      } catch (MVStoreException e) {
        LOG.log(System.Logger.Level.WARNING, "closing the spool: {0}", e.getMessage());
      }
    }
  }

  /** What one commit changes, applied only when the disk has it. */
  private static final class Tally {
    private long records;
    private long bytes;
    private final Map<String, Long> dropped = new HashMap<>();

    void add(long size) {
      add(1, size);
    }

    void add(long count, long size) {
      records += count;
      bytes += size;
    }
  }
}
