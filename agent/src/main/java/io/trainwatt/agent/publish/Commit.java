package io.trainwatt.agent.publish;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes durable at once: state and the records made from it. Used by one thread. */
public final class Commit {

  private final List<Outgoing> records = new ArrayList<>();
  private final Map<Table, Map<String, Optional<byte[]>>> rows = new HashMap<>();
  private long superseded;

  /** A record to be sent once this is durable. */
  public Commit send(Outgoing record) {
    records.add(record);
    return this;
  }

  /** A row to be stored. The bytes are not copied: leave them unchanged. */
  public Commit put(Table table, String key, byte[] value) {
    rows.computeIfAbsent(table, t -> new HashMap<>()).put(key, Optional.of(value));
    return this;
  }

  /** A row to be removed. */
  public Commit remove(Table table, String key) {
    rows.computeIfAbsent(table, t -> new HashMap<>()).put(key, Optional.empty());
    return this;
  }

  /**
   * Takes over what an earlier commit could not store. Of its records only those go along that this
   * one's do not supersede: counters are cumulative, so no energy is lost, and memory stays
   * bounded.
   */
  public Commit after(Commit failed) {
    List<Outgoing> mine = List.copyOf(records);
    records.clear();
    superseded += failed.superseded;
    for (Outgoing record : failed.records) {
      if (isSuperseded(record, mine)) {
        superseded++;
      } else {
        records.add(record);
      }
    }
    records.addAll(mine);
    failed.rows.forEach(
        (table, old) -> {
          Map<String, Optional<byte[]>> mineOfTable =
              rows.computeIfAbsent(table, t -> new HashMap<>());
          old.forEach(mineOfTable::putIfAbsent);
        });
    return this;
  }

  private static boolean isSuperseded(Outgoing record, List<Outgoing> newer) {
    for (Outgoing other : newer) {
      if (other.topic() == record.topic() && other.supersession().equals(record.supersession())) {
        return true;
      }
    }
    return false;
  }

  /** Whether it changes nothing. */
  public boolean isEmpty() {
    return records.isEmpty() && rows.isEmpty();
  }

  List<Outgoing> records() {
    return records;
  }

  Map<Table, Map<String, Optional<byte[]>>> rows() {
    return rows;
  }

  /** Records of earlier commits that failed and were given up for newer ones. */
  long superseded() {
    return superseded;
  }
}
