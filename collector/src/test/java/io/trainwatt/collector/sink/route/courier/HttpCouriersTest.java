package io.trainwatt.collector.sink.route.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.trainwatt.collector.sink.route.Alerts;
import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Couriers over HTTP against servers on loopback that answer as told. */
final class HttpCouriersTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Duration TIMEOUT = Duration.ofMillis(1_500);

  @TempDir Path dir;
  private final List<HttpServer> servers = new ArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile String said = "";
  private volatile Optional<String> retryAfter = Optional.empty();
  private URI url = URI.create("http://invalid");

  @SuppressWarnings("ArrayRecordComponent") // read once, never compared
  record Request(String path, Headers headers, byte[] body) {
    JsonNode json() throws IOException {
      return MAPPER.readTree(body);
    }
  }

  @BeforeEach
  void startServer() throws IOException {
    url = server().resolve("/hook");
  }

  @AfterEach
  void stopServers() {
    ended.countDown();
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void webhookIsSignedAndNamed() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "key\n");
    Path token = Files.writeString(dir.resolve("token"), "t0ken");
    try (Courier courier = webhook(Optional.of(secret), Optional.of(token))) {
      assertThat(courier.deliver(Notices.firing())).isEqualTo(Delivery.delivered());
    }

    Request got = requests.getFirst();
    String seconds = Long.toString(NOW.getEpochSecond());
    assertThat(got.headers().getFirst("Content-Type")).isEqualTo("application/json");
    assertThat(got.headers().getFirst("Authorization")).isEqualTo("Bearer t0ken");
    assertThat(got.headers().getFirst("X-Trainwatt-Delivery")).isEqualTo(Notices.firing().key());
    assertThat(got.headers().getFirst("X-Trainwatt-Timestamp")).isEqualTo(seconds);
    assertThat(got.headers().getFirst("X-Trainwatt-Signature"))
        .isEqualTo("v1=" + WebhookCourier.signature("key", seconds, got.body()));
    assertThat(got.json().get("alerts")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void whatTheReceiverWillNeverTakeIsRefused(int answered) throws Exception {
    status = answered;
    said = "no\nsuch\u0007 thing";
    try (Courier courier = webhook(Optional.empty(), Optional.empty())) {
      assertThat(courier.deliver(Notices.firing()))
          .isEqualTo(
              new Delivery.Refused(Http.place(url) + " answered " + answered + ": no such thing"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 401, 403, 404, 408, 410, 429, 500, 503})
  void whatSomebodyCanMendIsTriedAgain(int answered) throws Exception {
    status = answered;
    try (Courier courier = webhook(Optional.empty(), Optional.empty())) {
      assertThat(courier.deliver(Notices.firing())).isInstanceOf(Delivery.Unavailable.class);
    }
    assertThat(requests).as("no redirection is followed").hasSize(1);
  }

  @Test
  void retryAfterIsReadInSecondsAndAsADate() throws Exception {
    status = 429;
    try (Courier courier = webhook(Optional.empty(), Optional.empty())) {
      retryAfter = Optional.of("7");
      assertThat(wait(courier)).contains(Duration.ofSeconds(7));
      retryAfter = Optional.of("Fri, 27 Nov 2026 08:01:30 GMT");
      assertThat(wait(courier)).contains(Duration.ofSeconds(90));
      retryAfter = Optional.of("soon");
      assertThat(wait(courier)).isEmpty();
      retryAfter = Optional.of("999999999");
      assertThat(wait(courier)).contains(Duration.ofHours(1));
    }
  }

  @Test
  void serverThatNeverAnswersCostsTheTimeoutAtMost() throws Exception {
    status = 0;
    long began = System.nanoTime();
    try (Courier courier = webhook(Optional.empty(), Optional.empty())) {
      assertThat(courier.deliver(Notices.firing())).isInstanceOf(Delivery.Unavailable.class);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void secretThatIsGoneKeepsTheNoticeAndNamesTheFile() throws Exception {
    Path secret = Files.writeString(dir.resolve("secret"), "key");
    try (Courier courier = webhook(Optional.of(secret), Optional.empty())) {
      Files.delete(secret);
      assertThat(courier.deliver(Notices.firing()))
          .isEqualTo(
              Delivery.unavailable("the secret " + secret + " is not there or cannot be read"));
    }
    assertThat(requests).isEmpty();
  }

  @Test
  void addressInAFileIsNeverSaid() throws Exception {
    status = 500;
    Path file = Files.writeString(dir.resolve("url"), server() + "/services/T0/B0/verysecret\n");
    Receiver.Slack slack = new Receiver.Slack(new Receiver.Address.InFile(file), TIMEOUT);
    try (Courier courier = Couriers.of(slack, Notices.LINKS, CLOCK)) {
      assertThat(courier.deliver(Notices.firing()))
          .isInstanceOfSatisfying(
              Delivery.Unavailable.class,
              unavailable -> assertThat(unavailable.reason()).doesNotContain("verysecret"));
    }
    assertThat(requests.getFirst().path()).isEqualTo("/services/T0/B0/verysecret");

    Files.writeString(file, "not an address: verysecret");
    try (Courier courier = Couriers.of(slack, Notices.LINKS, CLOCK)) {
      assertThat(courier.deliver(Notices.firing()).toString()).doesNotContain("verysecret");
    }
  }

  @Test
  void everyReplicaIsToldAndOneIsEnough() throws Exception {
    URI other = server();
    URI away = URI.create("http://127.0.0.1:1");
    try (Courier courier = alertmanager(url, other, away)) {
      assertThat(courier.deliver(Notices.firing()))
          .isInstanceOfSatisfying(
              Delivery.Delivered.class,
              delivered ->
                  assertThat(delivered.remark().orElseThrow())
                      .startsWith("1 of 3 replicas: no answer from http://127.0.0.1:1"));
    }
    assertThat(requests)
        .extracting(Request::path)
        .containsExactlyInAnyOrder("/hook/api/v2/alerts", "/api/v2/alerts");
  }

  @Test
  void firingAlertEndsByItselfAfterFourIntervals() throws Exception {
    try (Courier courier = alertmanager(url)) {
      courier.deliver(Notices.firing());
    }

    JsonNode alert = requests.getFirst().json().get(0);
    assertThat(alert.get("endsAt").asText()).isEqualTo("2026-11-27T08:04:00Z");
    assertThat(alert.get("generatorURL").asText()).isEqualTo("https://trainwatt.example/#/run/a");
    assertThat(alert.get("labels").get("alertname").asText()).isEqualTo("RunSilent");
  }

  @Test
  void resolvedAlertIsSentAlongForAReplicaThatWasAway() throws Exception {
    try (Courier courier = alertmanager(url)) {
      courier.deliver(Notices.of(Alerts.resolved("a")));
      courier.deliver(Notices.of(Alerts.firing("b")));
    }

    JsonNode second = requests.get(1).json();
    assertThat(second).hasSize(2);
    assertThat(second.get(0).get("endsAt").asText()).isEqualTo("2026-11-18T11:07:40Z");
  }

  @Test
  void hugeNoticeGoesInSeveralRequests() throws Exception {
    try (Courier courier = alertmanager(url)) {
      assertThat(courier.deliver(Notices.many(600))).isEqualTo(Delivery.delivered());
    }

    assertThat(requests).hasSize(3);
    int all = 0;
    for (Request request : requests) {
      all += request.json().size();
    }
    assertThat(all).isEqualTo(600);
  }

  private Optional<Duration> wait(Courier courier) throws InterruptedException {
    return courier.deliver(Notices.firing()) instanceof Delivery.Unavailable(var reason, var wait)
        ? wait
        : Optional.of(Duration.ofSeconds(-1));
  }

  private Courier webhook(Optional<Path> secret, Optional<Path> token) {
    return Couriers.of(
        new Receiver.Webhook(
            new Receiver.Address.Plain(url),
            secret.map(Receiver.Secret::new),
            token.map(Receiver.Secret::new),
            100,
            TIMEOUT),
        Notices.LINKS,
        CLOCK);
  }

  private static Courier alertmanager(URI... urls) {
    return Couriers.of(
        new Receiver.Alertmanager(
            List.of(urls), Optional.empty(), Duration.ofMinutes(1), Duration.ofSeconds(20)),
        Notices.LINKS,
        CLOCK);
  }

  private URI server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          requests.add(
              new Request(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
          if (status == 0) {
            awaitEnd();
          }
          retryAfter.ifPresent(value -> exchange.getResponseHeaders().set("Retry-After", value));
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          byte[] answer = said.getBytes(java.nio.charset.StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(
              Math.max(200, status), answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
