package io.trainwatt.agent;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Logging of the process: one line each, on standard error. Called first of all. */
final class OneLineLog {

  private static final String FORMAT = "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n";

  private OneLineLog() {}

  static void install() {
    setDefault("java.util.logging.SimpleFormatter.format", FORMAT);
    setDefault("java.util.logging.manager", LastingLogManager.class.getName());
    setDefault("slf4j.internal.verbosity", "ERROR");
    // Kafka repeats itself while a broker is away; what matters of it we say once ourselves.
    KafkaSilence.LOGGER.setLevel(Level.OFF);
    if (LogManager.getLogManager() instanceof LastingLogManager lasting) {
      lasting.keep();
    }
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  // Held here, as the log system itself would forget it and its level.
  private static final class KafkaSilence {
    private static final Logger LOGGER = Logger.getLogger("org.apache.kafka");
  }
}
