package io.trainwatt.collector.sink.influx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import okhttp3.FormBody;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Asks in InfluxQL by {@code /query}, which InfluxDB 1, 2 and 3 have. Any thread. */
final class InfluxQl implements AutoCloseable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final InfluxConfig config;
  private final OkHttpClient client;

  InfluxQl(InfluxConfig config) {
    this.config = config;
    this.client =
        new OkHttpClient.Builder()
            .connectTimeout(config.timeout())
            .writeTimeout(config.timeout())
            .readTimeout(config.timeout().multipliedBy(6))
            .build();
  }

  /**
   * The series of an answer; times in microseconds.
   *
   * @throws IOException if there is no answer, or an error in it
   */
  JsonNode series(String query) throws IOException {
    HttpUrl url = HttpUrl.get(config.url()).newBuilder().addPathSegment("query").build();
    FormBody form =
        new FormBody.Builder()
            .add("db", InfluxConfig.database(config.bucket()))
            .add("epoch", "u")
            .add("q", query)
            .build();
    Request.Builder request = new Request.Builder().url(url).post(form);
    Credentials.authorization(config).ifPresent(who -> request.header("Authorization", who));
    try (Response response = client.newCall(request.build()).execute()) {
      if (!response.isSuccessful() || response.body() == null) {
        throw new IOException("%s answered %d to a query".formatted(config.url(), response.code()));
      }
      JsonNode answer = MAPPER.readTree(response.body().byteStream());
      JsonNode error = answer.findValue("error");
      if (error != null) {
        throw new IOException(error.asText());
      }
      return answer.at("/results/0").path("series");
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  /** A name as InfluxQL takes any. */
  static String name(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }
}
