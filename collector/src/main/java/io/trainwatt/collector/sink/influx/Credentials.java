package io.trainwatt.collector.sink.influx;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** How a request says who asks. Pure. */
final class Credentials {
  private Credentials() {}

  /** The header's value: 1.x knows user and password, the others a token; empty asks for none. */
  static Optional<String> authorization(InfluxConfig config) {
    if (config.token().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        switch (config.api()) {
          case V1 ->
              "Basic "
                  + Base64.getEncoder()
                      .encodeToString(config.token().getBytes(StandardCharsets.UTF_8));
          case V2 -> "Token " + config.token();
        });
  }
}
