package io.trainwatt.collector.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks servers, at most five seconds each, body included. Thread-safe. */
final class GridHttp implements AutoCloseable {
  private static final int MAX_BYTES = 16 << 20;
  private static final Duration LONGEST_WAIT = Duration.ofHours(6);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final Duration timeout;
  private final Clock clock;

  GridHttp(Duration timeout, Clock clock) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.timeout = timeout;
    this.clock = clock;
  }

  /** What a server answered with 200, as JSON. */
  JsonNode json(URI url, Map<String, String> headers) throws SourceFailed, InterruptedException {
    try {
      JsonNode root = JSON.readTree(bytes(url, headers));
      if (root == null || !root.isObject()) {
        throw new SourceFailed("garbage", place(url) + " answered no JSON object");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new SourceFailed("garbage", place(url) + " answered no JSON");
    } catch (IOException e) {
      throw new SourceFailed("garbage", place(url) + " answered nothing that can be read");
    }
  }

  /** What a server answered with 200. */
  byte[] bytes(URI url, Map<String, String> headers) throws SourceFailed, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).timeout(timeout).header("User-Agent", "Trainwatt").GET();
    headers.forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> sent =
        client.sendAsync(
            request.build(),
            HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
    HttpResponse<byte[]> response;
    try {
      // The request's own limit ends with the head of the answer.
      response = sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new SourceFailed("timed out", place(url) + " gave no answer in " + timeout);
    } catch (ExecutionException e) {
      throw new SourceFailed(
          e.getCause() instanceof java.net.http.HttpTimeoutException ? "timed out" : "unavailable",
          place(url) + ": " + e.getCause());
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    }
    return switch (response.statusCode()) {
      case 200 -> response.body();
      case 429 -> throw failed("throttled", url, response);
      case 401, 403 -> throw failed("not allowed", url, response);
      case 404 -> throw failed("not found", url, response);
      default -> throw failed("unavailable", url, response);
    };
  }

  private SourceFailed failed(String reason, URI url, HttpResponse<byte[]> response) {
    return new SourceFailed(
        reason,
        "%s answered %d".formatted(place(url), response.statusCode()),
        response.headers().firstValue("Retry-After").flatMap(this::wait));
  }

  // Seconds, or a date.
  private Optional<Duration> wait(String said) {
    try {
      Duration wait =
          said.strip().matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(said.strip()))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(said.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                      .toInstant());
      return wait.isNegative()
          ? Optional.empty()
          : Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  // Without the query, which may hold a key.
  private static String place(URI url) {
    return url.getScheme() + "://" + url.getAuthority() + url.getPath();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
