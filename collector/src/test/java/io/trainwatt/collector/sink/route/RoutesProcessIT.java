package io.trainwatt.collector.sink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.broker.KafkaBroker;
import io.trainwatt.collector.fixture.CollectorProcess;
import io.trainwatt.collector.fixture.HookServer;
import io.trainwatt.collector.fixture.MailServer;
import io.trainwatt.collector.fixture.Programs;
import io.trainwatt.collector.fixture.ResultWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged collector with routes: killed and started again, silenced by REST, mail by TLS. */
final class RoutesProcessIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir Path dir;

  @Test
  void killedCollectorTellsNothingTwiceAndForgetsNothing() throws Exception {
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
        HookServer hook = new HookServer()) {
      ResultWriter.createTopics(broker.bootstrapServers());
      Path routes =
          Files.writeString(
              dir.resolve("routes.yaml"),
              "routes: [{name: ops, receiver: {type: webhook, url: '%s'}}]".formatted(hook.url()));
      Map<String, String> settings =
          Map.of("TRAINWATT_ROUTES_FILE", routes.toString(), "TRAINWATT_TOPICS_PARTITIONS", "2");
      try (ResultWriter writer = new ResultWriter(broker.bootstrapServers())) {
        CollectorProcess first = collector(broker, settings);
        awaitReady(first);
        writer.commit(() -> writer.send(Alerts.firing("a")));
        await().atMost(PATIENCE).until(() -> hook.told().size() == 1);
        // Committed with its offset at the latest a turn after it was told.
        Thread.sleep(1_000);
        first.kill();
        writer.commit(() -> writer.send(Alerts.firing("b")));
      }
      try (CollectorProcess second = collector(broker, settings);
          ResultWriter writer = new ResultWriter(broker.bootstrapServers())) {
        awaitReady(second);
        await().atMost(PATIENCE).until(() -> hook.told().size() == 2);

        JsonNode silence =
            call(
                second,
                "POST",
                "/api/v1/silences",
                "{\"rule\":\"RunSilent\",\"duration\":\"PT1H\",\"author\":\"ann\"}");
        assertThat(second.json("/api/v1/silences").at("/silences/0/id"))
            .isEqualTo(silence.get("id"));
        writer.commit(() -> writer.send(Alerts.firing("c")));
        writer.commit(() -> writer.send(Alerts.resolved("b")));
        await().atMost(PATIENCE).until(() -> hook.told().size() == 3);
        call(second, "DELETE", "/api/v1/silences/" + silence.get("id").asText(), "");
        writer.commit(() -> writer.send(Alerts.grown("c")));
        await().atMost(PATIENCE).until(() -> hook.told().size() == 4);

        assertThat(hook.told())
            .extracting(told -> told.substring(0, told.lastIndexOf(' ')))
            .containsExactly("a firing", "b firing", "b resolved", "c firing");
        assertThat(second.json("/api/v1/books").get("balances").asBoolean()).isTrue();
        assertThat(second.get("/q/metrics").body())
            .contains("trainwatt_sink_writing{sink=\"route.ops\"} 1.0");
      }
    }
  }

  @Test
  void mailGoesByTlsToWhoIsKnownAndToNobodyElse() throws Exception {
    Programs.need(MailServer.binary(), "python3-aiosmtpd");
    certificate();
    try (KafkaBroker broker = KafkaBroker.startOnFreePort(dir.resolve("broker"));
        MailServer mail =
            MailServer.start(
                dir.resolve("mail"),
                "--tls",
                dir.resolve("cert.pem").toString(),
                dir.resolve("key.pem").toString(),
                "--user",
                "trainwatt",
                "s3cret")) {
      Files.writeString(dir.resolve("password"), "s3cret\n");
      Path routes =
          Files.writeString(
              dir.resolve("routes.yaml"),
              """
              routes:
                - name: mail
                  receiver:
                    {type: email, host: localhost, port: %d, user: trainwatt, passwordFile: %s,
                     from: t@example.org, to: ann@example.org, timeout: 10s}
              """
                  .formatted(mail.port(), dir.resolve("password")));
      String trusting =
          "-Djavax.net.ssl.trustStoreType=PKCS12 -Djavax.net.ssl.trustStorePassword=changeit"
              + " -Djavax.net.ssl.trustStore="
              + dir.resolve("trust.p12");
      try (CollectorProcess stranger =
          collector(broker, Map.of("TRAINWATT_ROUTES_FILE", routes.toString()))) {
        awaitReady(stranger);
        JsonNode trial = call(stranger, "POST", "/api/v1/routes/mail/test", "{}");
        assertThat(trial.get("outcome").asText()).isEqualTo("unavailable");
        assertThat(trial.get("reason").asText()).containsIgnoringCase("certificat");
        assertThat(mail.mails()).isEmpty();
      }
      try (CollectorProcess known =
          collector(
              broker,
              Map.of("TRAINWATT_ROUTES_FILE", routes.toString(), "JDK_JAVA_OPTIONS", trusting))) {
        awaitReady(known);
        assertThat(call(known, "POST", "/api/v1/routes/mail/test", "{}").get("outcome").asText())
            .isEqualTo("delivered");
        assertThat(mail.mails()).singleElement().asString().contains("[FIRING:1] RouteTest");

        Files.writeString(dir.resolve("password"), "wrong");
        JsonNode trial = call(known, "POST", "/api/v1/routes/mail/test", "{}");
        assertThat(trial.get("outcome").asText()).isEqualTo("unavailable");
        assertThat(trial.get("reason").asText())
            .contains("refuses user and password")
            .doesNotContain("wrong");
      }
    }
  }

  private void certificate() throws IOException, InterruptedException {
    run(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem");
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-importcert",
        "-noprompt",
        "-alias",
        "mail",
        "-file",
        "cert.pem",
        "-keystore",
        "trust.p12",
        "-storetype",
        "PKCS12",
        "-storepass",
        "changeit");
  }

  private void run(String... command) throws IOException, InterruptedException {
    Path log = dir.resolve("setup.log");
    int status =
        new ProcessBuilder(List.of(command))
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start()
            .waitFor();
    assertThat(status).as(Files.readString(log)).isZero();
  }

  private CollectorProcess collector(KafkaBroker broker, Map<String, String> settings)
      throws IOException {
    return CollectorProcess.start(dir.resolve("collector"), broker.bootstrapServers(), settings);
  }

  private static void awaitReady(CollectorProcess collector) {
    await().atMost(PATIENCE).until(collector::ready);
  }

  private static JsonNode call(CollectorProcess collector, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + collector.port() + path))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new com.fasterxml.jackson.databind.ObjectMapper().readTree(answer.body());
  }
}
