package io.trainwatt.agent.attribution;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.User;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;

/** What one user used of a device in its epoch, by quality, in microjoules. */
final class Account {
  static final int QUALITIES = Quality.values().length;

  private final long[] energy = new long[QUALITIES];
  private final long[] bridged = new long[QUALITIES];
  private final long[] filled = new long[QUALITIES];

  /** The run's CPU time up to which energy has been divided; absent before the first division. */
  private long creditedTicks;

  private boolean present;

  void add(Quality quality, long microjoules, boolean whileNobodyLooked) {
    int q = quality.ordinal();
    energy[q] = Math.addExact(energy[q], microjoules);
    if (whileNobodyLooked) {
      bridged[q] = Math.addExact(bridged[q], microjoules);
    }
  }

  void fill(Quality quality, long microjoules) {
    filled[quality.ordinal()] = Math.addExact(filled[quality.ordinal()], microjoules);
  }

  void addAll(Account other) {
    for (int q = 0; q < QUALITIES; q++) {
      energy[q] = Math.addExact(energy[q], other.energy[q]);
      bridged[q] = Math.addExact(bridged[q], other.bridged[q]);
      filled[q] = Math.addExact(filled[q], other.filled[q]);
    }
  }

  /** CPU time the run used since energy was last divided. */
  long usedSince(long cpuTicks) {
    return Math.max(0, cpuTicks - creditedTicks);
  }

  /** Whether it was a user already when energy was last divided. */
  boolean present() {
    return present;
  }

  void creditedUpTo(long cpuTicks) {
    creditedTicks = cpuTicks;
    present = true;
  }

  void clear() {
    for (int q = 0; q < QUALITIES; q++) {
      energy[q] = 0;
      bridged[q] = 0;
      filled[q] = 0;
    }
  }

  /** Adds its counters of qualities that have any energy. */
  void listInto(List<Counter> counters, User user) {
    for (Quality quality : Quality.values()) {
      int q = quality.ordinal();
      if (energy[q] != 0 || filled[q] != 0) {
        counters.add(
            new Counter(
                user,
                quality,
                Energy.ofMicrojoules(energy[q]),
                Energy.ofMicrojoules(bridged[q]),
                Energy.ofMicrojoules(filled[q])));
      }
    }
  }

  void write(DataOutput out) throws IOException {
    for (int q = 0; q < QUALITIES; q++) {
      out.writeLong(energy[q]);
      out.writeLong(bridged[q]);
      out.writeLong(filled[q]);
    }
    out.writeLong(creditedTicks);
    out.writeBoolean(present);
  }

  static Account read(DataInput in) throws IOException {
    Account account = new Account();
    for (int q = 0; q < QUALITIES; q++) {
      account.energy[q] = in.readLong();
      account.bridged[q] = in.readLong();
      account.filled[q] = in.readLong();
      if (account.energy[q] < 0
          || account.filled[q] < 0
          || account.bridged[q] < 0
          || account.bridged[q] > account.energy[q]) {
        throw new IOException("an account is negative or bridges more than it has");
      }
    }
    account.creditedTicks = in.readLong();
    account.present = in.readBoolean();
    return account;
  }
}
