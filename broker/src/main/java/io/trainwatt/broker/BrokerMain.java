package io.trainwatt.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import kafka.Kafka;
import kafka.tools.StorageTool;

/**
 * The child process: formats the log directory where it is new, then is a Kafka broker until it is
 * told to end. Arguments: the server's properties file, the cluster id, and {@code --with-parent}
 * to end when standard input does.
 */
final class BrokerMain {
  private BrokerMain() {}

  public static void main(String[] args) throws IOException {
    Path properties = Path.of(args[0]);
    if (args.length > 2 && args[2].equals("--with-parent")) {
      Thread.ofPlatform().daemon().name("parent-watch").start(() -> endWith(System.in));
    }
    format(properties, args[1]);
    AfterCrash.settle(properties);
    Kafka.main(new String[] {properties.toString()});
  }

  private static void format(Path properties, String clusterId) throws IOException {
    Path log = properties.resolveSibling("format.log");
    try (var out =
        new java.io.PrintStream(Files.newOutputStream(log), true, StandardCharsets.UTF_8)) {
      int status =
          StorageTool.execute(
              new String[] {
                "format", "--ignore-formatted", "-t", clusterId, "-c", properties.toString()
              },
              out);
      if (status != 0) {
        throw new IOException("formatting the log directory failed, see " + log);
      }
    }
  }

  private static void endWith(InputStream parent) {
    try {
      while (parent.read() >= 0) {
        // Nothing is ever written: the pipe only says that the parent lives.
      }
    } catch (IOException e) {
      // The same news as the end of the stream.
    }
    Runtime.getRuntime().halt(0);
  }
}
