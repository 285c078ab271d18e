package io.trainwatt.agent;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Logging of the process: one line each, on standard error. Called first of all. */
final class OneLineLog {

  // Held here, as the log system itself would forget it and its level.
  private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

  private OneLineLog() {}

  static void install() {
    setDefault(
        "java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
    // Kafka repeats itself while a broker is away; what matters of it we say once ourselves.
    setDefault("slf4j.internal.verbosity", "ERROR");
    KAFKA.setLevel(Level.OFF);
  }

  private static void setDefault(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
