package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.ProcessStat;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A process that belongs to a run; a number and a start time are its identity. */
final class Member {
  final long pid;
  final long startTicks;
  private MeteredRun run;
  private long parent;
  private long group;
  private long session;

  /** Whether the leader of its process group is or was a member as well. */
  private boolean groupLed;

  /** Whether the leader of its session is or was a member as well. */
  private boolean sessionLed;

  private long ownTicks;
  private long childTicks;
  private long residentPages;
  private boolean dead;

  /** Growth of {@link #childTicks} in this scan that no vanished child has explained yet. */
  private long unexplainedTicks;

  /** The scan that last saw it. */
  private long seen;

  Member(MeteredRun run, long pid, ProcessStat stat, long scan) {
    this.run = run;
    this.pid = pid;
    this.startTicks = stat.startTicks();
    update(stat, scan);
    unexplainedTicks = 0;
  }

  private Member(MeteredRun run, long pid, long startTicks) {
    this.run = run;
    this.pid = pid;
    this.startTicks = startTicks;
  }

  void update(ProcessStat stat, long scan) {
    parent = stat.parent();
    groupLed = (groupLed && group == stat.group()) || stat.group() == pid;
    group = stat.group();
    sessionLed = (sessionLed && session == stat.session()) || stat.session() == pid;
    session = stat.session();
    unexplainedTicks = Math.max(0, stat.childTicks() - childTicks);
    ownTicks = Math.max(ownTicks, stat.ownTicks());
    childTicks = Math.max(childTicks, stat.childTicks());
    residentPages = stat.residentPages();
    dead = stat.dead();
    seen = scan;
  }

  /** Takes over that its group or session was led by a member. */
  void inherit(Member relative) {
    groupLed |= relative.groupLed && relative.group == group;
    sessionLed |= relative.sessionLed && relative.session == session;
  }

  boolean standsForGroup() {
    return groupLed;
  }

  boolean standsForSession() {
    return sessionLed;
  }

  long group() {
    return group;
  }

  long session() {
    return session;
  }

  /** Takes up to so many ticks from what this process got from children it reaped in this scan. */
  long absorb(long ticks) {
    long absorbed = Math.min(ticks, unexplainedTicks);
    unexplainedTicks -= absorbed;
    return absorbed;
  }

  MeteredRun run() {
    return run;
  }

  void moveTo(MeteredRun other) {
    run = other;
  }

  long parent() {
    return parent;
  }

  long totalTicks() {
    return ownTicks + childTicks;
  }

  long residentPages() {
    return dead ? 0 : residentPages;
  }

  boolean alive() {
    return !dead;
  }

  boolean seenIn(long scan) {
    return seen == scan;
  }

  void write(DataOutput out) throws IOException {
    out.writeLong(pid);
    out.writeLong(startTicks);
    out.writeLong(parent);
    out.writeLong(group);
    out.writeLong(session);
    out.writeBoolean(groupLed);
    out.writeBoolean(sessionLed);
    out.writeLong(ownTicks);
    out.writeLong(childTicks);
  }

  static Member read(MeteredRun run, DataInput in) throws IOException {
    Member member = new Member(run, in.readLong(), in.readLong());
    member.parent = in.readLong();
    member.group = in.readLong();
    member.session = in.readLong();
    member.groupLed = in.readBoolean();
    member.sessionLed = in.readBoolean();
    member.ownTicks = in.readLong();
    member.childTicks = in.readLong();
    return member;
  }
}
