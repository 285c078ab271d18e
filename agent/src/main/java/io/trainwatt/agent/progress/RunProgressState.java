package io.trainwatt.agent.progress;

import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** All that is known of one run's progress, and how it is stored. */
final class RunProgressState {

  private static final int FORMAT = 2;
  private static final int WITHOUT_BOOKMARKS = 1;
  private static final long SILENT_NANOS = Duration.ofMinutes(10).toNanos();

  /** Who speaks for a rank. */
  record Voice(int rank, String source) {}

  final Map<Voice, Speaker> speakers = new LinkedHashMap<>();
  final Map<String, byte[]> bookmarks = new LinkedHashMap<>();
  private final Map<String, Long> spokeAt = new HashMap<>();
  long sequence;
  boolean changed;

  Speaker speaker(Sender sender) {
    return speakers.computeIfAbsent(new Voice(sender.rank(), sender.source()), v -> new Speaker());
  }

  /** Whether a better source has the word at that instant; else this one has spoken. */
  boolean isOutranked(String source, long monotonicNanos) {
    int precedence = Precedence.of(source);
    for (Map.Entry<String, Long> other : spokeAt.entrySet()) {
      int others = Precedence.of(other.getKey());
      if (others < precedence
          && (others == Precedence.FIRST || monotonicNanos - other.getValue() < SILENT_NANOS)) {
        return true;
      }
    }
    spokeAt.merge(source, monotonicNanos, Math::max);
    return false;
  }

  int pending() {
    int pending = 0;
    for (Speaker speaker : speakers.values()) {
      pending += speaker.pending();
    }
    return pending;
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeLong(sequence);
      out.writeInt(speakers.size());
      for (Map.Entry<Voice, Speaker> entry : speakers.entrySet()) {
        out.writeInt(entry.getKey().rank());
        out.writeUTF(entry.getKey().source());
        encode(entry.getValue(), out);
      }
      out.writeInt(bookmarks.size());
      for (Map.Entry<String, byte[]> bookmark : bookmarks.entrySet()) {
        out.writeUTF(bookmark.getKey());
        out.writeInt(bookmark.getValue().length);
        out.write(bookmark.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return bytes.toByteArray();
  }

  private static void encode(Speaker speaker, DataOutputStream out) throws IOException {
    out.writeInt(speaker.facts.worldSize());
    out.writeByte(speaker.facts.scope() == Scope.JOB ? 1 : 0);
    write(speaker.facts.plannedSteps(), out);
    write(speaker.facts.parameters(), out);
    write(speaker.facts.activeParameters(), out);
    write(speaker.work, out);
    write(speaker.step, out);
    write(speaker.plannedSteps, out);
    out.writeUTF(speaker.phase.name());
    out.writeInt(speaker.processes.size());
    for (Map.Entry<Long, HighestWork> process : speaker.processes.entrySet()) {
      out.writeLong(process.getKey());
      write(process.getValue().highest(), out);
    }
  }

  static RunProgressState decode(byte[] state) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(state))) {
      int format = in.readUnsignedByte();
      if (format != FORMAT && format != WITHOUT_BOOKMARKS) {
        throw new IllegalArgumentException("progress state of format " + format);
      }
      RunProgressState run = new RunProgressState();
      run.sequence = in.readLong();
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        Voice voice = new Voice(in.readInt(), in.readUTF());
        run.speakers.put(voice, decodeSpeaker(in));
        if (Precedence.of(voice.source()) == Precedence.FIRST) {
          run.spokeAt.put(voice.source(), 0L);
        }
      }
      int places = format == WITHOUT_BOOKMARKS ? 0 : in.readInt();
      for (int i = 0; i < places; i++) {
        String source = in.readUTF();
        run.bookmarks.put(source, in.readNBytes(in.readInt()));
      }
      return run;
    } catch (IOException e) {
      throw new IllegalArgumentException("progress state cut short", e);
    }
  }

  private static Speaker decodeSpeaker(DataInputStream in) throws IOException {
    Speaker speaker = Speaker.resumed();
    int worldSize = in.readInt();
    Scope scope = in.readByte() == 1 ? Scope.JOB : Scope.RANK;
    speaker.facts = new SenderFacts(worldSize, scope, readLong(in), readLong(in), readLong(in));
    speaker.work = readWork(in);
    speaker.step = readLong(in);
    speaker.plannedSteps = readLong(in);
    speaker.phase = Phase.valueOf(in.readUTF());
    int processes = in.readInt();
    for (int i = 0; i < processes; i++) {
      speaker.processes.put(in.readLong(), new HighestWork(readWork(in)));
    }
    return speaker;
  }

  private static void write(Work work, DataOutputStream out) throws IOException {
    write(work.steps(), out);
    write(work.tokens(), out);
    write(work.samples(), out);
    write(work.gigaflops(), out);
  }

  private static Work readWork(DataInputStream in) throws IOException {
    return new Work(readLong(in), readLong(in), readLong(in), readLong(in));
  }

  private static void write(OptionalLong value, DataOutputStream out) throws IOException {
    out.writeBoolean(value.isPresent());
    if (value.isPresent()) {
      out.writeLong(value.getAsLong());
    }
  }

  private static OptionalLong readLong(DataInputStream in) throws IOException {
    return in.readBoolean() ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
  }
}
