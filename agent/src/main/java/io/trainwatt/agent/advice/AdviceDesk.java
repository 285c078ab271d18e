package io.trainwatt.agent.advice;

import io.trainwatt.agent.publish.kafka.KafkaConfig;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.codec.AdviceCodec;
import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.sample.StageCount;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings advice to the runs of this node that asked for it. Thread-safe; no call waits.
 *
 * <p>A consumer, with its thread, lives only while somebody asks and a little longer. It belongs to
 * no group and commits nothing: whoever asks is told what was advised in the last hour and has not
 * expired, each id once, so neither a restart nor a reconnect loses advice.
 */
public final class AdviceDesk implements AutoCloseable {

  private static final String UNDECODABLE = "undecodable";
  private static final String NOBODY_ASKED = "no run of this node asked";
  private static final String EXPIRED = "expired";
  private static final String TOLD_BEFORE = "told before";

  private final KafkaConfig config;
  private final Clock clock;
  private final List<Ear> ears = new CopyOnWriteArrayList<>();
  private final Map<String, Long> dropped = new HashMap<>();
  private long in;
  private long out;
  private boolean closed;
  private @Nullable AdviceReader reader;

  /**
   * One who asked. Give it back to {@link #leave}.
   *
   * <p>Compared by identity: several ranks of a run ask.
   */
  public static final class Ear {
    private static final int IDS_KEPT = 1_000;

    private final String run;
    private final Consumer<Advice> listener;
    private final SequencedSet<String> told = new LinkedHashSet<>();

    private Ear(String run, Consumer<Advice> listener) {
      this.run = run;
      this.listener = listener;
    }

    private boolean tell(Advice advice) {
      // What takes advice back may carry its id.
      if (!told.add(advice.action() + " " + advice.id())) {
        return false;
      }
      if (told.size() > IDS_KEPT) {
        told.removeFirst();
      }
      listener.accept(advice);
      return true;
    }
  }

  /**
   * @param clock decides what has expired
   */
  public AdviceDesk(KafkaConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  /**
   * Hears of advice to a run until it leaves.
   *
   * @param listener called on the reader's thread; it must not wait
   */
  public synchronized Ear ask(String run, Consumer<Advice> listener) {
    Ear ear = new Ear(run, listener);
    ears.add(ear);
    AdviceReader reading = reader;
    if (closed) {
      return ear;
    }
    if (reading == null) {
      reader = AdviceReader.start(config, this, clock);
    } else {
      reading.beginAgain();
    }
    return ear;
  }

  /** Who asked hears no more. */
  public void leave(Ear ear) {
    ears.remove(ear);
  }

  boolean isWanted() {
    return !ears.isEmpty();
  }

  /** The reader has nobody to read for and ends, unless somebody asked in between. */
  synchronized boolean mayEnd() {
    if (isWanted() && !closed) {
      return false;
    }
    reader = null;
    return true;
  }

  /** A record of the topic. */
  synchronized void heard(byte[] bytes) {
    in++;
    Optional<String> reason = tell(bytes);
    if (reason.isPresent()) {
      dropped.merge(reason.get(), 1L, Long::sum);
    } else {
      out++;
    }
  }

  private Optional<String> tell(byte[] bytes) {
    Advice advice;
    try {
      advice = AdviceCodec.decode(bytes);
    } catch (MalformedRecord e) {
      return Optional.of(UNDECODABLE);
    }
    List<Ear> asked = ears.stream().filter(ear -> ear.run.equals(advice.run())).toList();
    if (asked.isEmpty()) {
      return Optional.of(NOBODY_ASKED);
    }
    long expires = advice.expiresWallMicros();
    if (expires > 0 && expires <= clock.millis() * 1_000) {
      return Optional.of(EXPIRED);
    }
    boolean news = false;
    for (Ear ear : asked) {
      news |= ear.tell(advice);
    }
    return news ? Optional.empty() : Optional.of(TOLD_BEFORE);
  }

  /** Advice read, told, and why the rest was not; absent while nobody ever asked. */
  public synchronized Optional<StageCount> count() {
    return in == 0 && reader == null
        ? Optional.empty()
        : Optional.of(new StageCount("advice", in, out, 0, dropped));
  }

  /** Whether a consumer is there now. */
  synchronized boolean isReading() {
    return reader != null;
  }

  /** Ends the reading; later requests hear nothing. */
  @Override
  public void close() {
    AdviceReader reading;
    synchronized (this) {
      closed = true;
      reading = reader;
    }
    if (reading != null) {
      reading.close();
    }
  }
}
