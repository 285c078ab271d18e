package io.trainwatt.collector;

import io.smallrye.config.ConfigValidationException;
import java.net.BindException;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * Why the service could not start, in words for who started it.
 *
 * @param code of the process
 * @param text a line for each fault
 */
record ExitReason(int code, String text) {
  static final int WRONG_USE = 2;
  static final int MISSING = 3;

  private static final int UNEXPECTED = 1;

  /** What a failed start comes down to. */
  static ExitReason of(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof WrongSettings) {
        return new ExitReason(WRONG_USE, String.valueOf(cause.getMessage()));
      }
      if (cause instanceof ConfigValidationException invalid) {
        return new ExitReason(WRONG_USE, faults(invalid));
      }
      if (cause instanceof BindException) {
        return new ExitReason(MISSING, portTaken());
      }
    }
    return new ExitReason(UNEXPECTED, failure.toString());
  }

  private static String faults(ConfigValidationException invalid) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < invalid.getProblemCount(); i++) {
      text.append(invalid.getProblem(i).getMessage()).append(System.lineSeparator());
    }
    return text.toString();
  }

  private static String portTaken() {
    var config = ConfigProvider.getConfig();
    return "%s:%s is taken: end what listens there, or choose another port by TRAINWATT_HTTP_PORT"
        .formatted(
            config.getOptionalValue("quarkus.http.host", String.class).orElse("?"),
            config.getOptionalValue("quarkus.http.port", String.class).orElse("?"));
  }
}
