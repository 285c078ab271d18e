package io.trainwatt.agent.discovery;

import io.trainwatt.agent.procfs.LastPid;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds processes that should be part of a run. A process is looked at when it is new and then at
 * growing distances, since it may become something else: a shell becomes a training by exec, a
 * training maps its framework seconds after it began. One look reads three small files; what a
 * process maps is read only of those that hold enough memory and are of no run. Used by one thread.
 */
public final class Discovery {
  /** So many a time: a node full of processes is looked at bit by bit. */
  private static final int MOST_LOOKS = 512;

  private static final int MOST_SEARCHES = 32;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long FIRST_PAUSE_SECONDS = 2;
  private static final int LONGEST_PAUSE = 6;
  private static final int HIGHEST_ANCESTRY = 64;

  private final DiscoveryConfig config;
  private final Policy policy;
  private final Inspector inspector;
  private final File folder;
  private final LastPid lastPid;
  private final Map<Long, Known> known = new LinkedHashMap<>();
  private long due = Long.MIN_VALUE;
  private long looks;
  private boolean unlisted = true;
  private int searches;

  private static final class Known {
    private final long pid;
    private long seen;
    private long dueNanos;
    private int looked;
    private Optional<Sighting> sighting = Optional.empty();

    Known(long pid, long dueNanos) {
      this.pid = pid;
      this.dueNanos = dueNanos;
    }
  }

  /**
   * @param procRoot {@code /proc} on a real machine
   * @param cluster of the node
   * @param node name of the node in its cluster
   * @param socket of this agent
   */
  public Discovery(
      DiscoveryConfig config, Path procRoot, String cluster, String node, Path socket) {
    this.config = config;
    this.policy = new Policy(config);
    this.inspector =
        new Inspector(
            procRoot, new Identifier(config, cluster, node), Optional.of(socket), Optional.empty());
    this.folder = procRoot.toFile();
    this.lastPid = new LastPid(procRoot);
  }

  /**
   * Looks, if it is time to.
   *
   * @param holders processes that hold an accelerator, as sensors say
   */
  public List<Found> look(long nowNanos, Set<Long> holders, Members members) {
    if (!config.enabled() || nowNanos < due) {
      return List.of();
    }
    due = nowNanos + config.interval().toNanos();
    inspector.refreshClock();
    searches = 0;
    list(nowNanos);
    List<Known> fresh = inspect(nowNanos, holders, members);
    return decide(fresh, members);
  }

