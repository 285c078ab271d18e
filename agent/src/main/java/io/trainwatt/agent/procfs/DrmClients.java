package io.trainwatt.agent.procfs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which processes use GPUs and how long the engines worked for each, from {@code
 * /proc/PID/fdinfo/FD} of open files below {@code /dev/dri}
 * (Documentation/gpu/drm-usage-stats.rst). Whether a process holds such a file is looked for when
 * it is new and then at growing distances, as that is the costly part; what is held is read once a
 * second. Used by one thread at a time.
 */
public final class DrmClients {
  private static final long SECOND = 1_000_000_000;
  private static final int INFO_BYTES = 8 << 10;
  private static final int MOST_LOOKS = 64;
  private static final int MOST_FILES = 4_096;
  private static final int LONGEST_PAUSE = 6;
  private static final int LONGEST_PID = 12;
  private static final String FOLDER = "/dev/dri/";

  private final Path procRoot;
  private final KernelFile info = new KernelFile(INFO_BYTES);
  private final Map<Long, Holder> known = new TreeMap<>();
  private Map<String, Long> before = Map.of();
  private Map<String, Map<Long, Long>> uses = Map.of();
  private long due = Long.MIN_VALUE;

  private static final class Holder {
    private final long pid;
    private long dueNanos;
    private int looked;
    private List<String> files = List.of();

    Holder(long pid, long dueNanos) {
      this.pid = pid;
      this.dueNanos = dueNanos;
    }
  }

  /** One open file's figures. */
  private static final class Client {
    private String device = "";
    private String id = "";
    private long busy;
    private long cycles;
    private long bytes;
    private boolean tellsBytes;

    String key() {
      return device + "/" + id;
    }

    boolean isUser() {
      return busy > 0 || cycles > 0 || bytes > 0 || !tellsBytes;
    }
  }

  /**
   * @param procRoot {@code /proc} on a real machine
   */
  public DrmClients(Path procRoot) {
    this.procRoot = procRoot;
  }

  /** Looks again, if the last look was a second ago. */
  public void refresh(long nowNanos) {
    if (nowNanos < due) {
      return;
    }
    due = nowNanos + SECOND;
    list(nowNanos);
    look(nowNanos);
    read();
  }

  /**
   * What each process did on a device between the last two looks, by process number: engine time in
   * nanoseconds, or cycles where the driver tells those; 0 for one that holds memory there and did
   * nothing. Empty where nobody uses it.
   *
   * @param device PCI address such as {@code 0000:03:00.0}
   */
  public Map<Long, Long> uses(String device) {
    return uses.getOrDefault(device, Map.of());
  }

  private void list(long nowNanos) {
    String[] names = procRoot.toFile().list();
    if (names == null) {
      return;
    }
    Set<Long> present = new HashSet<>();
    for (String name : names) {
      if (name.length() < LONGEST_PID && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
        long pid = Long.parseLong(name);
        present.add(pid);
        known.computeIfAbsent(pid, one -> new Holder(one, nowNanos));
      }
    }
    known.keySet().retainAll(present);
  }

  private void look(long nowNanos) {
    int left = MOST_LOOKS;
    for (Holder holder : known.values()) {
      if (holder.dueNanos <= nowNanos && left > 0) {
        left--;
        holder.dueNanos = nowNanos + (SECOND << Math.min(holder.looked, LONGEST_PAUSE));
        holder.looked++;
        holder.files = files(holder.pid);
      }
    }
  }

  private List<String> files(long pid) {
    File folder = procRoot.resolve(pid + "/fd").toFile();
    String[] names = folder.list();
    List<String> files = new ArrayList<>();
    for (int i = 0; names != null && i < names.length && i < MOST_FILES; i++) {
      try {
        Path link = folder.toPath().resolve(names[i]);
        if (Files.readSymbolicLink(link).toString().startsWith(FOLDER)) {
          files.add(names[i]);
        }
      } catch (IOException e) {
        // Closed meanwhile.
      }
    }
    return files;
  }

  private void read() {
    Map<String, Long> now = new HashMap<>();
    Map<String, Map<Long, Long>> found = new HashMap<>();
    for (Holder holder : known.values()) {
      for (String file : holder.files) {
        Client client = client(holder.pid, file);
        // A file that was duplicated or inherited is the same client: it counts once.
        if (!client.device.isEmpty() && client.isUser() && !now.containsKey(client.key())) {
          long total = client.busy > 0 ? client.busy : client.cycles;
          now.put(client.key(), total);
          long did = Math.max(0, total - before.getOrDefault(client.key(), total));
          found
              .computeIfAbsent(client.device, device -> new HashMap<>())
              .merge(holder.pid, did, Long::sum);
        }
      }
    }
    before = now;
    uses = found;
  }

  private Client client(long pid, String file) {
    Client client = new Client();
    try {
      info.read(procRoot + "/" + pid + "/fdinfo/" + file);
    } catch (IOException e) {
      return client;
    }
    for (String line : info.text().split("\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        take(client, line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return client;
  }

  private static void take(Client client, String key, String value) {
    switch (key) {
      case "drm-pdev" -> client.device = value;
      case "drm-client-id" -> client.id = value;
      default -> {
        if (key.startsWith("drm-engine-") && !key.startsWith("drm-engine-capacity-")) {
          client.busy += number(value);
        } else if (key.startsWith("drm-cycles-")) {
          client.cycles += number(value);
        } else if (key.startsWith("drm-memory-") || key.startsWith("drm-resident-")) {
          client.tellsBytes = true;
          client.bytes += number(value);
        }
      }
    }
  }

  /** The number before a unit; the unit doesn't matter where only zero or not is asked. */
  private static long number(String value) {
    long number = 0;
    for (int i = 0; i < value.length() && Character.digit(value.charAt(i), 10) >= 0; i++) {
      number = number * 10 + Character.digit(value.charAt(i), 10);
    }
    return number;
  }
}
