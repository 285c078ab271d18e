package io.trainwatt.collector.sink.route.courier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.events.alert.Alert;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Posts alerts to every replica of an Alertmanager, which then groups, silences and tells. A firing
 * alert says that it ends by itself after four times the interval in which it is sent again; a
 * resolved one is sent along for a quarter of an hour, for a replica that was away.
 */
final class AlertmanagerCourier implements Courier {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_IN_A_REQUEST = 256;
  private static final int RESENDS_TO_LIVE = 4;
  private static final Duration KEEP_RESOLVED = Duration.ofMinutes(15);

  private final Receiver.Alertmanager receiver;
  private final Links links;
  private final Clock clock;
  private final Http http;
  private final Map<String, Resolved> resolved = new HashMap<>();
  // An Alertmanager knows an alert by its labels: they stay what they were when it began, whatever
  // labels the run is given meanwhile.
  private final Map<String, SortedMap<String, String>> labels = new HashMap<>();

  private record Resolved(Alert alert, Instant first) {}

  AlertmanagerCourier(Receiver.Alertmanager receiver, Links links, Clock clock) {
    this.receiver = receiver;
    this.links = links;
    this.clock = clock;
    this.http = new Http(receiver.timeout(), clock);
  }

  @Override
  public synchronized Delivery deliver(Notice notice) throws InterruptedException {
    Map<String, String> headers = new HashMap<>();
    try {
      if (receiver.token().isPresent()) {
        String token = SecretFile.read(receiver.token().get().file());
        headers.put("Authorization", "Bearer " + token);
      }
    } catch (IOException e) {
      return Delivery.unavailable(String.valueOf(e.getMessage()));
    }
    List<byte[]> bodies = bodies(all(notice));
    Map<URI, CompletableFuture<Delivery>> replicas = new java.util.LinkedHashMap<>();
    receiver.urls().forEach(url -> replicas.put(url, send(url, bodies, headers)));
    return together(replicas);
  }

  @Override
  public void close() {
    http.close();
  }

  private List<Alert> all(Notice notice) {
    Instant now = clock.instant();
    resolved.values().removeIf(one -> one.first().plus(KEEP_RESOLVED).isBefore(now));
    Map<String, Alert> all = new java.util.TreeMap<>();
    resolved.forEach((key, one) -> all.put(key, one.alert()));
    for (Told told : notice.alerts()) {
      Alert alert = told.alert();
      String key = key(alert);
      all.put(key, alert);
      if (!alert.firing()) {
        resolved.putIfAbsent(key, new Resolved(alert, now));
      }
    }
    labels.keySet().retainAll(all.keySet());
    all.forEach((key, alert) -> labels.computeIfAbsent(key, any -> Facts.labels(alert)));
    return List.copyOf(all.values());
  }

  private List<byte[]> bodies(List<Alert> alerts) {
    List<byte[]> bodies = new ArrayList<>();
    for (int from = 0; from < alerts.size(); from += MOST_IN_A_REQUEST) {
      ArrayNode body = MAPPER.createArrayNode();
      alerts.stream().skip(from).limit(MOST_IN_A_REQUEST).forEach(a -> body.add(alert(a)));
      bodies.add(WebhookBody.bytes(body));
    }
    return bodies;
  }

  private ObjectNode alert(Alert alert) {
    ObjectNode one = MAPPER.createObjectNode();
    one.set("labels", WebhookBody.object(labels.getOrDefault(key(alert), Facts.labels(alert))));
    one.set("annotations", WebhookBody.object(Facts.annotations(alert, links)));
    one.put("startsAt", Facts.time(alert.sinceWallMicros()));
    one.put(
        "endsAt",
        alert.firing()
            ? clock.instant().plus(receiver.resend().multipliedBy(RESENDS_TO_LIVE)).toString()
            : Facts.time(
                Math.max(alert.sinceWallMicros(), alert.resolvedWallMicros().orElseThrow())));
    links.subject(alert).ifPresent(url -> one.put("generatorURL", url));
    return one;
  }

  /** One request after the other; the first that fails ends it. */
  private CompletableFuture<Delivery> send(
      URI url, List<byte[]> bodies, Map<String, String> headers) {
    URI api = URI.create(url.toString().replaceAll("/+$", "") + "/api/v2/alerts");
    CompletableFuture<Delivery> last = CompletableFuture.completedFuture(Delivery.delivered());
    for (byte[] body : bodies) {
      last =
          last.thenCompose(
              before ->
                  before instanceof Delivery.Delivered
                      ? http.postLater(api, body, headers, receiver.timeout())
                      : CompletableFuture.completedFuture(before));
    }
    return last;
  }

  /** One replica is enough: replicas that were away are told at the next time. */
  private static Delivery together(Map<URI, CompletableFuture<Delivery>> replicas)
      throws InterruptedException {
    List<String> failures = new ArrayList<>();
    Optional<Delivery> worst = Optional.empty();
    for (CompletableFuture<Delivery> replica : replicas.values()) {
      Delivery outcome = await(replica);
      switch (outcome) {
        case Delivery.Delivered fine -> {}
        case Delivery.Refused(String reason) -> {
          failures.add(reason);
          worst = worst.or(() -> Optional.of(outcome));
        }
        case Delivery.Unavailable(String reason, var wait) -> {
          failures.add(reason);
          worst = Optional.of(outcome);
        }
      }
    }
    if (failures.size() < replicas.size()) {
      return new Delivery.Delivered(
          failures.isEmpty()
              ? Optional.empty()
              : Optional.of(
                  "%d of %d replicas: %s"
                      .formatted(failures.size(), replicas.size(), String.join("; ", failures))));
    }
    return worst.orElseThrow();
  }

  private static Delivery await(CompletableFuture<Delivery> replica) throws InterruptedException {
    try {
      return replica.get();
    } catch (ExecutionException e) {
      return Delivery.unavailable(String.valueOf(e.getMessage()));
    }
  }

  private static String key(Alert alert) {
    return alert.fingerprint() + "@" + alert.sinceWallMicros();
  }
}
