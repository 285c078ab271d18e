package io.trainwatt.collector.sink.influx;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Writes by {@code /write}, the call that every InfluxDB 1.x has. One thread. */
final class V1Writer implements LineWriter {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final MediaType TEXT = MediaType.get("text/plain; charset=utf-8");

  private final InfluxConfig config;
  private final OkHttpClient client;
  private final HttpUrl url;

  V1Writer(InfluxConfig config) {
    this.config = config;
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(config.timeout())
            .writeTimeout(config.timeout())
            .readTimeout(config.timeout())
            .build();
    HttpUrl.Builder builder =
        HttpUrl.get(config.url())
            .newBuilder()
            .addPathSegment("write")
            .addQueryParameter("db", InfluxConfig.database(config.bucket()))
            .addQueryParameter("precision", "u");
    String policy = InfluxConfig.retentionPolicy(config.bucket());
    if (!policy.isEmpty()) {
      builder.addQueryParameter("rp", policy);
    }
    this.url = builder.build();
  }

  @Override
  public WriteResult write(List<String> lines) {
    Request.Builder request =
        new Request.Builder().url(url).post(RequestBody.create(String.join("\n", lines), TEXT));
    Credentials.authorization(config).ifPresent(who -> request.header("Authorization", who));
    try (Response response = client.newCall(request.build()).execute()) {
      if (response.isSuccessful()) {
        return new WriteResult.Written();
      }
      String said = response.body() == null ? "" : response.body().string().strip();
      String reason = "status %d: %s".formatted(response.code(), said);
      return switch (response.code()) {
        case BAD_REQUEST, TOO_LARGE -> new WriteResult.Refused(reason);
        case 401, 403 ->
            new WriteResult.Unavailable(
                reason + "; check trainwatt.influx.token", Optional.empty());
        case 404 ->
            new WriteResult.Unavailable(
                reason + "; check trainwatt.influx.bucket", Optional.empty());
        default -> new WriteResult.Unavailable(reason, wait(response));
      };
    } catch (IOException e) {
      return new WriteResult.Unavailable(
          "no answer from " + config.url() + ": " + e.getMessage(), Optional.empty());
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  private static Optional<Duration> wait(Response response) {
    return Optional.ofNullable(response.header("Retry-After"))
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }
}
