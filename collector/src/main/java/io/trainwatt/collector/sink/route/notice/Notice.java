package io.trainwatt.collector.sink.route.notice;

import io.trainwatt.events.alert.Alert;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one route tells its receiver at once: the alerts of one group that fire, and those that have
 * resolved since the last time.
 *
 * @param group what its alerts have in common, by name
 * @param alerts sorted by fingerprint; never empty
 * @param repeat 0 where there is news, else how often the same has been said before
 */
public record Notice(String route, Map<String, String> group, List<Told> alerts, long repeat) {
  private static final int KEY_BYTES = 16;

  public Notice {
    group = Collections.unmodifiableMap(new TreeMap<>(group));
    alerts = List.copyOf(alerts);
  }

  /** Whether anything of it fires. */
  public boolean firing() {
    return firingCount() > 0;
  }

  /** How many of its alerts fire. */
  public long firingCount() {
    return alerts.stream().filter(told -> told.alert().firing()).count();
  }

  /** Names the group among all groups of all routes; the same for every notice about it. */
  public String groupKey() {
    StringBuilder key = new StringBuilder("{route=").append(quoted(route)).append('}');
    group.forEach((name, value) -> key.append(':').append(name).append('=').append(quoted(value)));
    return key.toString();
  }

  /**
   * Names what is told: the same news gives the same key, however often it is brought, so a
   * receiver can know a repetition by it.
   */
  public String key() {
    StringBuilder all = new StringBuilder(groupKey());
    for (Told told : alerts) {
      if (told.news() || repeat > 0) {
        Alert alert = told.alert();
        all.append('\n')
            .append(alert.fingerprint())
            .append(' ')
            .append(alert.sinceWallMicros())
            .append(' ')
            .append(alert.severity())
            .append(alert.firing() ? " firing" : " resolved");
      }
    }
    return hash(all.append('\n').append(repeat).toString());
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, KEY_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
