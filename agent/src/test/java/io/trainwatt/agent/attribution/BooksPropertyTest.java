package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.attribution.ProcFolder.StatLine;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever runs, sensors and the agent itself do, the books balance and no joule is lost. */
final class BooksPropertyTest {
  enum Kind {
    WORK,
    WORK_MORE,
    FORK,
    DIE,
    REUSE_NUMBER,
    REPARENT,
    REGISTER,
    END,
    ACKNOWLEDGE,
    BREAK_SENSOR,
    RESTART_AGENT,
    WHOLE_LIFE,
    TICK
  }

  record Action(Kind kind, int number) {}

  @Provide
  Arbitrary<List<Action>> actions() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(8, Kind.TICK),
            Tuple.of(6, Kind.WORK),
            Tuple.of(3, Kind.REGISTER),
            Tuple.of(3, Kind.ACKNOWLEDGE),
            Tuple.of(2, Kind.END),
            Tuple.of(1, Kind.WORK_MORE),
            Tuple.of(1, Kind.FORK),
            Tuple.of(1, Kind.DIE),
            Tuple.of(1, Kind.REUSE_NUMBER),
            Tuple.of(1, Kind.REPARENT),
            Tuple.of(1, Kind.BREAK_SENSOR),
            Tuple.of(1, Kind.RESTART_AGENT),
            Tuple.of(1, Kind.WHOLE_LIFE));
    return Combinators.combine(kinds, Arbitraries.integers().between(0, 2))
        .as(Action::new)
        .list()
        .ofMinSize(20)
        .ofMaxSize(60);
  }

  @Property(tries = 60)
  void everyMicrojouleIsCreditedOnceToARunOrToNobody(
      @ForAll("actions") List<Action> actions, @ForAll View view) throws IOException {
    Path folder = Files.createTempDirectory("books");
    try {
      Play play = new Play(folder, view);
      actions.forEach(play::act);
      play.finish();
    } finally {
      ProcFolder.deleteTree(folder);
    }
  }

  /** A collector's rule on what the meter tells: keep the highest, add what it grew by. */
  private static final class Collector {
    private final Map<String, Long> highest = new HashMap<>();
    private long credited;
    private long measured;

    void take(Measured record) {
      for (DeviceSample device : record.devices()) {
        assertThat(device.imbalance()).isEmpty();
        String epoch = device.device() + "/" + device.epoch().ordinal() + device.epoch().id();
        for (Counter counter : device.counters()) {
          long grown = grow(epoch + counter.user(), counter.energy().microjoules());
          if (device.device().equals("package-0")
              && !counter.user().equals(User.Remainder.RETIRED)) {
            credited += grown;
          }
        }
        if (device.device().equals("package-0")) {
          Energy total = device.totals().getOrDefault(Quality.COUNTED, Energy.ZERO);
          measured += grow(epoch + "total", total.microjoules());
        }
      }
    }

    private long grow(String counter, long value) {
      long before = highest.getOrDefault(counter, 0L);
      assertThat(value).as(counter).isGreaterThanOrEqualTo(before);
      highest.put(counter, value);
      return value - before;
    }
  }

  private static final class Play {
    private final Bench bench;
    private final RaplFolder rapl;
    private final Collector collector = new Collector();
    private final Map<Long, StatLine> alive = new HashMap<>();
    private final Set<String> listedAsEnded = new HashSet<>();
    private long nextPid = 100;
    private long millis = 5_000;
    private long used;

    Play(Path folder, View view) {
      bench = new Bench(folder, view);
      rapl = new RaplFolder(bench.sysfs(), RaplFolder.RANGE - 150_000_000);
      bench.startAnew();
      for (int i = 0; i < 3; i++) {
        put(StatLine.of(nextPid++, 1));
      }
      tick();
    }

    private void put(StatLine process) {
      alive.put(process.pid(), process);
      bench.proc.put(process);
    }

    private static String run(int number) {
      return "run-" + number % 2;
    }

    private long pid(int number) {
      return alive.keySet().stream().sorted().skip(number % alive.size()).findFirst().orElseThrow();
    }

    void act(Action action) {
      int n = action.number();
      switch (action.kind()) {
        case WORK -> work(pid(n), 7 + n);
        case WORK_MORE -> work(pid(n + 1), 90);
        case FORK -> put(StatLine.of(nextPid, pid(n)).started(nextPid++));
        case DIE -> die(pid(n));
        case REUSE_NUMBER -> {
          long pid = pid(n);
          die(pid);
          put(StatLine.of(pid, 1).started(nextPid++).used(40, 0));
        }
        case REPARENT -> put(Objects.requireNonNull(alive.get(pid(n))).adoptedBy(1));
        case REGISTER -> {
          bench.meter().register(run(n), pid(n + 1));
          listedAsEnded.remove(run(n));
        }
        case END -> bench.meter().end(run(n));
        case ACKNOWLEDGE -> {
          if (listedAsEnded.contains(run(n))) {
            bench.meter().acknowledged(run(n));
          }
        }
        case WHOLE_LIFE -> {
          act(new Action(Kind.REGISTER, n));
          work(pid(n + 1), 50);
          tick();
          act(new Action(Kind.END, n));
          tick();
          act(new Action(Kind.ACKNOWLEDGE, n));
          tick();
        }
        case BREAK_SENSOR -> rapl.breakDown();
        case RESTART_AGENT -> bench.restart();
        case TICK -> {
          if (n > 0) {
            rapl.mend();
          }
          tick();
        }
      }
    }

    private void work(long pid, long ticks) {
      StatLine process = alive.get(pid);
      if (process != null) {
        put(process.used(process.ownTicks() + ticks, process.childTicks()));
      }
      rapl.use(300_007L * ticks);
      used += 300_007L * ticks;
    }

    private void die(long pid) {
      StatLine process = alive.get(pid);
      if (process == null || alive.size() == 1) {
        return;
      }
      alive.remove(pid);
      bench.proc.remove(pid);
      StatLine parent = alive.get(process.parent());
      if (parent != null) {
        long inherited = process.ownTicks() + process.childTicks();
        put(parent.used(parent.ownTicks(), parent.childTicks() + inherited));
      }
    }

    private void tick() {
      millis += 9_000;
      Measured record = bench.tickAt(millis);
      collector.take(record);
      listedAsEnded.clear();
      record.runs().stream()
          .filter(ListedRun::ended)
          .map(ListedRun::run)
          .forEach(listedAsEnded::add);
    }

    void finish() {
      rapl.mend();
      tick();
      assertThat(collector.measured).isEqualTo(used);
      assertThat(collector.credited).isEqualTo(used);
    }
  }
}
