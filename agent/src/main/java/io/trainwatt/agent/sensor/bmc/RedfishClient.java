package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.json.JsonLine;
import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.sensor.MonotonicClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Asks one BMC for JSON resources (DSP0266). Every request ends within its time, whatever the
 * server does: headers and body together, 1 MiB at most. Redirects are followed within the same
 * origin only, so that no password or token leaves it. A session that has expired is opened anew,
 * once a request; refused accounts are not tried again for a while, because BMCs lock them. Used by
 * one thread.
 */
final class RedfishClient implements AutoCloseable {
  static final String ROOT = "/redfish/v1/";
  private static final String SESSIONS = "/redfish/v1/SessionService/Sessions";
  private static final String TOKEN = "X-Auth-Token";
  private static final int MAX_BODY_BYTES = 1 << 20;
  private static final int MAX_REDIRECTS = 3;
  private static final Duration FIRST_REFUSAL = Duration.ofMinutes(1);
  private static final Duration LONGEST_REFUSAL = Duration.ofMinutes(30);

  private final RedfishConfig config;
  private final MonotonicClock clock;
  private final HttpClient http;
  private Optional<Session> session = Optional.empty();
  private Optional<Refusal> refused = Optional.empty();

  private record Session(String token, Optional<URI> location) {}

  private record Refusal(long untilNanos, Duration pause) {}

