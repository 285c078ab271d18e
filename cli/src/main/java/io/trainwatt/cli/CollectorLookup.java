package io.trainwatt.cli;

import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.rest.CollectorClient;
import io.trainwatt.cli.stack.StackSettings;
import java.io.IOException;
import java.net.ConnectException;
import java.util.Map;

/** Asks the collector of this machine. */
final class CollectorLookup {
  private CollectorLookup() {}

  /** A question. */
  interface Question<T> {
    T ask(CollectorClient collector) throws IOException;
  }

  /**
   * Asks it.
   *
   * @throws Refusal if none answers
   */
  static <T> T ask(Map<String, String> environment, Question<T> question) throws IOException {
    int port = StackSettings.httpPort(environment);
    try {
      return question.ask(CollectorClient.onPort(port));
    } catch (ConnectException e) {
      throw Refusal.missing(
          "no collector answers on port " + port,
          "start one: `trainwatt up`, or set TRAINWATT_HTTP_PORT to where it listens");
    }
  }
}
