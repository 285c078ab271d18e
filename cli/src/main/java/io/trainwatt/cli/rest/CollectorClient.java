package io.trainwatt.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * A collector's answers.
 *
 * @param base such as {@code http://127.0.0.1:8484}
 */
public record CollectorClient(URI base) {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration RECOUNT_LIMIT = Duration.ofMinutes(30);

  /** The collector of this machine. */
  public static CollectorClient onPort(int port) {
    return new CollectorClient(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * Asks for a path.
   *
   * @return the answer, or nothing where the collector knows no such thing
   * @throws IOException if the collector does not answer, or with an error
   */
  public Optional<JsonNode> get(String path) throws IOException {
    return get(path, LIMIT);
  }

  private Optional<JsonNode> get(String path, Duration limit) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) limit.toMillis());
    connection.setRequestProperty("Accept", "application/json");
    int status = connection.getResponseCode();
    if (status == HttpURLConnection.HTTP_NOT_FOUND) {
      return Optional.empty();
    }
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("%s answered %d to %s".formatted(base, status, path));
    }
    try (InputStream body = connection.getInputStream()) {
      return Optional.of(Json.read(new String(body.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  /** What it made of a call: the answer, or what is wrong and what to do about it. */
  public sealed interface Reply {
    /** It was done. */
    record Done(JsonNode answer) implements Reply {}

    /** It was not done. */
    record Not(int status, String error, String remedy) implements Reply {}
  }

  /**
   * Asks it to change something.
   *
   * @param method POST or DELETE
   * @throws IOException if the collector does not answer
   */
  public Reply call(String method, String path, JsonNode body, Duration limit) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) base.resolve(path).toURL().openConnection();
    connection.setConnectTimeout((int) LIMIT.toMillis());
    connection.setReadTimeout((int) limit.toMillis());
    connection.setRequestMethod(method);
    connection.setRequestProperty("Content-Type", "application/json");
    if (method.equals("POST")) {
      connection.setDoOutput(true);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(body.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    boolean done = status == HttpURLConnection.HTTP_OK;
    try (InputStream in = done ? connection.getInputStream() : connection.getErrorStream()) {
      String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode answer = text.startsWith("{") ? Json.read(text) : Json.object();
      return done
          ? new Reply.Done(answer)
          : new Reply.Not(
              status,
              answer.path("error").asText("%s answered %d".formatted(base, status)),
              answer.path("remedy").asText(""));
    }
  }

  /** Part of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /**
   * All runs, newest first.
   *
   * @throws IOException as {@link #get}
   */
  public JsonNode runs() throws IOException {
    return get("/api/v1/runs")
        .orElseThrow(() -> new IOException(base + " is no Trainwatt"))
        .path("runs");
  }

  /**
   * One run's report made anew from the log, which may take long.
   *
   * @throws IOException if the collector does not answer, or with an error
   */
  public Optional<JsonNode> recount(String run) throws IOException {
    return get("/api/v1/runs/" + segment(run) + "/recount", RECOUNT_LIMIT);
  }

  /**
   * One run's report.
   *
   * @param run id or name
   * @throws IOException as {@link #get}
   */
  public Optional<JsonNode> report(String run) throws IOException {
    return get("/api/v1/runs/" + segment(run));
  }

  /**
   * What a run used over time, as far back as the collector keeps it.
   *
   * @throws IOException as {@link #get}
   */
  public Optional<JsonNode> series(String run) throws IOException {
    return get("/api/v1/series/runs/" + segment(run));
  }

  /**
   * One node.
   *
   * @param node {@code cluster/name}
   * @throws IOException as {@link #get}
   */
  public Optional<JsonNode> node(String node) throws IOException {
    int slash = node.indexOf('/');
    return get(
        "/api/v1/nodes/"
            + segment(node.substring(0, slash))
            + "/"
            + segment(node.substring(slash + 1)));
  }

  /** Whether it says it is ready. */
  public boolean ready() {
    try {
      return get("/q/health/ready").isPresent();
    } catch (IOException e) {
      return false;
    }
  }
}
