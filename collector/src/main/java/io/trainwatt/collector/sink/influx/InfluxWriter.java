package io.trainwatt.collector.sink.influx;

import com.influxdb.client.InfluxDBClient;
import com.influxdb.client.InfluxDBClientFactory;
import com.influxdb.client.InfluxDBClientOptions;
import com.influxdb.client.WriteApiBlocking;
import com.influxdb.client.domain.WritePrecision;
import com.influxdb.exceptions.InfluxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;

/**
 * The real writer: one blocking request a call, without the client's own batching and retries,
 * which lose points when several threads write. One thread.
 */
final class InfluxWriter implements LineWriter {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final int UNPROCESSABLE = 422;

  private final InfluxConfig config;
  private final InfluxDBClient client;
  private final WriteApiBlocking api;

  InfluxWriter(InfluxConfig config) {
    this.config = config;
    OkHttpClient.Builder http =
        new OkHttpClient.Builder()
            .connectTimeout(config.timeout())
            .writeTimeout(config.timeout())
            .readTimeout(config.timeout());
    this.client =
        InfluxDBClientFactory.create(
            InfluxDBClientOptions.builder()
                .url(config.url())
                .okHttpClient(http)
                .authenticateToken(config.token().toCharArray())
                .bucket(config.bucket())
                .org(config.org())
                .build());
    client.enableGzip();
    this.api = client.getWriteApiBlocking();
  }

  @Override
  public WriteResult write(List<String> lines) {
    try {
      api.writeRecords(config.bucket(), config.org(), WritePrecision.US, lines);
      return new WriteResult.Written();
    } catch (InfluxException e) {
      String reason = reason(e);
      return switch (e.status()) {
        case BAD_REQUEST, TOO_LARGE, UNPROCESSABLE -> new WriteResult.Refused(reason);
        default -> new WriteResult.Unavailable(reason, retryAfter(e.headers()));
      };
    }
  }

  @Override
  public void close() {
    client.close();
  }

  private String reason(InfluxException e) {
    String said = String.valueOf(e.getMessage());
    return switch (e.status()) {
      case 0 -> "no answer from " + config.url() + ": " + said;
      case 401, 403 -> "status %d: %s; check trainwatt.influx.token".formatted(e.status(), said);
      case 404 -> "status 404: %s; check trainwatt.influx.bucket and org".formatted(said);
      default -> "status %d: %s".formatted(e.status(), said);
    };
  }

  private static Optional<Duration> retryAfter(Map<String, String> headers) {
    return headers.entrySet().stream()
        .filter(header -> header.getKey().equalsIgnoreCase("Retry-After"))
        .map(Map.Entry::getValue)
        .filter(value -> value.matches("[0-9]{1,6}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
        .findFirst();
  }
}
