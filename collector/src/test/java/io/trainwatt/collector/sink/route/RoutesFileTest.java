package io.trainwatt.collector.sink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.collector.sink.route.courier.Receiver;
import io.trainwatt.events.alert.Severity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RoutesFileTest {
  @TempDir Path dir;
  private Path secret;

  @BeforeEach
  void writeSecret() throws IOException {
    secret = Files.writeString(dir.resolve("secret"), "s3cret\n");
  }

  @Test
  void routeWithoutMoreHasGoodDefaults() throws IOException {
    RouteConfig route =
        only(
            """
            routes:
              - name: ops
                receiver: {type: webhook, url: "http://127.0.0.1:1/x"}
            """);

    assertThat(route)
        .isEqualTo(
            new RouteConfig(
                "ops",
                AlertMatcher.ALL,
                new Pacing(
                    List.of("subject"),
                    Duration.ZERO,
                    Duration.ofSeconds(30),
                    Duration.ofHours(4),
                    true,
                    false),
                new Receiver.Webhook(
                    new Receiver.Address.Plain(URI.create("http://127.0.0.1:1/x")),
                    Optional.empty(),
                    Optional.empty(),
                    1_000,
                    Duration.ofSeconds(10))));
  }

  @Test
  void everyFieldIsRead() throws IOException {
    RouteConfig route =
        only(
            """
            externalUrl: https://trainwatt.example
            docsUrl: https://docs.example/trainwatt
            routes:
              - name: mail-9
                match:
                  severity: [warning, critical]
                  rule: RunSilent
                  labels: {team: [vision, speech], tier: "1"}
                groupBy: [rule, team]
                groupWait: 500ms
                groupInterval: 5m
                repeatInterval: PT2H
                resolved: false
                receiver:
                  type: email
                  host: mail.example
                  port: 2525
                  tls: none
                  user: trainwatt
                  passwordFile: %s
                  from: trainwatt@example.org
                  to: [ann@example.org, bob@example.org]
                  timeout: 3s
            """
                .formatted(secret));

    assertThat(route)
        .isEqualTo(
            new RouteConfig(
                "mail-9",
                new AlertMatcher(
                    Set.of(Severity.WARNING, Severity.CRITICAL),
                    Set.of("RunSilent"),
                    Map.of("team", Set.of("vision", "speech"), "tier", Set.of("1"))),
                new Pacing(
                    List.of("rule", "team"),
                    Duration.ofMillis(500),
                    Duration.ofMinutes(5),
                    Duration.ofHours(2),
                    false,
                    false),
                new Receiver.Email(
                    "mail.example",
                    2_525,
                    Receiver.Tls.NONE,
                    Optional.of("trainwatt"),
                    Optional.of(new Receiver.Secret(secret)),
                    "trainwatt@example.org",
                    List.of("ann@example.org", "bob@example.org"),
                    Duration.ofSeconds(3))));
  }

  @Test
  void alertmanagerIsToldAtOnceAndAgainBeforeItForgets() throws IOException {
    RouteConfig route =
        only(
            """
            routes:
              - name: am
                receiver: {type: alertmanager, urls: ["http://a:9093", "http://b:9093/am"], resend: 30s}
            """);

    assertThat(route.pacing())
        .isEqualTo(
            new Pacing(
                List.of(), Duration.ZERO, Duration.ZERO, Duration.ofSeconds(30), true, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{type: webhook, urll: 'http://a'} | receiver.url or urlFile: give one of the two",
        "{type: webhook, url: 'http://a', secretfile: /x}"
            + " | receiver.secretfile is unknown: did you mean secretFile?",
        "{type: webhook, url: 'ftp://a'} | receiver.url is no address",
        "{type: webhook, url: 'http://a', secretFile: /none}"
            + " | receiver.secretFile names /none, which is not there",
        "{type: webhok, url: 'http://a'} | receiver.type is \"webhok\": give webhook,",
        "{type: webhook, url: 'http://a', timeout: soon} | receiver.timeout is no duration",
        "{type: slack} | receiver.url or urlFile",
        "{type: alertmanager} | receiver.urls is missing",
        "{type: command, command: [nowhere]} | receiver.command begins with nowhere",
        "{type: email, host: m, from: 'a@b', to: c@d, user: u} | receiver.user and passwordFile",
        "{type: email, host: m, from: 'a@b', to: c@d, tls: off}"
            + " | receiver.tls is \"off\": give one of [none, starttls, implicit]",
      })
  void faultNamesFileFieldAndRemedy(String receiver, String said) throws IOException {
    Path file = file("routes:\n  - name: ops\n    receiver: " + receiver + "\n");

    assertThatThrownBy(() -> RoutesFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(file + ": routes[0]." + said.strip());
  }

  @Test
  void nameIsNeededOnceAndInPlainLetters() throws IOException {
    String receiver = "receiver: {type: slack, url: 'http://a'}";
    assertFault("routes: [{" + receiver + "}]", "routes[0].name is missing");
    assertFault("routes: [{name: Ops, " + receiver + "}]", "routes[0].name must be 1 to 40 of");
    assertFault(
        "routes: [{name: a, %s}, {name: a, %s}]".formatted(receiver, receiver),
        "routes[1].name is there twice: a");
  }

  @Test
  void addressThatWouldBeMoreThanOneIsRefused() throws IOException {
    assertFault(
        "routes: [{name: a, receiver: {type: email, host: m, from: 'a@b', to: [\"x@y\\nBcc: z@y\"]}}]",
        "routes[0].receiver.to is");
  }

  @Test
  void wordsStayWords() throws IOException {
    RouteConfig route =
        only(
            "routes: [{name: a, match: {labels: {zone: [NO, off]}}, receiver: {type: slack, url: 'http://a'}}]");

    assertThat(route.matcher().labels()).isEqualTo(Map.of("zone", Set.of("NO", "off")));
  }

  @Test
  void whatIsNoYamlIsSaidWithItsLine() throws IOException {
    assertFault("routes:\n  - name: [\n", "line ");
    assertFault("route: []", "routes must be a list");
    assertFault("", "write key: value pairs");
  }

  @Test
  void absentFileIsSaid() {
    assertThatThrownBy(() -> RoutesFile.read(dir.resolve("none.yaml")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("none.yaml");
  }

  private void assertFault(String yaml, String said) throws IOException {
    Path file = file(yaml);
    assertThatThrownBy(() -> RoutesFile.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(said);
  }

  private RouteConfig only(String yaml) throws IOException {
    RoutesConfig config = RoutesFile.read(file(yaml));
    assertThat(config.routes()).hasSize(1);
    return config.routes().getFirst();
  }

  private Path file(String yaml) throws IOException {
    return Files.writeString(dir.resolve("routes.yaml"), yaml);
  }
}
