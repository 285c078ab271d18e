package io.trainwatt.agent.attribution;

import io.trainwatt.agent.procfs.LastPid;
import io.trainwatt.agent.procfs.ProcessStat;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which process belongs to which run. A process is a run's if it was registered, if its parent was
 * a member when it was first seen, or if a member leads its process group or session; it stays one
 * when its parent dies. A daemon that detaches from all three within one scan is not found.
 *
 * <p>A scan reads every member. Whether anything else can be new, the kernel's last given process
 * number tells: numbers are given in a circle, so only those between the last one of the scan
 * before and the present one need a look, and none if it didn't move. Used by one thread.
 */
final class ProcessTable {
  /** In how many scans every process is looked at again where the last number is not known. */
  private static final int BLIND_SWEEP_SCANS = 10;

  /** And where it is: numbers can be given out of turn, as when a checkpointed process returns. */
  private static final int SWEEP_SCANS = 120;

  private static final int HIGHEST_ANCESTRY = 256;

  private final File folder;
  private final ProcessStat stat;
  private final LastPid lastPid;
  private final Map<Long, Member> members = new HashMap<>();
  private final Map<Long, Stranger> strangers = new HashMap<>();
  private final Map<Long, List<Long>> children = new HashMap<>();
  private boolean childrenKnown;
  private long scan;

  ProcessTable(Path procRoot, Iterable<MeteredRun> runs) {
    this.folder = procRoot.toFile();
    this.stat = new ProcessStat(procRoot);
    this.lastPid = new LastPid(procRoot);
    for (MeteredRun run : runs) {
      for (Member member : run.members()) {
        members.put(member.pid, member);
      }
    }
  }

  private static final class Stranger {
    private final long startTicks;
    private long seen;

    Stranger(long startTicks, long seen) {
      this.startTicks = startTicks;
      this.seen = seen;
    }
  }

  /** Takes note of what all members used, of new processes and of those gone. */
  void scan() {
    scan++;
    forgetChildren();
    lastPid.refresh();
    List<Long> fresh = new ArrayList<>();
    for (Member member : members.values()) {
      if (stat.read(member.pid)) {
        if (stat.startTicks() == member.startTicks) {
          member.update(stat, scan);
        } else {
          fresh.add(member.pid);
        }
      }
    }
    if (lastPid.moved()) {
      lookAtStrangers(fresh);
    }
    // Before those gone are dropped: they may be the parents of the new.
    adoptAll(fresh);
    buryUnseen();
  }

  private void lookAtStrangers(List<Long> fresh) {
    String[] names = folder.list();
    if (names == null) {
      return;
    }
    for (String name : names) {
      long pid = pid(name);
      if (pid > 0 && !members.containsKey(pid)) {
        look(pid, fresh);
      }
    }
    strangers.values().removeIf(stranger -> stranger.seen != scan);
  }

  private static long pid(String name) {
    long pid = 0;
    for (int i = 0; i < name.length(); i++) {
      int digit = name.charAt(i) - '0';
      if (digit < 0 || digit > 9 || pid > Integer.MAX_VALUE) {
        return -1;
      }
      pid = pid * 10 + digit;
    }
    return pid;
  }

  private void look(long pid, List<Long> fresh) {
    Stranger stranger = strangers.get(pid);
    int every = lastPid.known() ? SWEEP_SCANS : BLIND_SWEEP_SCANS;
    boolean due = lastPid.mayBeNew(pid) || Math.floorMod(pid + scan, every) == 0;
    if (stranger != null && !due) {
      stranger.seen = scan;
    } else if (stat.read(pid)) {
      if (stranger != null && stranger.startTicks == stat.startTicks()) {
        stranger.seen = scan;
      } else {
        fresh.add(pid);
      }
    }
  }

  /** Until nothing changes: a new process may be the child of another new one. */
  private void adoptAll(List<Long> fresh) {
    boolean changed = !members.isEmpty() && !fresh.isEmpty();
    Leaders leaders = new Leaders(changed ? members.values() : List.of());
    while (changed) {
      changed = false;
      for (Iterator<Long> candidates = fresh.iterator(); candidates.hasNext(); ) {
        long pid = candidates.next();
        if (!stat.read(pid)) {
          candidates.remove();
        } else if (adopted(pid, leaders)) {
          candidates.remove();
          changed = true;
        }
      }
    }
    for (long pid : fresh) {
      if (stat.read(pid)) {
        strangers.put(pid, new Stranger(stat.startTicks(), scan));
      }
    }
  }

