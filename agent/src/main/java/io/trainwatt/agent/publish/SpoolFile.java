package io.trainwatt.agent.publish;

import java.io.IOException;
import java.nio.ByteBuffer;
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

  private SpoolFile(Path file, Duration kept, MVStore store, boolean wasUnreadable) {
    this.file = file;
    this.kept = kept;
    this.store = store;
    this.wasUnreadable = wasUnreadable;
    this.records = recordsOf(store);
    this.totals = bytesOf(store, "totals");
    openTables();
  }

  static SpoolFile open(SpoolConfig config) throws IOException {
    Path directory = config.directory();
    Duration kept = config.syncInterval().multipliedBy(KEPT_SYNCS);
    Files.createDirectories(directory);
    Path file = directory.resolve(FILE_NAME);
    try {
      return new SpoolFile(file, kept, openStore(file, kept), false);
    } catch (MVStoreException e) {
      if (e.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
        throw new SpoolLocked("the spool " + file + " is in use by another agent", e);
      }
      if (!Files.isWritable(directory) || (Files.exists(file) && !Files.isWritable(file))) {
        throw new IOException("the spool " + file + " cannot be written", e);
      }
      Path aside = putAside(file);
      LOG.log(
          System.Logger.Level.WARNING,
          "the spool {0} cannot be read ({1}); it is kept as {2} and a new one begins",
          file,
          e.getMessage(),
          aside.getFileName());
      return new SpoolFile(file, kept, openStore(file, kept), true);
    }
  }

  private static Path putAside(Path file) throws IOException {
    for (int i = 1; ; i++) {
      Path aside = file.resolveSibling(FILE_NAME + ".unreadable-" + i);
      if (Files.notExists(aside)) {
        return Files.move(file, aside);
      }
    }
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

  /** A commit failed: maps and file may differ, so the file decides. */
  void broken() {
    broken = true;
    store.closeImmediately();
  }

  boolean isBroken() {
    return broken;
  }

  void reopenIfBroken() {
    if (broken) {
      store = openStore(file, kept);
      records = recordsOf(store);
      totals = bytesOf(store, "totals");
      openTables();
      broken = false;
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

  Optional<byte[]> row(Table table, String key) {
    return Optional.ofNullable(table(table).get(key));
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
