package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.KernelUnits;
import io.trainwatt.events.sample.ListedRun;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A run on this node: its processes and the CPU time they used since they became its. */
final class MeteredRun {
  private static final int MOST_MEMBERS = 1 << 22;

  private final String id;
  // In order of joining; thousands may leave at once.
  private final Set<Member> members = new LinkedHashSet<>();

  /** What is added to the members' own figures: of those gone, less what was before they joined. */
  private long settledTicks;

  private boolean declaredOver;
  private boolean ended;
  private boolean acknowledged;

  MeteredRun(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  /** CPU time since first seen; never falls. */
  long cpuTicks() {
    long sum = settledTicks;
    for (Member member : members) {
      sum += member.totalTicks();
    }
    return sum;
  }

  long residentPages() {
    long sum = 0;
    for (Member member : members) {
      sum += member.residentPages();
    }
    return sum;
  }

  private int living() {
    int count = 0;
    for (Member member : members) {
      if (member.alive()) {
        count++;
      }
    }
    return count;
  }

  boolean lives() {
    return living() > 0;
  }

  Collection<Member> members() {
    return members;
  }

  /** A process joins; what it used before isn't the run's, unless it was born a member. */
  void join(Member member, boolean bornHere) {
    members.add(member);
    if (!bornHere) {
      settledTicks -= member.totalTicks();
    }
  }

  /** A process leaves; what it used stays. */
  void leave(Member member) {
    members.remove(member);
    settledTicks += member.totalTicks();
  }

  /** A member was given the time of a child that is accounted for elsewhere. */
  void giveBack(long ticks) {
    settledTicks -= ticks;
  }

  void declareOver() {
    declaredOver = true;
  }

  void revive() {
    declaredOver = false;
    ended = false;
    acknowledged = false;
  }

  void acknowledge() {
    acknowledged = ended;
  }

  boolean mayRetire() {
    return ended && acknowledged;
  }

  /**
   * Looks whether it has ended.
   *
   * @return whether it ended just now
   */
  boolean justEnded() {
    boolean over = declaredOver || living() == 0;
    boolean news = over && !ended;
    ended = over;
    return news;
  }

  ListedRun listed(KernelUnits units) {
    return new ListedRun(id, ended, living(), units.micros(Math.max(0, cpuTicks())));
  }

  void write(DataOutput out) throws IOException {
    out.writeUTF(id);
    out.writeLong(settledTicks);
    out.writeBoolean(declaredOver);
    out.writeBoolean(ended);
    out.writeInt(members.size());
    for (Member member : members) {
      member.write(out);
    }
  }

  static MeteredRun read(DataInput in) throws IOException {
    MeteredRun run = new MeteredRun(in.readUTF());
    run.settledTicks = in.readLong();
    run.declaredOver = in.readBoolean();
    run.ended = in.readBoolean();
    int count = in.readInt();
    if (count < 0 || count > MOST_MEMBERS) {
      throw new IOException("run %s has %d processes".formatted(run.id, count));
    }
    for (int i = 0; i < count; i++) {
      run.members.add(Member.read(run, in));
    }
    return run;
  }

  /** After another boot: none of its processes can live. */
  void buryMembers() {
    for (Member member : List.copyOf(members)) {
      leave(member);
    }
  }
}
