package io.trainwatt.cli.crash;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.stack.Home;
import io.trainwatt.cli.stack.PartCommand;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.quantity.Quality;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole product as processes of its own on hardware whose energy is known: two nodes with RAPL
 * counters that wrap, a GPU with a counter and one with a gauge, and a node without any sensor;
 * runs that come and go; a network that stalls, crawls and breaks; records that come again in
 * another order. Agents, collector, broker and InfluxDB are killed at random instants and started
 * again. In the end, and for accounts all the time, everybody must say the same to the microjoule.
 */
final class CrashMatrix implements AutoCloseable {
  private static final long LOOKS_EVERY_MILLIS = 100;
  private static final long END_SECONDS = 60;
  private static final int SETTLE_EVERY = 10;
  private static final long BAND_PERMILLE = 50;

  private final CrashPlan plan;
  private final Consumer<String> out;
  private final Random random;
  private final long began = System.nanoTime();
  private final int brokerPort = KafkaBroker.freePort();
  private final int agentsPort = KafkaBroker.freePort();
  private final int httpPort = KafkaBroker.freePort();
  private final Wire wire;
  private final StandInGpus gpus;
  private final StandInClock clock;
  private final ShownByHardware hardware;
  private final List<MatrixNode> nodes = new ArrayList<>();
  private final MatrixProcess broker;
  private final MatrixProcess collector;
  private final Optional<Influxd> influx;
  private final Trainings trainings;
  private final Follower follower;
  private final StatusWatch statuses;
  private final Republisher republisher;
  private final Map<Victim, Integer> killed = new TreeMap<>();
  private long mostUncovered;

  CrashMatrix(CrashPlan plan, Consumer<String> out) throws IOException, InterruptedException {
    this.plan = plan;
    this.out = out;
    this.random = new Random(plan.seed());
    Path folder = Files.createDirectories(plan.folder());
    PartCommand commands = new PartCommand(new Home(plan.home()));
    wire = new Wire(agentsPort, new Random(plan.seed() + 1));
    gpus = StandInGpus.compile(plan.checkout(), folder);
    String throughWire = "127.0.0.1:" + wire.port();
    for (int number = 1; number <= 2; number++) {
      String id = MatrixNode.CLUSTER + "/n" + number;
      nodes.add(
          MatrixNode.withHardware(
              number,
              Files.createDirectories(folder.resolve("n" + number)),
              commands,
              throughWire,
              gpus.library(),
              List.of(),
              () -> gpuEnvironment(id)));
    }
    nodes.add(
        MatrixNode.modelled(
            3, Files.createDirectories(folder.resolve("n3")), commands, throughWire));
    clock =
        new StandInClock(
            gpus.span(), nodes.stream().flatMap(node -> node.rapl().stream()).toList());
    hardware = new ShownByHardware(nodes, clock);
    Path brokerFolder = folder.resolve("broker");
    broker =
        new MatrixProcess(
            "broker", brokerFolder, () -> brokerCommand(commands, brokerFolder), this::accepts);
    influx =
        plan.influxd().isPresent()
            ? Optional.of(new Influxd(plan.influxd().get(), folder.resolve("influx")))
            : Optional.empty();
    collector =
        new MatrixProcess(
            "collector",
            folder.resolve("collector"),
            () -> commands.collector(collectorSettings(folder)),
            () -> CollectorClient.onPort(httpPort).ready());
    trainings = new Trainings(nodes, new Random(plan.seed() + 2));
    follower = new Follower("127.0.0.1:" + brokerPort, hardware);
    statuses = new StatusWatch(nodes, follower);
    republisher = new Republisher("127.0.0.1:" + brokerPort, new Random(plan.seed() + 3));
  }

  private Map<String, String> gpuEnvironment(String node) {
    long holder = trainings.sharedPid(node);
    return gpus.environment(holder, holder);
  }

  /** The stack's broker, with a listener more whose advertised address is the wire's. */
  private List<String> brokerCommand(PartCommand commands, Path folder) throws IOException {
    List<String> command = commands.broker(folder, brokerPort);
    new AgentsListener("127.0.0.1", agentsPort, "127.0.0.1:" + wire.port())
        .addTo(folder.resolve("server.properties"));
    return command;
  }

