package io.trainwatt.agent.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/** The spool's maps in one MVStore file. Guarded by the spool's lock. */
final class SpoolFile implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(SpoolFile.class.getName());
  private static final String FILE_NAME = "spool.mv";
  private static final String HELD = "held";
  private static final int CACHE_MEBIBYTES = 1;
  // A page is written anew whenever one of its rows changes: about one record a page.
  private static final int PAGE_BYTES = 4 << 10;
  // Below this the file is left as it is; above, chunks that are mostly dead are written together.
  private static final long COMPACT_FROM_BYTES = 4 << 20;
  private static final int COMPACT_TO_PERCENT = 70;
  private static final int COMPACT_WRITE_BYTES = 1 << 20;
  // Old versions stay this many syncs, so that one a power cut falls back to is whole.
  private static final int KEPT_SYNCS = 4;

  private final Path file;
  private final Duration kept;
  private final boolean wasUnreadable;
  private final Map<Table, MVMap<String, byte[]>> tables = new EnumMap<>(Table.class);
  private MVStore store;
  private MVMap<Long, byte[]> records;
  private MVMap<String, byte[]> totals;
  private boolean broken;
  private boolean damaged;

  private SpoolFile(Path file, Duration kept, MVStore store, boolean wasUnreadable) {
    this.file = file;
    this.kept = kept;
    this.store = store;
    this.wasUnreadable = wasUnreadable;
    this.records = recordsOf(store);
    this.totals = bytesOf(store, "totals");
    openTables();
  }

  /** Reads what must be readable: damage shows here, not in the middle of a tick. */
  private SpoolFile checked() {
    Held _ = held();
    OptionalLong _ = lastId();
    tables.values().forEach(LinkedHashMap::new);
    return this;
  }

  static SpoolFile open(SpoolConfig config) throws IOException {
    Path directory = config.directory();
    Duration kept = config.syncInterval().multipliedBy(KEPT_SYNCS);
    Files.createDirectories(directory);
    Path file = directory.resolve(FILE_NAME);
    try {
      return opened(file, kept, false);
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new SpoolLocked("the spool " + file + " is in use by another agent", e);
      }
      if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new IOException("the spool " + file + " cannot be written", e);
      }
      if (!isDamage(e)) {
        throw new IOException("the spool " + file + " cannot be opened: " + e.getMessage(), e);
      }
      putAside(file, e.getMessage());
      return opened(file, kept, true);
    }
  }

  private static SpoolFile opened(Path file, Duration kept, boolean wasUnreadable) {
    MVStore store = openStore(file, kept);
    try {
      return new SpoolFile(file, kept, store, wasUnreadable).checked();
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw e;
    }
  }

  /**
   * Whether the file is at fault. A disk that takes no more and a reader that was interrupted say
   * nothing about what the file holds: giving it up for that would lose all that waits in it.
   */
  private static boolean isDamage(MVStoreException e) {
    return switch (e.getErrorCode()) {
      case DataUtils.ERROR_WRITING_FAILED,
          DataUtils.ERROR_CLOSED,
          DataUtils.ERROR_FILE_LOCKED,
          DataUtils.ERROR_UNKNOWN_DATA_TYPE ->
          false;
      case DataUtils.ERROR_READING_FAILED -> !(e.getCause() instanceof ClosedChannelException);
      default -> true;
    };
  }

  private static void putAside(Path file, @Nullable String why) throws IOException {
    Path aside = file;
    for (int i = 1; Files.exists(aside); i++) {
      aside = file.resolveSibling(FILE_NAME + ".unreadable-" + i);
    }
    Files.move(file, aside);
    LOG.log(
        System.Logger.Level.WARNING,
        "the spool {0} cannot be read ({1}); it is kept as {2} and a new one begins",
        file,
        why,
        aside.getFileName());
  }

  private static MVStore openStore(Path file, Duration kept) {
    // A buffer of 0: the store else commits by itself, in the middle of ours, once enough changed.
    MVStore store =
        new MVStore.Builder()
            .fileName(file.toString())
            .autoCommitDisabled()
            .autoCommitBufferSize(0)
            .cacheSize(CACHE_MEBIBYTES)
            .pageSplitSize(PAGE_BYTES)
            .open();
    store.setVersionsToKeep(0);
    store.setRetentionTime((int) Math.min(kept.toMillis(), Integer.MAX_VALUE));
    return store;
  }

  private void openTables() {
    for (Table table : Table.values()) {
      tables.put(table, bytesOf(store, table.storedName()));
    }
  }

  private static MVMap<Long, byte[]> recordsOf(MVStore store) {
    return store.openMap(
        "records",
        new MVMap.Builder<Long, byte[]>()
            .keyType(LongDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }

  private static MVMap<String, byte[]> bytesOf(MVStore store, String name) {
    return store.openMap(
        name,
        new MVMap.Builder<String, byte[]>()
            .keyType(StringDataType.INSTANCE)
            .valueType(ByteArrayDataType.INSTANCE));
  }

  boolean wasUnreadable() {
    return wasUnreadable;
  }

  /** Something failed: maps and file may differ, so the file decides, unless it is at fault. */
  void broken(MVStoreException e) {
    if (!broken) {
      broken = true;
      damaged = isDamage(e);
      store.closeImmediately();
    }
  }

  boolean isBroken() {
    return broken;
  }

  /**
   * Opens it again after a failure.
   *
   * @return whether it could not be read, was put aside, and a new and empty one takes its place
   * @throws MVStoreException if it cannot be opened now
   * @throws IOException if it cannot be put aside
   */
  boolean reopenIfBroken() throws IOException {
    if (!broken) {
      return false;
    }
    boolean renewed = damaged;
    if (damaged) {
      putAside(file, "damaged");
      damaged = false;
    }
    try {
      reopen();
    } catch (MVStoreException e) {
      if (!isDamage(e)) {
        throw e;
      }
      putAside(file, e.getMessage());
      reopen();
      renewed = true;
    }
    return renewed;
  }

  private void reopen() {
    store = openStore(file, kept);
    try {
      records = recordsOf(store);
      totals = bytesOf(store, "totals");
      openTables();
      broken = false;
    } catch (MVStoreException e) {
      store.closeImmediately();
      throw e;
    }
  }

  Held held() {
    byte[] held = totals.get(HELD);
    if (held == null) {
      return new Held(0, 0);
    }
    ByteBuffer buffer = ByteBuffer.wrap(held);
    return new Held(buffer.getLong(), buffer.getLong());
  }

  OptionalLong lastId() {
    Long last = records.lastKey();
    return last == null ? OptionalLong.empty() : OptionalLong.of(last);
  }

  Iterator<Long> idsFrom(long id) {
    return records.keyIterator(id);
  }

  OptionalLong firstIdFrom(long id) {
    Long first = records.ceilingKey(id);
    return first == null ? OptionalLong.empty() : OptionalLong.of(first);
  }

  Optional<byte[]> record(long id) {
    return Optional.ofNullable(records.get(id));
  }

  void putRecord(long id, byte[] bytes) {
    records.put(id, bytes);
  }

  /** Its size, where it was there. */
  OptionalLong removeRecord(long id) {
    byte[] old = records.remove(id);
    return old == null ? OptionalLong.empty() : OptionalLong.of(old.length);
  }

  private MVMap<String, byte[]> table(Table table) {
    MVMap<String, byte[]> map = tables.get(table);
    if (map == null) {
      throw new IllegalStateException("no table " + table);
    }
    return map;
  }

  Map<String, byte[]> rows(Table table) {
    return new LinkedHashMap<>(table(table));
  }

  void put(Table table, String key, Optional<byte[]> row) {
    if (row.isPresent()) {
      table(table).put(key, row.get());
    } else {
      table(table).remove(key);
    }
  }

  void commit(Held held) {
    totals.put(
        HELD,
        ByteBuffer.allocate(2 * Long.BYTES).putLong(held.records()).putLong(held.bytes()).array());
    store.commit();
  }

  void sync() {
    store.sync();
  }

  long sizeOnDisk() {
    return store.getFileStore().size();
  }

  /** Writes together what lives in chunks that are mostly dead, a bounded amount of it. */
  void compact() {
    if (sizeOnDisk() > COMPACT_FROM_BYTES) {
      boolean _ = store.compact(COMPACT_TO_PERCENT, COMPACT_WRITE_BYTES);
    }
  }

  @Override
  public void close() {
    if (broken) {
      store.closeImmediately();
    } else {
      // Without more compaction: it would hold up the end, and the next start finds all the same.
      store.close(0);
    }
  }
}
