package io.trainwatt.cli.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Networks of their own, each joined to ours by one cable: what runs inside reaches us at {@link
 * #host} and nothing else. Needs root. All of it is gone after {@link #close}.
 */
final class Namespaces implements AutoCloseable {
  private static final long SECONDS = 20;

  private final String prefix = "tw" + ProcessHandle.current().pid() % 100_000;
  // From the block set aside for tests between networks.
  private final String block = "198.18." + ProcessHandle.current().pid() % 256 + ".";
  private final List<String> made = new ArrayList<>();
  private final List<String> cables = new ArrayList<>();
  private final Thread hook = new Thread(this::remove);

  /** Why none can be made here, if so. */
  static Optional<String> missing() {
    try {
      if (!"0".equals(ip("id", "-u").strip())) {
        return Optional.of("network namespaces need root");
      }
      ip("ip", "-V");
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "network namespaces need ip (apt-get install iproute2): " + e.getMessage());
    }
  }

  Namespaces(int count) throws IOException {
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      for (int i = 0; i < count; i++) {
        make(i);
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void make(int i) throws IOException {
    String name = prefix + "-" + i;
    String here = prefix + "h" + i;
    String there = prefix + "n" + i;
    ip("ip", "netns", "add", name);
    made.add(name);
    ip("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
    cables.add(here);
    ip("ip", "addr", "add", block + (4 * i + 1) + "/30", "dev", here);
    ip("ip", "link", "set", here, "up");
    ip("ip", "-n", name, "addr", "add", block + (4 * i + 2) + "/30", "dev", there);
    ip("ip", "-n", name, "link", "set", there, "up");
    ip("ip", "-n", name, "link", "set", "lo", "up");
    ip("ip", "-n", name, "route", "add", "default", "via", block + (4 * i + 1));
  }

  /** Our address, the same for all. */
  String host() {
    return block + 1;
  }

  /** What a command line begins with, to be run in one of them. */
  List<String> inside(int i) {
    return List.of("ip", "netns", "exec", made.get(i));
  }

  private void remove() {
    for (String name : made) {
      try {
        for (String pid : ip("ip", "netns", "pids", name).split("\\s+")) {
          if (!pid.isEmpty()) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
          }
        }
        ip("ip", "netns", "del", name);
      } catch (IOException e) {
        // Gone already, or the next one can still be removed.
      }
    }
    for (String cable : cables) {
      try {
        ip("ip", "link", "del", cable);
      } catch (IOException e) {
        // It went with its namespace, as it should.
      }
    }
  }

  private static String ip(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(Arrays.asList(command) + ": " + said.strip());
      }
      return said;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    remove();
    made.clear();
    cables.clear();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