  private boolean adopted(long pid, Leaders leaders) {
    Member relative = members.get(stat.parent());
    if (relative == null || relative.startTicks > stat.startTicks()) {
      relative = leaders.of(stat.group(), stat.session());
    }
    if (relative == null || relative.pid == pid) {
      return false;
    }
    Member former = members.get(pid);
    if (former != null) {
      bury(former);
    }
    Member member = new Member(relative.run(), pid, stat, scan);
    member.inherit(relative);
    relative.run().join(member, true);
    members.put(pid, member);
    leaders.add(member);
    strangers.remove(pid);
    return true;
  }

  private void buryUnseen() {
    List<Member> gone = new ArrayList<>();
    for (Member member : members.values()) {
      if (!member.seenIn(scan)) {
        gone.add(member);
      }
    }
    for (Member member : gone) {
      bury(member);
    }
    for (Member member : gone) {
      members.remove(member.pid, member);
    }
  }

  /**
   * What a process used stays its run's. If the nearest living ancestor waited for it, the kernel
   * has added the same time to that ancestor, where it must not count again.
   */
  private void bury(Member member) {
    member.run().leave(member);
    Member ancestor = members.get(member.parent());
    for (int i = 0; i < HIGHEST_ANCESTRY && ancestor != null && !ancestor.seenIn(scan); i++) {
      ancestor = members.get(ancestor.parent());
    }
    if (ancestor != null && ancestor.seenIn(scan)) {
      ancestor.run().giveBack(ancestor.absorb(member.totalTicks()));
    }
  }

  /**
   * Makes a process and its descendants members of a run, from what they have used by now.
   *
   * @return whether there is such a process
   */
  boolean register(MeteredRun run, long pid) {
    return register(run, pid, Optional.empty());
  }

  /** The same for one of many: the node's tree of processes is read once for all of them. */
  boolean register(MeteredRun run, long pid, Optional<Map<Long, List<Long>>> tree) {
    if (!stat.read(pid)) {
      return false;
    }
    Member known = members.get(pid);
    if (known != null && known.run() == run && known.startTicks == stat.startTicks()) {
      return true;
    }
    long parent = stat.parent();
    Map<Long, List<Long>> byParent = tree.orElseGet(() -> childrenSeenWith(pid, parent));
    Deque<Long> open = new ArrayDeque<>();
    Set<Long> done = new HashSet<>();
    open.add(pid);
    while (!open.isEmpty()) {
      long next = open.removeFirst();
      boolean its = stat.read(next) && (next == pid || done.contains(stat.parent()));
      if (its && done.add(next)) {
        take(run, next);
        open.addAll(byParent.getOrDefault(next, List.of()));
      }
    }
    return true;
  }

  private void take(MeteredRun run, long pid) {
    Member member = members.get(pid);
    if (member != null && member.startTicks == stat.startTicks()) {
      if (member.run() != run) {
        member.run().leave(member);
        member.moveTo(run);
        run.join(member, false);
      }
      return;
    }
    if (member != null) {
      bury(member);
    }
    member = new Member(run, pid, stat, scan);
    Member parent = members.get(stat.parent());
    if (parent != null && parent.run() == run) {
      member.inherit(parent);
    }
    run.join(member, false);
    members.put(pid, member);
    strangers.remove(pid);
  }

  /** Every process of the node by its parent, looked at once between two scans. */
  Map<Long, List<Long>> children() {
    if (!childrenKnown) {
      childrenKnown = true;
      String[] names = folder.list();
      for (String name : names == null ? new String[0] : names) {
        long pid = pid(name);
        if (pid > 0 && stat.read(pid)) {
          children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(pid);
        }
      }
    }
    return children;
  }

  /**
   * The same, looked at anew if the process is younger than that look. Of one that is older, a
   * child born since has a number that the next scan looks at.
   */
  private Map<Long, List<Long>> childrenSeenWith(long pid, long parent) {
    if (childrenKnown && !children.getOrDefault(parent, List.of()).contains(pid)) {
      forgetChildren();
    }
    return children();
  }

  private void forgetChildren() {
    children.clear();
    childrenKnown = false;
  }

  /** The run of a living process: its own, or that of its nearest ancestor that is a member. */
  Optional<MeteredRun> owner(long pid) {
    long next = pid;
    for (int i = 0; i < HIGHEST_ANCESTRY && next > 0 && stat.read(next); i++) {
      Member member = members.get(next);
      if (member != null && member.startTicks == stat.startTicks()) {
        return Optional.of(member.run());
      }
      next = stat.parent();
    }
    return Optional.empty();
  }

  /** Lets go of all processes of a run, with what they have used by now. */
  void release(MeteredRun run) {
    for (Member member : List.copyOf(run.members())) {
      if (stat.read(member.pid) && stat.startTicks() == member.startTicks) {
        member.update(stat, scan);
        // Known, so that it isn't taken for the new child of another run's member.
        strangers.put(member.pid, new Stranger(member.startTicks, scan));
      }
      run.leave(member);
      members.remove(member.pid, member);
    }
  }
}
