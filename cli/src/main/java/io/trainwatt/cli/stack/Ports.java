package io.trainwatt.cli.stack;

import io.trainwatt.cli.console.Refusal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a port is free, and who has it where that can be seen. */
public final class Ports {
  private static final String LISTENS = "0A";

  private Ports() {}

  /**
   * Refuses to go on where a port is taken.
   *
   * @param what wants it, such as "the live page"
   * @param setting that moves it elsewhere
   */
  static void requireFree(int port, String what, String setting) {
    if (!isFree(port)) {
      throw Refusal.missing(
          "port %d, which %s wants, is taken by %s"
              .formatted(
                  port, what, holder(port).orElse("a process that cannot be seen from here")),
          "end that process, or choose another port: %s=%d".formatted(setting, port + 1000));
    }
  }

  /** Whether we could listen on it. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The process that listens on a port, in words. */
  public static Optional<String> holder(int port) {
    Set<String> sockets = new HashSet<>();
    sockets.addAll(listening(Path.of("/proc/net/tcp"), port));
    sockets.addAll(listening(Path.of("/proc/net/tcp6"), port));
    return sockets.isEmpty() ? Optional.empty() : owner(sockets);
  }

  private static Set<String> listening(Path table, int port) {
    Set<String> inodes = new HashSet<>();
    String wanted = ":%04X".formatted(port);
    try {
      for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
        List<String> fields = List.of(line.strip().split("\\s+"));
        if (fields.size() > 9 && fields.get(1).endsWith(wanted) && fields.get(3).equals(LISTENS)) {
          inodes.add("socket:[" + fields.get(9) + "]");
        }
      }
    } catch (IOException e) {
      return Set.of();
    }
    return inodes;
  }

  private static Optional<String> owner(Set<String> sockets) {
    return ProcessHandle.allProcesses()
        .filter(process -> holds(process.pid(), sockets))
        .findFirst()
        .map(process -> "process %d (%s)".formatted(process.pid(), commandLine(process.pid())));
  }

  private static boolean holds(long pid, Set<String> sockets) {
    Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
    try (DirectoryStream<Path> open = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : open) {
        if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
          return true;
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return false;
    }
    return false;
  }

  private static String commandLine(long pid) {
    try {
      String line =
          Files.readString(
                  Path.of("/proc", Long.toString(pid), "cmdline"), StandardCharsets.ISO_8859_1)
              .replace('\0', ' ')
              .strip();
      return line.length() <= 60 ? line : line.substring(0, 57) + "...";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