  /**
   * @throws RedfishFailure if TLS cannot be set up as configured
   */
  RedfishClient(RedfishConfig config, MonotonicClock clock) throws RedfishFailure {
    this.config = config;
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.timeout())
            .sslContext(Certificates.context(config.trust()))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  /**
   * The resource at a path of this BMC.
   *
   * @throws RedfishFailure saying what was wrong with the answer, or that there was none
   */
  JsonObject get(String path) throws RedfishFailure {
    HttpResponse<byte[]> response = send(() -> authorized(request(resolve(path))));
    if (response.statusCode() == 401 && session.isPresent()) {
      session = Optional.empty();
      response = send(() -> authorized(request(resolve(path))));
    }
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw refuse(path, status);
    }
    if (status != 200) {
      throw new RedfishFailure("answers %d to %s".formatted(status, path), "");
    }
    refused = Optional.empty();
    try {
      return JsonObject.parse(new String(response.body(), StandardCharsets.UTF_8));
    } catch (MalformedJson e) {
      throw new RedfishFailure(path + " is no Redfish resource: " + e.detail(), "");
    }
  }

  /** Ends the session, which a BMC would otherwise keep for half an hour; it has few. */
  @Override
  public void close() {
    session
        .flatMap(Session::location)
        .ifPresent(
            location -> {
              try {
                send(() -> authorized(request(location)).DELETE());
              } catch (RedfishFailure e) {
                // It times out by itself.
                session = Optional.empty();
              }
            });
    session = Optional.empty();
    http.shutdownNow();
  }

  private interface Prepared {
    HttpRequest.Builder prepare() throws RedfishFailure;
  }

  private HttpResponse<byte[]> send(Prepared prepared) throws RedfishFailure {
    HttpRequest.Builder builder = prepared.prepare();
    HttpResponse<byte[]> response = exchange(builder.build());
    for (int hop = 0; hop < MAX_REDIRECTS && isRedirect(response); hop++) {
      URI target = target(response);
      response = exchange(builder.uri(target).build());
    }
    return response;
  }

  private static boolean isRedirect(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    return status == 301 || status == 302 || status == 307 || status == 308;
  }

  private URI target(HttpResponse<byte[]> response) throws RedfishFailure {
    String location = response.headers().firstValue("Location").orElse("");
    try {
      URI target = response.uri().resolve(location);
      if (sameOrigin(target)) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      throw new RedfishFailure("redirects to what is no address", "");
    }
    throw new RedfishFailure(
        "redirects away from " + config.url() + ", where credentials are not sent",
        "set sensors.bmc.redfish.url to the BMC's own address");
  }

  private boolean sameOrigin(URI target) {
    URI url = config.url();
    return url.getScheme().equals(target.getScheme())
        && url.getHost().equalsIgnoreCase(target.getHost())
        && url.getPort() == target.getPort();
  }

  private HttpResponse<byte[]> exchange(HttpRequest request) throws RedfishFailure {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_BODY_BYTES));
    try {
      return answer.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new RedfishFailure(
          "gave no whole answer in %d ms".formatted(config.timeout().toMillis()), "");
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new RedfishFailure("interrupted", "");
    } catch (ExecutionException e) {
      throw unreachable(e.getCause());
    }
  }

  private static RedfishFailure unreachable(@Nullable Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SSLException) {
        String why = String.valueOf(deepest(at).getMessage());
        return new RedfishFailure(
            "its certificate is not believed, or TLS failed: " + why,
            "set sensors.bmc.redfish.caFile, or pinSha256 to the certificate's SHA-256");
      }
    }
    String why = cause instanceof IOException ? String.valueOf(cause) : "failed: " + cause;
    return new RedfishFailure("cannot be asked: " + why, "");
  }

  private static Throwable deepest(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }

  private HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri)
        .timeout(config.timeout())
        .header("Accept", "application/json")
        .header("OData-Version", "4.0");
  }

  private HttpRequest.Builder authorized(HttpRequest.Builder request) throws RedfishFailure {
    if (config.account().isEmpty()) {
      return request;
    }
    RedfishConfig.Account account = config.account().get();
    pauseAfterRefusal();
    if (config.auth() == RedfishConfig.Auth.BASIC) {
      String both = account.user() + ":" + password(account);
      byte[] bytes = both.getBytes(StandardCharsets.UTF_8);
      return request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(bytes));
    }
    if (session.isEmpty()) {
      session = Optional.of(login(account));
    }
    return request.header(TOKEN, session.get().token());
  }

  private Session login(RedfishConfig.Account account) throws RedfishFailure {
    String password = password(account);
    String body =
        JsonLine.of(
            json -> {
              json.writeStringField("UserName", account.user());
              json.writeStringField("Password", password);
            });
    HttpResponse<byte[]> response =
        send(
            () ->
                request(resolve(SESSIONS))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(body)));
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw refuse(SESSIONS, status);
    }
    Optional<String> token = response.headers().firstValue(TOKEN);
    if (status / 100 != 2 || token.isEmpty()) {
      throw new RedfishFailure(
          "opens no session: " + SESSIONS + " answers " + status,
          "set sensors.bmc.redfish.auth: basic; a BMC with no session left frees one in minutes");
    }
    return new Session(token.get(), location(response));
  }

  private Optional<URI> location(HttpResponse<byte[]> response) {
    try {
      return response
          .headers()
          .firstValue("Location")
          .map(response.uri()::resolve)
          .filter(this::sameOrigin);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String password(RedfishConfig.Account account) throws RedfishFailure {
    try {
      return Files.readString(account.passwordFile(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new RedfishFailure(
          "cannot read the password file " + account.passwordFile() + ": " + e.getClass(),
          "write the password into it, readable by the agent's user alone");
    }
  }

  private void pauseAfterRefusal() throws RedfishFailure {
    if (refused.isPresent() && clock.nanos() < refused.get().untilNanos()) {
      long seconds = refused.get().pause().toSeconds();
      throw new RedfishFailure(
          "refused the account; it is not tried again for %d s, so that it is not locked"
              .formatted(seconds),
          accountRemedy());
    }
  }

  private RedfishFailure refuse(String path, int status) {
    session = Optional.empty();
    Duration pause =
        refused
            .map(before -> before.pause().multipliedBy(2))
            .filter(longer -> longer.compareTo(LONGEST_REFUSAL) < 0)
            .orElse(refused.isPresent() ? LONGEST_REFUSAL : FIRST_REFUSAL);
    refused = Optional.of(new Refusal(clock.nanos() + pause.toNanos(), pause));
    return new RedfishFailure("refuses %s with %d".formatted(path, status), accountRemedy());
  }

  private String accountRemedy() {
    return config.account().isEmpty()
        ? "set sensors.bmc.redfish.user and passwordFile"
        : "check user and password file; the account needs the role ReadOnly";
  }

  private URI resolve(String path) throws RedfishFailure {
    try {
      URI target = config.url().resolve(path);
      if (sameOrigin(target)) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      throw new RedfishFailure("names what is no path: " + path, "");
    }
    throw new RedfishFailure("names a resource of another host: " + path, "");
  }
}
