package io.trainwatt.collector.sink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.AlertmanagerServer;
import io.trainwatt.collector.fixture.HookServer;
import io.trainwatt.collector.fixture.MailServer;
import io.trainwatt.collector.fixture.Programs;
import io.trainwatt.collector.fixture.ResultWriter;
import io.trainwatt.collector.silence.SilenceBook;
import io.trainwatt.collector.sink.deadletter.DeadLetters;
import io.trainwatt.collector.stage.Stages;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Silence;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Routes between a real broker and real receivers: Prometheus' Alertmanager, an SMTP server, a
 * webhook's server and a program. How long each is away in turn: {@code TRAINWATT_TEST_OUTAGE}, ISO
 * 8601, eight seconds where it is not set.
 */
final class RoutesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration OUTAGE =
      Duration.parse(
          java.util.Optional.ofNullable(System.getenv("TRAINWATT_TEST_OUTAGE")).orElse("PT8S"));
  private static final Pattern MAIL =
      Pattern.compile("(?s)Message-ID: <([^>]*)>.*?Subject: \\[([A-Z]+)[^]]*\\] RunSilent name of");

  @TempDir static Path dir;
  private static KafkaBroker broker;
  private static ResultWriter writer;

  private final Stages stages = new Stages();
  private HookServer hook;
  private HookServer behindAlertmanager;
  private AlertmanagerServer alertmanager;
  private MailServer mail;
  private Path own;
  private Path program;
  private DeadLetters deadLetters;
  private SilenceBook silences;
  private Routes routes;
  private final Map<String, List<String>> expected = new HashMap<>();
  private String suffix = "";

  @BeforeAll
  static void startBroker() throws Exception {
    Programs.need(AlertmanagerServer.binary(), "prometheus-alertmanager");
    Programs.need(MailServer.binary(), "python3-aiosmtpd");
    broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
    ResultWriter.createTopics(broker.bootstrapServers());
    writer = new ResultWriter(broker.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() throws Exception {
    if (writer != null) {
      writer.close();
    }
    if (broker != null) {
      broker.close();
    }
  }

  @BeforeEach
  void startReceiversAndRoutes(TestInfo test) throws Exception {
    suffix = test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
    suffix = suffix.substring(0, Math.min(24, suffix.length()));
    own = Files.createDirectories(dir.resolve(suffix));
    hook = new HookServer();
    behindAlertmanager = new HookServer();
    alertmanager =
        AlertmanagerServer.start(
            AlertmanagerServer.binary().orElseThrow(),
            own.resolve("alertmanager"),
            behindAlertmanager.url());
    mail = MailServer.start(own.resolve("mail"));
    program = own.resolve("told.sh");
    Files.writeString(
        program,
        "#!/bin/sh\ncat > \"%s/$TRAINWATT_DELIVERY.part\" && mv \"%s/$TRAINWATT_DELIVERY.part\" \"%s/$TRAINWATT_DELIVERY.json\"\n"
            .formatted(own, own, own));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    deadLetters = new DeadLetters(kafka(), Clock.systemUTC());
    silences = new SilenceBook(kafka(), Clock.systemUTC());
    silences.start();
    startRoutes();
  }

  @AfterEach
  void stopAll() {
    routes.close();
    silences.close();
    deadLetters.close();
    hook.close();
    behindAlertmanager.close();
    alertmanager.close();
    mail.close();
  }

  // Three outages of ten minutes fit as well.
  @Timeout(value = 45, unit = TimeUnit.MINUTES)
  @Test
  void receiversThatAreAwayInTurnMissNothingAndHoldUpNobody() throws Exception {
    send(Alerts.firing(run("steady")));
    expectAll("steady", "firing");
    awaitAll("");

    hook.stop();
    beginAndEndWhileAway("hook");
    hook.restart();
    awaitAll("");

    mail.kill();
    beginAndEndWhileAway("mail");
    mail.restart();
    awaitAll("");

    alertmanager.kill();
    beginAndEndWhileAway("manager");
    alertmanager.restart();
    awaitAll("");

    assertThat(hook.told()).containsExactlyInAnyOrderElementsOf(expected("hook"));
    assertThat(hook.keys()).doesNotHaveDuplicates();
    assertThat(mails()).containsExactlyInAnyOrderElementsOf(mailed(expected("mail")));
    assertThat(messageIds()).doesNotHaveDuplicates();
    assertThat(programs()).isEqualTo(expected("program").size());
    assertThat(behindAlertmanager.told())
        .as("what Alertmanager, which forgets when it dies, made of it")
        .contains(told("hook-2", "resolved"), told("mail-2", "resolved"))
        .allMatch(expected("program")::contains);
    assertBooksBalanceAndHoldNothing();
  }

  @Test
  void restartedRoutesTellNothingTwiceAndGoOn() throws Exception {
    List<String> expected = new ArrayList<>();
    fire("a", expected);
    fire("b", expected);
    awaitHook(expected);
    await().atMost(PATIENCE).until(() -> mails().size() == 2 && programs() == 2);

    routes.close();
    send(Alerts.resolved(run("a")));
    expected.add(told("a", "resolved"));
    startRoutes();

    awaitHook(expected);
    await().atMost(PATIENCE).until(() -> mails().size() == 3 && programs() == 3);
    assertThat(hook.told()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void routeOfManyInstancesIsToldByOne() throws Exception {
    Stages others = new Stages();
    try (DeadLetters letters = new DeadLetters(kafka(), Clock.systemUTC());
        Routes second =
            new Routes(config(), silences, kafka(), letters, others, Clock.systemUTC())) {
      second.start();
      await()
          .atMost(PATIENCE)
          .until(() -> routes.states().stream().allMatch(Routes.State::telling));
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        fire("r" + i, expected);
      }
      awaitHook(expected);
      assertThat(second.states()).noneMatch(Routes.State::telling);

      routes.close();
      await()
          .atMost(PATIENCE)
          .until(() -> second.states().stream().allMatch(Routes.State::telling));
      fire("after", expected);

      awaitHook(expected);
      assertThat(hook.told()).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Test
  void silencedAlertsAreNotToldUntilTheSilenceIsEnded() throws Exception {
    silences.put(
        new Silence(
            "quiet",
            "",
            "",
            "run/" + run("quiet"),
            Map.of(),
            0,
            Clock.systemUTC().millis() * 1_000 + 3_600_000_000L,
            "ann",
            "maintenance"));
    List<String> expected = new ArrayList<>();
    send(Alerts.firing(run("quiet")));
    fire("loud", expected);
    awaitHook(expected);
    assertThat(hook.told()).containsExactlyInAnyOrderElementsOf(expected);

    assertThat(silences.end("quiet")).isPresent();
    send(Alerts.grown(run("quiet")));

    expected.add(told("quiet", "firing"));
    awaitHook(expected);
  }

  @Test
  void garbageOnTheTopicIsParkedAndTheNextAlertIsTold() throws Exception {
    writer.commit(() -> writer.raw(Topic.ALERTS, "x", new byte[] {(byte) 0xff, 1}));
    List<String> expected = new ArrayList<>();
    fire("a", expected);

    awaitHook(expected);
    assertThat(stages.counts())
        .filteredOn(stage -> stage.stage().equals("route.hook"))
        .allSatisfy(stage -> assertThat(stage.dropped()).containsEntry("undecodable", 1L));
  }

  @Test
  void testedRouteReachesItsReceiver() throws Exception {
    for (Routes.State route : routes.states()) {
      assertThat(routes.test(route.name()).orElseThrow())
          .as(route.name())
          .isEqualTo(io.trainwatt.collector.sink.route.notice.Delivery.delivered());
    }
    assertThat(routes.test("none")).isEmpty();
    assertThat(hook.told()).singleElement().asString().startsWith("route-test firing");
    assertThat(mail.mails()).singleElement().asString().contains("RouteTest");
    await().atMost(PATIENCE).until(() -> alertmanager.active().equals(Set.of("route-test")));
  }

  @Test
  void recipientsWhoHaveTheMailGetItOnceWhileOthersAreTriedAgain() throws Exception {
    routes.close();
    Files.writeString(
        own.resolve("routes.yaml"),
        routesYaml()
            .replace(
                "to: [ann@example.org]",
                "to: [ann@example.org, later@example.org, nobody@example.org]"));
    startRoutes();
    send(Alerts.firing(run("a")));
    await().atMost(PATIENCE).until(() -> mails().size() == 1);
    await().atMost(PATIENCE).until(() -> problem("mail").contains("later@example.org"));

    Files.writeString(own.resolve("mail/mails/later"), "");

    await().atMost(PATIENCE).until(() -> mail.mails().size() == 2);
    await().atMost(PATIENCE).until(() -> problem("mail").contains("nobody@example.org"));
    assertThat(mail.mails())
        .anyMatch(one -> one.startsWith("X-To: ann@example.org\r\n"))
        .anyMatch(one -> one.startsWith("X-To: later@example.org\r\n"));
    assertThat(Set.copyOf(messageIds())).as("the same mail").hasSize(1);
  }

  private String problem(String route) {
    return routes.states().stream()
        .filter(state -> state.name().equals(route))
        .flatMap(state -> state.problem().stream())
        .findFirst()
        .orElse("");
  }

  /**
   * Two alerts begin while a receiver is away and one of them ends. The others hear of all three at
   * once; who is away is told of the second only that it is over.
   */
  private void beginAndEndWhileAway(String away) throws Exception {
    send(Alerts.firing(run(away + "-1")));
    send(Alerts.firing(run(away + "-2")));
    expectAll(away + "-1", "firing");
    expectAll(away + "-2", "firing");
    expected(away).remove(told(away + "-2", "firing"));
    awaitAll(away);
    send(Alerts.resolved(run(away + "-2")));
    expectAll(away + "-2", "resolved");
    awaitAll(away);
    TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
  }

  private List<String> expected(String receiver) {
    return expected.computeIfAbsent(receiver, any -> new ArrayList<>());
  }

  private void expectAll(String what, String status) {
    for (String receiver : List.of("hook", "mail", "manager", "program")) {
      expected(receiver).add(told(what, status));
    }
  }

  private void awaitAll(String butThis) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                (butThis.equals("hook") || hook.told().containsAll(expected("hook")))
                    && (butThis.equals("mail") || mails().containsAll(mailed(expected("mail"))))
                    && (butThis.equals("manager") || alertmanager.active().equals(stillFiring()))
                    && programs() >= expected("program").size());
  }

  private Set<String> stillFiring() {
    Set<String> firing = new TreeSet<>();
    for (String one : expected("program")) {
      String[] words = one.split(" ", -1);
      if (words[1].equals("firing")) {
        firing.add(words[0]);
      } else {
        firing.remove(words[0]);
      }
    }
    return firing;
  }

  private void assertBooksBalanceAndHoldNothing() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(stages.counts())
                    .filteredOn(stage -> stage.stage().startsWith("route."))
                    .hasSize(8)
                    .allMatch(StageCount::balances)
                    .allMatch(stage -> stage.held() == 0));
  }

  private void fire(String what, List<String> expected) {
    send(Alerts.firing(run(what)));
    expected.add(told(what, "firing"));
  }

  private String told(String what, String status) {
    return "%s %s 2026-11-18T11:06:40Z".formatted(run(what), status);
  }

  /** The same without the time, as it is read from a mail. */
  private static List<String> mailed(List<String> told) {
    return told.stream().map(one -> one.substring(0, one.lastIndexOf(' '))).toList();
  }

  private List<String> mails() throws IOException {
    List<String> told = new ArrayList<>();
    for (String one : mail.mails()) {
      Matcher matcher = MAIL.matcher(one);
      if (matcher.find()) {
        Matcher run =
            Pattern.compile("\\(run/([^)]*)\\)").matcher(one.replaceAll("\r\n[ \t]", " "));
        assertThat(run.find()).isTrue();
        told.add(run.group(1) + " " + matcher.group(2).toLowerCase(java.util.Locale.ROOT));
      }
    }
    return told;
  }

  private List<String> messageIds() throws IOException {
    List<String> ids = new ArrayList<>();
    for (String one : mail.mails()) {
      Matcher matcher = MAIL.matcher(one);
      if (matcher.find()) {
        ids.add(matcher.group(1));
      }
    }
    return ids;
  }

  private int programs() throws IOException {
    try (var files = Files.list(own)) {
      return (int) files.filter(file -> file.toString().endsWith(".json")).count();
    }
  }

  private void awaitHook(List<String> expected) {
    await().atMost(PATIENCE).until(() -> hook.told().containsAll(expected));
  }

  private String run(String what) {
    return what + "-" + suffix;
  }

  private void send(Alert alert) {
    writer.commit(() -> writer.send(alert));
  }

  private void startRoutes() throws Exception {
    Path file = own.resolve("routes.yaml");
    if (!Files.exists(file)) {
      Files.writeString(file, routesYaml());
    }
    routes = new Routes(config(), silences, kafka(), deadLetters, stages, Clock.systemUTC());
    routes.start();
  }

  private RoutesConfig config() {
    return RoutesFile.read(own.resolve("routes.yaml"));
  }

  /** Each test has alerts and consumer groups of its own. */
  private String routesYaml() throws Exception {
    try (Admin admin = Admin.create(kafka())) {
      for (String route : List.of("hook", "mail", "manager", "program")) {
        String group = RouteSink.GROUP_PREFIX + route;
        if (admin.listGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group))) {
          admin.deleteConsumerGroups(List.of(group)).all().get();
        }
      }
    }
    return """
        routes:
          - name: hook
            match: {labels: {run: [%2$s]}}
            groupInterval: 500ms
            receiver: {type: webhook, url: "%3$s", timeout: 5s}
          - name: mail
            match: {labels: {run: [%2$s]}}
            groupInterval: 500ms
            receiver: {type: email, host: 127.0.0.1, port: %4$d, tls: none, from: trainwatt@example.org, to: [ann@example.org], timeout: 5s}
          - name: manager
            match: {labels: {run: [%2$s]}}
            receiver: {type: alertmanager, urls: ["%5$s"], resend: 2s, timeout: 5s}
          - name: program
            match: {labels: {run: [%2$s]}}
            groupInterval: 500ms
            receiver: {type: command, command: ["%1$s"], timeout: 10s}
        """
        .formatted(
            program, String.join(", ", names()), hook.url(), mail.port(), alertmanager.url());
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (String what :
        List.of(
            "steady",
            "hook-1",
            "hook-2",
            "mail-1",
            "mail-2",
            "manager-1",
            "manager-2",
            "a",
            "b",
            "quiet",
            "loud",
            "after",
            "r0",
            "r1",
            "r2",
            "r3",
            "r4",
            "r5",
            "r6",
            "r7",
            "r8",
            "r9")) {
      names.add("name of " + run(what));
    }
    return names;
  }

  private static Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }
}
