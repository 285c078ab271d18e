package io.trainwatt.agent.publish;

import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
  private static final String UNREADABLE = "store unreadable";

  private final SpoolConfig config;
  private final LongSupplier nanoTime;
  private final SpoolFile file;
  private final Thinning thinning;
  // What the sender is done with, and how, until the next commit removes it.
  private final NavigableMap<Long, Optional<String>> done = new TreeMap<>();
  private final Map<Topic, Long> acknowledgedTo = new EnumMap<>(Topic.class);
  private final Map<String, Long> dropped = new HashMap<>();
  // What the file holds, small: it must survive the file.
  private final Map<Table, Map<String, byte[]>> rows = new EnumMap<>(Table.class);
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
  private boolean startsOver;
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
    for (Table table : Table.values()) {
      rows.put(table, file.rows(table));
    }
  }

  /** Whether a store was there that could not be read, and was put aside. */
  public boolean wasUnreadable() {
    return file.wasUnreadable();
  }

  /** A stored row. */
  public synchronized Optional<byte[]> row(Table table, String key) {
    return Optional.ofNullable(rowsOf(table).get(key));
  }

  /** All stored rows of a table. */
  public synchronized Map<String, byte[]> rows(Table table) {
    return new LinkedHashMap<>(rowsOf(table));
  }

  private Map<String, byte[]> rowsOf(Table table) {
    return rows.computeIfAbsent(table, t -> new LinkedHashMap<>());
  }

  /**
   * Stores all of it at once, with the removal of what was acknowledged since. A file that turns
   * out to be damaged is put aside, and a new one begins with all rows and without the records that
   * waited, which are counted: what follows says all that those of the same epochs said.
   *
   * @return the id of the last record of the commit, or of the last one before
   * @throws SpoolFailure if the disk did not take it: then nothing of it is stored
   */
  public synchronized long commit(Commit commit) throws SpoolFailure {
    Tally tally = new Tally();
    try {
      reopenIfBroken(tally);
      List<Long> removed = List.copyOf(done.keySet());
      if (startsOver) {
        startOver(tally, removed.size());
      } else {
        removed.forEach(id -> remove(id, tally));
      }
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
    } catch (MVStoreException e) {
      file.broken(e);
      throw new SpoolFailure("the spool in " + config.directory() + " took no commit", e);
    } catch (IOException e) {
      throw new SpoolFailure("the spool in " + config.directory() + " took no commit", e);
    }
    settle();
    return committedTo;
  }

  private void reopenIfBroken(Tally tally) throws IOException {
    if (!file.isBroken()) {
      return;
    }
    startsOver |= file.reopenIfBroken();
    if (!startsOver) {
      // A commit may have reached the disk and failed all the same: it is made again.
      Held held = file.held();
      liveRecords = held.records();
      liveBytes = held.bytes();
      List<Long> half = new ArrayList<>();
      file.idsFrom(nextId).forEachRemaining(half::add);
      half.forEach(id -> remove(id, tally));
    }
  }

  /** All that the new file must hold, and all that went with the old one. */
  private void startOver(Tally tally, int sent) {
    rows.forEach(
        (table, byKey) -> byKey.forEach((key, row) -> file.put(table, key, Optional.of(row))));
    tally.add(-liveRecords, -liveBytes);
    if (liveRecords > sent) {
      tally.dropped.merge(UNREADABLE, liveRecords - sent, Long::sum);
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
    startsOver = false;
    commit.rows().forEach(this::remember);
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

  private void remember(Table table, Map<String, Optional<byte[]>> changed) {
    Map<String, byte[]> mine = rowsOf(table);
    changed.forEach(
        (key, row) -> {
          if (row.isPresent()) {
            mine.put(key, row.get());
          } else {
            mine.remove(key);
          }
        });
  }

  /** What is stored stays stored if this fails: then the next commit opens the file again. */
  private void settle() {
    try {
      sync();
    } catch (MVStoreException e) {
      LOG.log(System.Logger.Level.WARNING, "settling the spool: {0}", e.getMessage());
      file.broken(e);
    }
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
    try {
      collect(next, after, maxRecords, maxBytes);
    } catch (MVStoreException e) {
      // The next commit opens it again, or begins anew.
      file.broken(e);
    }
    return next;
  }

  private void collect(List<Stored> next, long after, int maxRecords, long maxBytes) {
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
          bytes += record.get().length;
          decode(id, record.get()).ifPresent(next::add);
        }
      }
    }
  }

  private Optional<Stored> decode(long id, byte[] bytes) {
    try {
      handedOutTo = Math.max(handedOutTo, id);
      return Optional.of(Stored.decode(id, bytes));
    } catch (SpoolUnreadable e) {
      LOG.log(System.Logger.Level.ERROR, "given up: {0}", e.getMessage());
      refused(id, UNREADABLE);
      return Optional.empty();
    }
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
    if (file.isBroken()) {
      // Not known: all that was handed out is looked at again.
      return 1;
    }
    try {
      Iterator<Long> ids = file.idsFrom(0);
      while (ids.hasNext()) {
        long id = ids.next();
        if (!done.containsKey(id)) {
          return Math.min(id, committedTo + 1);
        }
      }
      return committedTo + 1;
    } catch (MVStoreException e) {
      file.broken(e);
      return 1;
    }
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
