package io.trainwatt.cli.crash;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * One listener more for the stack's own broker, at which agents reach it by another way than
 * everybody else.
 *
 * @param host and {@code port}: where it listens
 * @param advertised where clients are sent, {@code host:port}
 */
record AgentsListener(String host, int port, String advertised) {

  /** Adds it to the properties that a broker is about to be started with. */
  void addTo(Path file) throws IOException {
    Properties properties = new Properties();
    try (var in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    append(properties, "listeners", "AGENTS://%s:%d".formatted(host, port));
    append(properties, "advertised.listeners", "AGENTS://" + advertised);
    append(properties, "listener.security.protocol.map", "AGENTS:PLAINTEXT");
    properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
    try (OutputStream to = Files.newOutputStream(file)) {
      properties.store(to, null);
    }
  }

  private static void append(Properties properties, String name, String value) {
    properties.setProperty(name, properties.getProperty(name) + "," + value);
  }
}