  private List<String> collectorSettings(Path folder) throws IOException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "trainwatt.kafka.bootstrap-servers=127.0.0.1:" + brokerPort,
                "trainwatt.http.port=" + httpPort,
                "trainwatt.streams.state-directory="
                    + Files.createDirectories(folder.resolve("collector/state"))));
    influx.ifPresent(server -> settings.addAll(server.settings()));
    return settings;
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), brokerPort), 300);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * All of it.
   *
   * @throws Difference if two that should be equal are not
   * @throws NotReached if something never came, whatever it was worth waiting for
   */
  void run() throws Difference, NotReached, IOException, InterruptedException {
    begin();
    List<Victim> deck = Victim.deck(plan.kills(), influx.isPresent(), random);
    for (int i = 0; i < deck.size() && !isEnough(); i++) {
      kill(i + 1, deck.get(i));
      if ((i + 1) % SETTLE_EVERY == 0 && i + 1 < deck.size()) {
        awaitAllUp();
        awaitAccounts("after kill " + (i + 1));
        say("          all equal: " + state());
      }
    }
    end();
    table();
  }

  /** Whoever cannot wait for the last kill makes this file, and all is compared as it is. */
  private boolean isEnough() {
    return Files.exists(plan.folder().resolve("enough"));
  }

  // --- beginning ---------------------------------------------------------------------------------

  private void begin() throws Difference, NotReached, IOException, InterruptedException {
    say("seed %d, %d kills, files in %s".formatted(plan.seed(), plan.kills(), plan.folder()));
    say(influx.isPresent() ? "influxd is one of them" : "no influxd here: the sink is left out");
    broker.start();
    await("the broker", broker::isUp);
    if (influx.isPresent()) {
      Influxd server = influx.get();
      server.process().start();
      await("influxd", server.process()::isUp);
      server.createDatabase();
    }
    collector.start();
    await("the collector", collector::isUp);
    follower.start();
    trainings.prepare();
    for (MatrixNode node : nodes) {
      node.agent().start();
    }
    for (MatrixNode node : nodes) {
      await("the first tick of " + node.id(), () -> node.agent().isUp() && node.hasBaseline());
    }
    clock.begin();
    statuses.start();
    trainings.start();
    republisher.start();
    wire.calm(false);
    for (MatrixNode node : nodes) {
      await(
          "energy of " + node.id(),
          () -> follower.books(() -> !follower.node(node.id()).now("node").isEmpty()));
    }
    say("all is up after %.1f s; %s".formatted(seconds(), state()));
  }

  // --- killing -----------------------------------------------------------------------------------

  private void kill(int number, Victim kind)
      throws Difference, NotReached, IOException, InterruptedException {
    pause(random.nextInt(2_500));
    MatrixProcess victim =
        switch (kind) {
          case AGENT -> nodes.get(random.nextInt(nodes.size())).agent();
          case BROKER -> broker;
          case COLLECTOR -> collector;
          case SINK -> influx.orElseThrow().process();
        };
    killed.merge(kind, 1, Integer::sum);
    boolean wasUp = victim.isUp();
    long pid = victim.pid();
    victim.kill();
    double at = seconds();
    long since = System.nanoTime();
    // Now and then it stays away, and now and then the next one dies before it is back.
    pause(random.nextInt(4) == 0 ? random.nextInt(4_000) : 0);
    victim.start();
    boolean waits = random.nextBoolean();
    if (waits) {
      await(victim.name() + " again", victim::isUp);
    }
    say(
        "kill %3d/%d %+7.1f s  %-12s pid %-7d%s, %s; network %s; %s"
            .formatted(
                number,
                plan.kills(),
                at,
                victim.name(),
                pid,
                wasUp ? "" : " while starting",
                waits
                    ? "up after %.1f s".formatted((System.nanoTime() - since) / 1e9)
                    : "not waited for",
                wire.state().word(),
                state()));
  }

  private void awaitAllUp() throws Difference, NotReached, InterruptedException {
    for (MatrixProcess process : processes()) {
      await(process.name() + " to be up", process::isUp);
    }
  }

  private List<MatrixProcess> processes() {
    List<MatrixProcess> all = new ArrayList<>(List.of(broker, collector));
    influx.ifPresent(server -> all.add(server.process()));
    nodes.forEach(node -> all.add(node.agent()));
    return all;
  }

  /** Every node's account has passed what its agent had committed by now. */
  private void awaitAccounts(String when) throws Difference, NotReached, InterruptedException {
    for (MatrixNode node : nodes) {
      long tick = statuses.newest(node.id());
      await(
          "tick %d of %s in the topic, %s".formatted(tick, node.id(), when),
          () -> follower.books(() -> follower.node(node.id()).newest() >= tick));
      Map<Line, Sum> sums = follower.books(() -> follower.node(node.id()).now("node"));
      await(
          "the account of %s, %s".formatted(node.id(), when),
          () -> follower.books(() -> covers(node.id(), sums)));
    }
  }

  private boolean covers(String node, Map<Line, Sum> sums) {
    Optional<Account> account = follower.account("node/" + node);
    if (account.isEmpty()) {
      return false;
    }
    Map<Line, Sum> lines = Follower.parts(account.get()).getOrDefault(node, Map.of());
    return sums.entrySet().stream()
        .allMatch(
            line -> line.getValue().above(lines.getOrDefault(line.getKey(), Sum.ZERO)).isZero());
  }

  // --- end ---------------------------------------------------------------------------------------

  private void end() throws Difference, NotReached, IOException, InterruptedException {
    trainings.settle();
    wire.calm(true);
    awaitAllUp();
    clock.end();
    say("the hardware rests after %.1f s; %s".formatted(seconds(), state()));
    for (MatrixNode node : nodes) {
      if (node.rapl().isPresent()) {
        awaitTruth(node);
      }
    }
    republisher.close();
    for (MatrixNode node : nodes) {
      endAgent(node);
    }
    awaitEqualAccounts();
    compareStatuses();
    compareGauges();
    compareBooks();
    if (influx.isPresent()) {
      awaitSink(influx.get());
    }
  }

  private void awaitTruth(MatrixNode node) throws Difference, NotReached, InterruptedException {
    Map<String, Long> truth = hardware.truth(node);
    try {
      await("the truth of " + node.id(), () -> counted(node, truth.keySet()).equals(truth));
    } catch (NotReached e) {
      throw new Difference(
          "%s: the counters showed %s, the records say %s (epochs %d, away %s ms)"
              .formatted(
                  node.id(),
                  truth,
                  counted(node, truth.keySet()),
                  follower.books(() -> follower.node(node.id()).epochs()),
                  node.agent().awayMillis()));
    }
  }

  private Map<String, Long> counted(MatrixNode node, Iterable<String> devices) {
    return follower.books(
        () -> {
          Map<String, Long> counted = new TreeMap<>();
          devices.forEach(
              device ->
                  counted.put(device, follower.node(node.id()).total(device, Quality.COUNTED)));
          return counted;
        });
  }

  /** Its last tick is committed and sent: from then on its books stand still. */
  private void endAgent(MatrixNode node)
      throws Difference, NotReached, IOException, InterruptedException {
    while (true) {
      await(node.id() + " to have sent all", () -> node.agent().isUp() && node.isDelivering());
      int exit = node.agent().terminate(END_SECONDS);
      String log = Files.readString(node.agent().log());
      if (exit != 0) {
        throw new Difference(
            "%s ended with %d%s".formatted(node.id(), exit, node.agent().lastWords()));
      }
      if (log.stripTrailing().endsWith("agent ends; all is sent")) {
        return;
      }
      // Slow just now: what waits in its store is sent by the next start.
      node.agent().start();
    }
  }

  private void awaitEqualAccounts() throws Difference, NotReached, InterruptedException {
    TreeSet<String> subjects = new TreeSet<>();
    for (MatrixNode node : nodes) {
      subjects.add("node/" + node.id());
      follower.books(() -> follower.node(node.id()).runs()).stream()
          .map(run -> "run/" + run)
          .forEach(subjects::add);
    }
    trainings.acknowledged().forEach(run -> subjects.add("run/" + run));
    for (String subject : subjects) {
      try {
        await(
            "the account of " + subject,
            () -> follower.books(() -> expected(subject).equals(accounted(subject))));
      } catch (NotReached e) {
        throw new Difference(
            "%s: records %s, account %s"
                .formatted(
                    subject,
                    follower.books(() -> expected(subject)),
                    follower.books(() -> accounted(subject))));
      }
    }
    say("%d accounts equal the records, in every device and quality".formatted(subjects.size()));
  }

  private Map<String, Map<Line, Sum>> expected(String subject) {
    Map<String, Map<Line, Sum>> expected = new TreeMap<>();
    boolean run = subject.startsWith("run/");
    String id = subject.substring(subject.indexOf('/') + 1);
    for (MatrixNode node : nodes) {
      if (run || node.id().equals(id)) {
        Map<Line, Sum> lines = follower.node(node.id()).now(run ? id : "node");
        if (!lines.isEmpty()) {
          expected.put(node.id(), new TreeMap<>(lines));
        }
      }
    }
    return expected;
  }

  private Map<String, Map<Line, Sum>> accounted(String subject) {
    return follower
        .account(subject)
        .map(Follower::parts)
        // No account at all is not an empty one.
        .orElse(Map.of("no account", Map.of()));
  }

  /** What an agent ever said it had committed was in the topic, unchanged. */
  private void compareStatuses() throws Difference, NotReached, InterruptedException {
    await("answers of the agents in the topic", () -> statuses.open().isEmpty());
    say("%d answers of agents equal the records of their ticks".formatted(statuses.compared()));
  }

  /** A gauge adds nothing for the time it was not looked at, and what it adds it had seen. */
  private void compareGauges() throws Difference {
    for (MatrixNode node : nodes) {
      if (node.rapl().isEmpty()) {
        continue;
      }
      NodeBook book = follower.books(() -> follower.node(node.id()));
      long used = StandInGpus.gaugedMicrojoules(clock.gpuNanos(System.nanoTime()));
      long measured = book.total(StandInGpus.GAUGED, Quality.INTEGRATED);
      long uncovered = book.uncoveredMillis(StandInGpus.GAUGED);
      mostUncovered = Math.max(mostUncovered, uncovered);
      long away = node.agent().awayMillis().stream().mapToLong(Long::longValue).sum();
      // 320 W is the most it draws.
      long unseen = uncovered * 320_000 + used * BAND_PERMILLE / 1_000;
      if (measured > used + used * BAND_PERMILLE / 1_000 || measured < used - unseen) {
        throw new Difference(
            "%s of %s used %d µJ, of which %d were measured and %d ms uncovered"
                .formatted(StandInGpus.GAUGED, node.id(), used, measured, uncovered));
      }
      if (!node.agent().awayMillis().isEmpty() && uncovered == 0) {
        throw new Difference(
            "the agent of %s was away for %d ms and its gauge has nothing uncovered"
                .formatted(node.id(), away));
      }
    }
  }

  private void compareBooks() throws Difference, NotReached, InterruptedException {
    List<String> refused = follower.books(() -> List.copyOf(follower.deadLetters()));
    if (!refused.isEmpty()) {
      throw new Difference("%d records were refused: %s".formatted(refused.size(), refused));
    }
    for (MatrixNode node : nodes) {
      NodeBook book = follower.books(() -> follower.node(node.id()));
      // They stand still by now: its agent has ended, and nothing is written again.
      await(
          "the counts of " + node.id(),
          () ->
              follower.books(() -> counts(node.id())).received() == book.records()
                  && follower.books(() -> counts(node.id())).balances());
      SampleBooks counts = follower.books(() -> counts(node.id()));
      if (counts.repeated() != book.repeated() || counts.missing() != 0 || book.missing() != 0) {
        throw new Difference(
            "%s: %s, and there were %d records, %d of them again, %d missing"
                .formatted(node.id(), counts, book.records(), book.repeated(), book.missing()));
      }
    }
  }

  private SampleBooks counts(String node) {
    return follower.account("node/" + node).orElseThrow() instanceof Account.OfNode account
        ? account.books()
        : SampleBooks.EMPTY;
  }

  private void awaitSink(Influxd server) throws Difference, NotReached, InterruptedException {
    int equal = 0;
    for (MatrixNode node : nodes) {
      awaitSink(server, "node", node.id());
      equal++;
    }
    TreeSet<String> runs = new TreeSet<>();
    for (MatrixNode node : nodes) {
      runs.addAll(follower.books(() -> follower.node(node.id()).runs()));
    }
    for (String run : runs) {
      awaitSink(server, "run", run);
      equal++;
    }
    say("%d sums of InfluxDB equal the accounts".formatted(equal));
  }

  private void awaitSink(Influxd server, String kind, String id)
      throws Difference, NotReached, InterruptedException {
    Map<String, Map<Line, Long>> sums = new TreeMap<>();
    follower
        .books(() -> expected(kind + "/" + id))
        .forEach(
            (node, lines) -> {
              Map<Line, Long> energy = new TreeMap<>();
              lines.forEach((line, sum) -> energy.put(line, sum.energy()));
              energy.values().removeIf(value -> value == 0);
              sums.put(node, energy);
            });
    try {
      await(
          "InfluxDB's sums of " + id,
          () -> {
            server.process().requireAlive();
            return sums(server, kind, id).map(sums::equals).orElse(false);
          });
    } catch (NotReached e) {
      throw new Difference(
          "%s %s: accounts %s, InfluxDB %s"
              .formatted(kind, id, sums, sums(server, kind, id).map(Object::toString).orElse("")));
    }
  }

  private static Optional<Map<String, Map<Line, Long>>> sums(
      Influxd server, String kind, String id) {
    try {
      return Optional.of(server.sums(kind, id));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  // --- waiting -----------------------------------------------------------------------------------

  private interface Fact {
    boolean holds() throws Difference;
  }

  private void await(String what, Fact fact) throws Difference, NotReached, InterruptedException {
    long until = System.nanoTime() + plan.patience().toNanos();
    while (true) {
      check();
      if (fact.holds()) {
        return;
      }
      if (System.nanoTime() > until) {
        throw new NotReached("waited in vain for " + what + "; " + state());
      }
      Thread.sleep(LOOKS_EVERY_MILLIS);
    }
  }

  private void check() throws Difference {
    follower.check();
    statuses.check();
    trainings.check();
    for (MatrixNode node : nodes) {
      for (long away : node.agent().awayMillis()) {
        if (node.rapl().isPresent() && away > StandInRapl.BRIDGED_MILLIS) {
          throw new Difference(
              "this machine is too slow: the agent of %s was away for %d s, and its counters"
                      .formatted(node.id(), away / 1_000)
                  + " can be bridged for %d s".formatted(StandInRapl.BRIDGED_MILLIS / 1_000));
        }
      }
    }
  }

  private void pause(long millis) throws InterruptedException, Difference {
    long until = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() < until) {
      check();
      Thread.sleep(Math.min(50, millis));
    }
  }

  // --- saying ------------------------------------------------------------------------------------

  private double seconds() {
    return (System.nanoTime() - began) / 1e9;
  }

  private String state() {
    return follower.books(
        () -> {
          long records = 0;
          long repeated = 0;
          for (MatrixNode node : nodes) {
            records += follower.node(node.id()).records();
            repeated += follower.node(node.id()).repeated();
          }
          return "%d records, %d of them again, %d accounts"
              .formatted(records, repeated, follower.accountsSeen());
        });
  }

  private void say(String line) {
    out.accept(line);
  }

  private void table() {
    say("");
    say("process        kills   back after, median and longest");
    for (MatrixProcess process : processes()) {
      List<Long> away = process.awayMillis().stream().sorted().toList();
      if (!away.isEmpty()) {
        say(
            String.format(
                Locale.ROOT,
                "%-14s %5d   %.1f s, %.1f s",
                process.name(),
                away.size(),
                away.get(away.size() / 2) / 1e3,
                away.getLast() / 1e3));
      }
    }
    say("");
    say("node       device quality                stand-in µJ      committed µJ      collector µJ");
    for (MatrixNode node : nodes) {
      Map<String, Long> truth = node.rapl().isPresent() ? hardware.truth(node) : Map.of();
      Map<Line, Sum> lines = new TreeMap<>(follower.books(() -> nodeLines(node)));
      Map<Line, Sum> account =
          follower.books(() -> accounted("node/" + node.id())).getOrDefault(node.id(), Map.of());
      lines.forEach(
          (line, sum) ->
              say(
                  String.format(
                      Locale.ROOT,
                      "%-10s %-24s %16s %17d %17d",
                      node.id(),
                      line,
                      text(line.quality() == Quality.COUNTED ? truth.get(line.device()) : null),
                      sum.energy(),
                      account.getOrDefault(line, Sum.ZERO).energy())));
    }
    say("");
    say(
        "%d kills (%s), %d network faults, %d records written again, %d counter wraps, %s ms of a gauge uncovered, in %.0f s: no difference"
            .formatted(
                killed.values().stream().mapToInt(Integer::intValue).sum(),
                killed,
                wire.faults(),
                republisher.sent(),
                follower.books(
                    () -> nodes.stream().mapToLong(n -> follower.node(n.id()).wraps()).sum()),
                mostUncovered,
                seconds()));
  }

  private Map<Line, Sum> nodeLines(MatrixNode node) {
    return follower.node(node.id()).now("node");
  }

  private static String text(@Nullable Long value) {
    return value == null ? "-" : value.toString();
  }

  /** Ends every process at once. */
  void destroy() {
    trainings.destroy();
    processes().forEach(MatrixProcess::destroy);
  }

  @Override
  public void close() throws IOException {
    trainings.close();
    statuses.close();
    republisher.close();
    follower.close();
    clock.close();
    wire.close();
    destroy();
  }
}
