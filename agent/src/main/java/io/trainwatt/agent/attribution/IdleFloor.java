package io.trainwatt.agent.attribution;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * What a device draws when the node does nothing, for one that doesn't say: the least mean power of
 * ten seconds in which the CPUs were busy for a twentieth of the time at most. Not known before the
 * node has been idle for so long. Used by one thread.
 */
final class IdleFloor {
  private static final long WINDOW_MILLIS = 10_000;
  private static final long IDLE_SHARE = 20;
  private static final long UNKNOWN = -1;

  private long milliwatts = UNKNOWN;
  private long microjoules;
  private long millis;

  /**
   * Takes note of a tick.
   *
   * @param busyTicks CPU time that all processes of the node used in it
   * @param capacityTicks CPU time that the node could have given
   */
  void note(long microjoules, long millis, long busyTicks, long capacityTicks) {
    if (busyTicks > capacityTicks / IDLE_SHARE) {
      forgetWindow();
      return;
    }
    this.microjoules += microjoules;
    this.millis += millis;
    if (this.millis >= WINDOW_MILLIS) {
      long mean = this.microjoules / this.millis;
      milliwatts = milliwatts == UNKNOWN ? mean : Math.min(milliwatts, mean);
      forgetWindow();
    }
  }

  /** What was seen of a window that isn't over cannot be compared with what comes. */
  void forgetWindow() {
    microjoules = 0;
    millis = 0;
  }

  OptionalLong milliwatts() {
    return milliwatts == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(milliwatts);
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(milliwatts);
  }

  static IdleFloor read(DataInput in) throws IOException {
    IdleFloor floor = new IdleFloor();
    floor.milliwatts = in.readLong();
    if (floor.milliwatts < UNKNOWN) {
      throw new IOException("an idle power of " + floor.milliwatts + " mW");
    }
    return floor;
  }
}
