package io.trainwatt.agent.attribution;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Which runs have been retired in the present epochs, by a 64-bit digest each. A run that comes
 * back after that cannot go on in its old counters and needs new epochs; so does, harmlessly, one
 * that happens to share a digest.
 */
final class RetiredRuns {
  /** Beyond this new epochs begin, so that checkpoints stay small. */
  static final int MOST = 4_096;

  private final Set<Long> digests = new HashSet<>();

  void add(String run) {
    digests.add(digest(run));
  }

  boolean contains(String run) {
    return digests.contains(digest(run));
  }

  boolean full() {
    return digests.size() >= MOST;
  }

  void clear() {
    digests.clear();
  }

  private static long digest(String run) {
    return UUID.nameUUIDFromBytes(run.getBytes(StandardCharsets.UTF_8)).getLeastSignificantBits();
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(digests.size());
    for (long digest : digests) {
      out.writeLong(digest);
    }
  }

  static RetiredRuns read(DataInput in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException(count + " retired runs");
    }
    RetiredRuns runs = new RetiredRuns();
    for (int i = 0; i < count; i++) {
      runs.digests.add(in.readLong());
    }
    return runs;
  }
}
