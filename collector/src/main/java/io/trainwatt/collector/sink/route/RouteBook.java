package io.trainwatt.collector.sink.route;

import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one route knows of all alerts: which state of each its receiver has been told, which is
 * still to be told, and when each group is due. Its tally counts records read: a record goes out
 * when the receiver has the state it brought, is held while it is to be told, and else dropped with
 * a reason. Times are of {@link System#nanoTime}. One thread.
 */
final class RouteBook {
  static final String NOT_MATCHED = "not of this route";
  static final String NO_NEWS = "nothing new";
  static final String SUPERSEDED = "superseded before it was told";
  static final String SILENCED = "silenced";
  static final String REFUSED = "refused by the receiver";
  static final String UNWANTED = "resolved, which is not told";
  static final String REMOVED = "removed";
  static final String HANDED_OVER = "handed to another instance";

  private static final int MARK_BYTES = 6;
  private static final int MARK_LETTERS = 8;
  // Kafka takes 4096 letters beside an offset.
  private static final int MOST_MARKS = 500;

  private final String route;
  private final AlertMatcher matcher;
  private final Pacing pacing;
  private final Silences silences;
  private final StageTally tally;
  private final Map<String, Entry> entries = new TreeMap<>();
  private final Map<Map<String, String>, Group> groups = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Set<String> remembered = new HashSet<>();

  RouteBook(RouteConfig config, Silences silences, StageTally tally) {
    this.route = config.name();
    this.matcher = config.matcher();
    this.pacing = config.pacing();
    this.silences = silences;
    this.tally = tally;
  }

  /** What of an alert is news to a receiver. */
  private record State(long sinceWallMicros, boolean firing, Severity severity) {
    static State of(Alert alert) {
      return new State(alert.sinceWallMicros(), alert.firing(), alert.severity());
    }
  }

  private static final class Entry {
    private final TopicPartition partition;
    private Alert alert;
    private @Nullable State told;
    private boolean muted;
    // Of the record that is to be told; less than 0 where none is.
    private long heldOffset = -1;
    private long heldSinceNanos;

    private Entry(TopicPartition partition, Alert alert) {
      this.partition = partition;
      this.alert = alert;
    }

    private boolean held() {
      return heldOffset >= 0;
    }
  }

  private static final class Group {
    private long toldNanos;
    private long repeats;

    private Group(long toldNanos) {
      this.toldNanos = toldNanos;
    }
  }

  /**
   * Takes what was read and dealt with before this process began: nothing of it is news.
   *
   * @param alert absent where the row was removed
   */
  void recall(TopicPartition partition, long offset, String fingerprint, Optional<Alert> alert) {
    positions.put(partition, offset + 1);
    if (alert.isEmpty() || !matcher.matches(alert.get())) {
      entries.remove(fingerprint);
      return;
    }
    Entry entry = new Entry(partition, alert.get());
    entry.muted = alert.get().firing() && silences.silences(alert.get());
    entry.told = entry.muted ? null : State.of(alert.get());
    entries.put(fingerprint, entry);
  }

  /**
   * Takes what was there before the route first began: what fires is news, what is over is not.
   *
   * @param alert absent where the row was removed
   */
  void begin(
      TopicPartition partition,
      long offset,
      String fingerprint,
      Optional<Alert> alert,
      long nowNanos) {
    if (alert.isPresent() && !alert.get().firing()) {
      positions.put(partition, offset + 1);
      tally.taken(1);
      Entry before = entries.remove(fingerprint);
      if (before != null && before.held()) {
        tally.droppedHeld(SUPERSEDED, 1);
      }
      tally.droppedHeld(NO_NEWS, 1);
      recall(partition, offset, fingerprint, alert);
      return;
    }
    take(partition, offset, fingerprint, alert, nowNanos);
  }

  /**
   * Takes a record.
   *
   * @param alert absent where the row was removed
   */
  void take(
      TopicPartition partition,
      long offset,
      String fingerprint,
      Optional<Alert> alert,
      long nowNanos) {
    positions.put(partition, offset + 1);
    tally.taken(1);
    if (alert.isEmpty()) {
      forget(fingerprint, REMOVED);
      tally.droppedHeld(REMOVED, 1);
    } else if (!matcher.matches(alert.get())) {
      forget(fingerprint, NOT_MATCHED);
      tally.droppedHeld(NOT_MATCHED, 1);
    } else {
      Alert found = alert.get();
      weigh(
          entries.computeIfAbsent(fingerprint, any -> new Entry(partition, found)),
          found,
          offset,
          nowNanos);
    }
  }

  /** Passes over what is no record of an alert, and is counted by whoever found that. */
  void skip(TopicPartition partition, long offset) {
    positions.put(partition, offset + 1);
  }

  private void forget(String fingerprint, String reason) {
    Entry entry = entries.remove(fingerprint);
    if (entry != null && entry.held()) {
      tally.droppedHeld(reason, 1);
    }
  }

  private void weigh(Entry entry, Alert alert, long offset, long nowNanos) {
    State state = State.of(alert);
    if (!remembered.isEmpty() && remembered.remove(mark(alert.fingerprint(), state))) {
      entry.told = state;
    }
    boolean sameAsHeld = entry.held() && State.of(entry.alert).equals(state);
    entry.alert = alert;
    if (sameAsHeld) {
      tally.droppedHeld(NO_NEWS, 1);
      return;
    }
    Optional<String> reason = alert.firing() ? notToFire(entry, state) : notToResolve(entry, state);
    let(entry, reason.filter(SILENCED::equals).orElse(SUPERSEDED));
    if (reason.isPresent()) {
      tally.droppedHeld(reason.get(), 1);
    } else {
      entry.heldOffset = offset;
      entry.heldSinceNanos = nowNanos;
    }
  }

  private Optional<String> notToFire(Entry entry, State state) {
    entry.muted = silences.silences(entry.alert);
    if (entry.muted) {
      return Optional.of(SILENCED);
    }
    return state.equals(entry.told) ? Optional.of(NO_NEWS) : Optional.empty();
  }

  // Who was told that it fires is told that it's over, silenced or not.
  private Optional<String> notToResolve(Entry entry, State state) {
    boolean muted = entry.muted || silences.silences(entry.alert);
    boolean toldFiring = entry.told != null && entry.told.firing();
    entry.muted = false;
    if (state.equals(entry.told)) {
      return Optional.of(NO_NEWS);
    }
    if (!pacing.resolved()) {
      entry.told = state;
      return Optional.of(UNWANTED);
    }
    return muted && !toldFiring ? Optional.of(SILENCED) : Optional.empty();
  }

  private void let(Entry entry, String reason) {
    if (entry.held()) {
      entry.heldOffset = -1;
      tally.droppedHeld(reason, 1);
    }
  }

  /** The notice that is to be told now, if one is. */
  Optional<Notice> due(long nowNanos) {
    Map<Map<String, String>, List<Entry>> members = new HashMap<>();
    for (Entry entry : entries.values()) {
      muteHeld(entry);
      boolean fires = entry.alert.firing() && !entry.muted && !silences.silences(entry.alert);
      if (entry.held() || (fires && entry.told != null)) {
        members.computeIfAbsent(group(entry.alert), any -> new ArrayList<>()).add(entry);
      }
    }
    groups
        .entrySet()
        .removeIf(
            group ->
                !members.containsKey(group.getKey())
                    && since(group.getValue().toldNanos, nowNanos, pacing.groupInterval()));
    for (Map.Entry<Map<String, String>, List<Entry>> group : members.entrySet()) {
      Optional<Notice> notice = due(group.getKey(), group.getValue(), nowNanos);
      if (notice.isPresent()) {
        return notice;
      }
    }
    return Optional.empty();
  }

  // A silence may have begun after the record came.
  private void muteHeld(Entry entry) {
    if (entry.held() && entry.alert.firing() && silences.silences(entry.alert)) {
      let(entry, SILENCED);
      entry.muted = true;
    }
  }

  private Optional<Notice> due(Map<String, String> key, List<Entry> members, long nowNanos) {
    @Nullable Group group = groups.get(key);
    Optional<Entry> first =
        members.stream()
            .filter(Entry::held)
            .min(java.util.Comparator.comparingLong(entry -> entry.heldSinceNanos));
    boolean rested = group == null || since(group.toldNanos, nowNanos, pacing.groupInterval());
    if (first.isPresent()) {
      boolean waited = since(first.get().heldSinceNanos, nowNanos, pacing.groupWait());
      return rested && waited ? Optional.of(notice(key, members, 0)) : Optional.empty();
    }
    if (group == null && pacing.tellAtStart()) {
      return Optional.of(notice(key, members, 1));
    }
    if (group == null) {
      // Told before this process began: the interval begins anew.
      groups.put(key, new Group(nowNanos));
      return Optional.empty();
    }
    return since(group.toldNanos, nowNanos, pacing.repeatInterval())
        ? Optional.of(notice(key, members, group.repeats + 1))
        : Optional.empty();
  }

  private Notice notice(Map<String, String> key, List<Entry> members, long repeat) {
    return new Notice(
        route,
        key,
        members.stream().map(entry -> new Told(entry.alert, entry.held())).toList(),
        repeat);
  }

  /** The receiver has it. */
  void delivered(Notice notice, long nowNanos) {
    settle(notice, nowNanos);
    notice.alerts().stream().filter(Told::news).forEach(told -> tally.released(1));
  }

  /** The receiver will not have it. */
  void refused(Notice notice, long nowNanos) {
    settle(notice, nowNanos);
    notice.alerts().stream().filter(Told::news).forEach(told -> tally.droppedHeld(REFUSED, 1));
  }

  private void settle(Notice notice, long nowNanos) {
    Group group = groups.computeIfAbsent(notice.group(), any -> new Group(nowNanos));
    group.toldNanos = nowNanos;
    group.repeats = notice.repeat();
    for (Told told : notice.alerts()) {
      Entry entry = entries.get(told.alert().fingerprint());
      if (entry != null) {
        entry.heldOffset = -1;
        entry.told = State.of(told.alert());
      }
    }
  }

  /**
   * Where another instance would have to go on, by partition; with it, as marks, which states
   * beyond that place have been told already. Kafka bounds the marks: a few hundred alerts a
   * partition.
   */
  Map<TopicPartition, OffsetAndMetadata> offsets() {
    Map<TopicPartition, Long> offsets = new HashMap<>(positions);
    for (Entry entry : entries.values()) {
      if (entry.held()) {
        offsets.merge(entry.partition, entry.heldOffset, Math::min);
      }
    }
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    offsets.forEach(
        (partition, offset) ->
            next.put(
                partition,
                new OffsetAndMetadata(
                    offset, offset.equals(positions.get(partition)) ? "" : marks(partition))));
    return next;
  }

  private String marks(TopicPartition partition) {
    return entries.values().stream()
        .filter(entry -> entry.told != null && entry.partition.equals(partition))
        .map(entry -> mark(entry.alert.fingerprint(), entry.told))
        .limit(MOST_MARKS)
        .collect(java.util.stream.Collectors.joining());
  }

  /** Reads what {@link #offsets} left: these states are no news. */
  void remember(String marks) {
    for (int from = 0; from + MARK_LETTERS <= marks.length(); from += MARK_LETTERS) {
      remembered.add(marks.substring(from, from + MARK_LETTERS));
    }
  }

  private static String mark(String fingerprint, State state) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest((fingerprint + state).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(Arrays.copyOf(hash, MARK_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** These belong to someone else now, who begins where this one last committed. */
  void handOver(Collection<TopicPartition> partitions) {
    positions.keySet().removeAll(partitions);
    entries
        .values()
        .removeIf(
            entry -> {
              boolean gone = partitions.contains(entry.partition);
              if (gone && entry.held()) {
                tally.droppedHeld(HANDED_OVER, 1);
              }
              return gone;
            });
  }

  private Map<String, String> group(Alert alert) {
    Map<String, String> group = new TreeMap<>();
    for (String name : pacing.groupBy()) {
      group.put(
          name,
          switch (name) {
            case "rule" -> alert.rule();
            case "severity" -> alert.severity().name().toLowerCase(java.util.Locale.ROOT);
            case "subject" -> alert.subject().key();
            default -> alert.labels().getOrDefault(name, "");
          });
    }
    return java.util.Collections.unmodifiableMap(group);
  }

  private static boolean since(long beganNanos, long nowNanos, Duration atLeast) {
    return nowNanos - beganNanos >= atLeast.toNanos();
  }
}
