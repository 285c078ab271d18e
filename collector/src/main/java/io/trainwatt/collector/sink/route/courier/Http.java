package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Delivery;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Posts JSON and says what the answer comes down to. Follows no redirection, since what it sends
 * may be for one receiver's eyes. Thread-safe.
 */
final class Http implements AutoCloseable {
  private static final int MOST_SAID = 300;
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private final HttpClient client;
  private final Clock clock;

  Http(Duration timeout, Clock clock) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.clock = clock;
  }

  /** What a server answered. */
  private record Answer(int status, String text, Optional<String> retryAfter) {}

  /** Posts and waits. The whole exchange takes no longer than the timeout. */
  Delivery post(URI url, byte[] json, Map<String, String> headers, Duration timeout)
      throws InterruptedException {
    CompletableFuture<Delivery> sent = postLater(url, json, headers, timeout);
    try {
      return sent.get(timeout.toMillis() + 500, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      sent.cancel(true);
      return Delivery.unavailable("no answer from " + place(url) + " in time");
    } catch (InterruptedException e) {
      sent.cancel(true);
      throw e;
    }
  }

  /** The same, without waiting. Never fails: a failure is an outcome. */
  CompletableFuture<Delivery> postLater(
      URI url, byte[] json, Map<String, String> headers, Duration timeout) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Trainwatt")
            .POST(HttpRequest.BodyPublishers.ofByteArray(json));
    headers.forEach(request::header);
    return client
        .sendAsync(
            request.build(),
            info ->
                HttpResponse.BodySubscribers.mapping(
                    new Excerpt(),
                    text ->
                        new Answer(
                            info.statusCode(), text, info.headers().firstValue("Retry-After"))))
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) ->
                response == null
                    ? Delivery.unavailable("no answer from " + place(url) + ": " + reason(failure))
                    : outcome(url, response.body()));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private Delivery outcome(URI url, Answer answer) {
    if (answer.status() >= 200 && answer.status() < 300) {
      return Delivery.delivered();
    }
    String said =
        "%s answered %d%s"
            .formatted(
                place(url), answer.status(), answer.text().isEmpty() ? "" : ": " + answer.text());
    return switch (answer.status()) {
      // As it is it will never be taken. Everything else somebody can mend at the receiver's end.
      case 400, 413, 422 -> new Delivery.Refused(said);
      default -> new Delivery.Unavailable(said, answer.retryAfter().flatMap(this::wait));
    };
  }

  /** Seconds, or a date. */
  private Optional<Duration> wait(String retryAfter) {
    try {
      Duration asked =
          retryAfter.strip().matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(retryAfter.strip()))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(retryAfter.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                      .toInstant());
      return asked.isNegative()
          ? Optional.empty()
          : Optional.of(asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Without path and query, which may be the secret. */
  static String place(URI url) {
    return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
  }

  private static String reason(@org.jspecify.annotations.Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause == null) {
      return "no reason given";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  static String seconds(Instant instant) {
    return Long.toString(instant.getEpochSecond());
  }

  /** The first line or so of an answer; what follows is read and thrown away. */
  private static final class Excerpt implements HttpResponse.BodySubscriber<String> {
    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final byte[] kept = new byte[MOST_SAID];
    private int length;

    @Override
    public java.util.concurrent.CompletionStage<String> getBody() {
      return text;
    }

    @Override
    public void onSubscribe(java.util.concurrent.Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(java.util.List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        int more = Math.min(buffer.remaining(), kept.length - length);
        buffer.get(kept, length, more);
        length += more;
      }
    }

    @Override
    public void onError(Throwable failure) {
      text.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      text.complete(
          new String(kept, 0, length, StandardCharsets.UTF_8)
              .replaceAll("[\\p{Cntrl}\\s]+", " ")
              .strip());
    }
  }
}