  private void list(long nowNanos) {
    lastPid.refresh();
    // What is gone is noticed late where nothing new came: nobody is harmed by that.
    if (!unlisted && !lastPid.moved()) {
      return;
    }
    String[] names = folder.list();
    if (names == null) {
      return;
    }
    unlisted = false;
    looks++;
    for (String name : names) {
      long pid = pid(name);
      if (pid > 0) {
        Known one = known.get(pid);
        if (one == null) {
          one = new Known(pid, nowNanos);
          known.put(pid, one);
        } else if (lastPid.mayBeNew(pid)) {
          one.dueNanos = nowNanos;
          one.looked = 0;
        }
        one.seen = looks;
      }
    }
    known.values().removeIf(one -> one.seen != looks);
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

  private List<Known> inspect(long nowNanos, Set<Long> holders, Members members) {
    List<Known> fresh = new ArrayList<>();
    List<Known> again = new ArrayList<>();
    for (Known one : known.values()) {
      boolean holds = holders.contains(one.pid) && !trains(one);
      if (one.dueNanos <= nowNanos || holds) {
        (one.looked == 0 ? fresh : again).add(one);
      }
    }
    // What was never looked at goes first; the rest waits for the next time.
    fresh.addAll(again);
    if (fresh.size() > MOST_LOOKS) {
      fresh.subList(MOST_LOOKS, fresh.size()).clear();
    }
    for (Known one : fresh) {
      inspect(one, holders.contains(one.pid), members);
      long seconds = FIRST_PAUSE_SECONDS << Math.min(one.looked, LONGEST_PAUSE);
      one.looked++;
      one.dueNanos = nowNanos + seconds * NANOS_PER_SECOND;
    }
    return fresh;
  }

  private static boolean trains(Known one) {
    return one.sighting.map(seen -> seen.evidence().trains()).orElse(false);
  }

  private void inspect(Known one, boolean holds, Members members) {
    Evidence before = evidence(one);
    Optional<Sighting> now = inspector.see(one.pid);
    boolean same =
        now.isPresent()
            && one.sighting.isPresent()
            && now.get().startTicks() == one.sighting.get().startTicks();
    one.sighting = now;
    if (now.isEmpty()) {
      return;
    }
    Sighting seen = now.get();
    if (same && before.trains()) {
      seen = seen.with(before);
    } else if (isWorthSearching(seen) && members.runOf(one.pid).isEmpty()) {
      seen = search(seen);
    }
    one.sighting = Optional.of(holds ? seen.with(seen.evidence().andHolds("gpu")) : seen);
  }

  private static Evidence evidence(Known one) {
    return one.sighting.map(Sighting::evidence).orElse(Evidence.NONE);
  }

  private boolean isWorthSearching(Sighting seen) {
    return seen.exempt().isEmpty()
        && seen.residentBytes() >= config.minMemoryBytes()
        && config.mode(seen.identity().finder()) == Mode.TRAINING;
  }

  private Sighting search(Sighting seen) {
    if (searches >= MOST_SEARCHES) {
      return seen;
    }
    searches++;
    return inspector.searched(seen);
  }

  private List<Found> decide(List<Known> fresh, Members members) {
    Map<Long, Found> found = new LinkedHashMap<>();
    Set<String> training = new HashSet<>();
    for (Known one : known.values()) {
      one.sighting
          .filter(policy::isTraining)
          .flatMap(seen -> seen.identity().run())
          .ifPresent(training::add);
    }
    Set<String> begun = new HashSet<>();
    for (Known one : fresh) {
      one.sighting.ifPresent(seen -> decide(seen, training, members, found, begun));
    }
    // The rest of a scope that begins to train was looked at before.
    for (Known one : known.values()) {
      one.sighting
          .filter(seen -> seen.identity().run().filter(begun::contains).isPresent())
          .ifPresent(seen -> decide(seen, training, members, found, begun));
    }
    return List.copyOf(found.values());
  }

  private void decide(
      Sighting seen,
      Set<String> training,
      Members members,
      Map<Long, Found> found,
      Set<String> begun) {
    Optional<String> run = seen.identity().run();
    boolean scopeTrains = run.filter(r -> training.contains(r) || members.lives(r)).isPresent();
    if (found.containsKey(seen.pid()) || !policy.of(seen, scopeTrains).isRun()) {
      return;
    }
    Optional<String> present = members.runOf(seen.pid());
    // An explicit name goes before what was found; who has the last word is not decided here.
    boolean renamed = seen.identity().finder() == Finder.ENVIRONMENT && !present.equals(run);
    if (present.isPresent() && !renamed) {
      return;
    }
    if (run.isPresent()) {
      found.put(seen.pid(), new Found(seen, run, inspector.described(seen)));
      begun.add(run.get());
    } else {
      tree(seen, members).ifPresent(one -> found.putIfAbsent(one.process().pid(), one));
    }
  }

  /** The highest ancestor that trains as well is the root: workers are its children. */
  private Optional<Found> tree(Sighting seen, Members members) {
    Sighting root = seen;
    for (int i = 0; i < HIGHEST_ANCESTRY && root.parent() > 1; i++) {
      Optional<Sighting> parent = trainingParent(root);
      if (parent.isEmpty()) {
        break;
      }
      root = parent.get();
    }
    Sighting top = root;
    Optional<String> childsRun = childsRun(top.pid(), members);
    return Optional.of(new Found(top, childsRun, inspector.described(top)));
  }

  private Optional<Sighting> trainingParent(Sighting child) {
    Optional<Sighting> parent =
        Optional.ofNullable(known.get(child.parent())).flatMap(one -> one.sighting);
    if (parent.isEmpty() || parent.get().identity().finder() != Finder.PROCESSES) {
      return Optional.empty();
    }
    Sighting seen = parent.get();
    if (!seen.evidence().trains() && isWorthSearching(seen)) {
      seen = inspector.searched(seen);
      Known one = known.get(seen.pid());
      if (one != null) {
        one.sighting = Optional.of(seen);
      }
    }
    return seen.evidence().trains() && seen.exempt().isEmpty()
        ? Optional.of(seen)
        : Optional.empty();
  }

  /** A launcher whose child has a run, as a hook says, is of that run. */
  private Optional<String> childsRun(long pid, Members members) {
    for (Known one : known.values()) {
      if (one.sighting.filter(seen -> seen.parent() == pid).isPresent()) {
        Optional<String> run = members.runOf(one.pid);
        if (run.isPresent()) {
          return run;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What a process would be of, for one that says by itself that it trains; absent if there is no
   * such process, it is exempt or denied, or it would be a run of its own.
   */
  public Optional<Found> identify(long pid) {
    if (!config.enabled()) {
      return Optional.empty();
    }
    return inspector
        .see(pid)
        .map(seen -> seen.with(seen.evidence().andHolds("hook")))
        .filter(seen -> policy.of(seen, true).isRun() && seen.identity().run().isPresent())
        .map(seen -> new Found(seen, seen.identity().run(), inspector.described(seen)));
  }

  /** How many processes are known. */
  int size() {
    return known.size();
  }

  Map<Long, Integer> looked() {
    Map<Long, Integer> looked = new HashMap<>();
    known.forEach((pid, one) -> looked.put(pid, one.looked));
    return looked;
  }
}
