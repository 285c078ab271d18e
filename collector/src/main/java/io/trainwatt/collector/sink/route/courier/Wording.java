package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.quantity.Energy;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A notice in words for people: a title of one line, and a few lines an alert. Whatever comes from
 * a run is one line and of bounded length. Pure.
 */
final class Wording {
  /** What a person reads at once; the rest is counted. */
  static final int MOST_ALERTS = 20;

  private static final int LONGEST = 600;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  private static final double MICROGRAMS_PER_GRAM = 1e6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Wording() {}

  /** One alert's lines. */
  record Item(String title, List<String> lines, Optional<String> link, boolean firing) {
    Item {
      lines = List.copyOf(lines);
    }
  }

  static String title(Notice notice) {
    Alert first = notice.alerts().getFirst().alert();
    long firing = notice.firingCount();
    String state = firing > 0 ? "FIRING:" + firing : "RESOLVED";
    String others =
        notice.alerts().size() == 1 ? "" : " and %d more".formatted(notice.alerts().size() - 1);
    return oneLine("[%s] %s %s%s".formatted(state, first.rule(), who(first), others));
  }

  static List<Item> items(Notice notice, Links links) {
    return notice.alerts().stream().limit(MOST_ALERTS).map(told -> item(told, links)).toList();
  }

  /** What was left out, if anything. */
  static Optional<String> rest(Notice notice) {
    int more = notice.alerts().size() - MOST_ALERTS;
    return more > 0 ? Optional.of("and %d more".formatted(more)) : Optional.empty();
  }

  private static Item item(Told told, Links links) {
    Alert alert = told.alert();
    String severity = alert.severity().name().toLowerCase(Locale.ROOT);
    String title =
        "%s: %s, %s".formatted(alert.rule(), who(alert), alert.firing() ? severity : "resolved");
    List<String> lines = new ArrayList<>();
    lines.add(oneLine(alert.summary()));
    if (alert.firing()) {
      lines.add("To do: " + oneLine(alert.remedy()));
      lines.add("Since " + time(alert.sinceWallMicros()));
    } else {
      lines.add(
          "From %s to %s"
              .formatted(
                  time(alert.sinceWallMicros()), time(alert.resolvedWallMicros().orElseThrow())));
    }
    if (alert.wasted().microjoules() > 0) {
      lines.add(
          "Wasted so far: %s, %s"
              .formatted(energy(alert.wasted()), grams(alert.wastedMicrogramsCo2())));
    }
    if (!alert.evidence().isEmpty()) {
      List<String> seen = new ArrayList<>();
      for (Map.Entry<String, String> one : alert.evidence().entrySet()) {
        seen.add(one.getKey() + " = " + one.getValue());
      }
      lines.add(oneLine("Seen: " + String.join(", ", seen)));
    }
    links.rule(alert).ifPresent(url -> lines.add("More: " + url));
    return new Item(oneLine(title), lines, links.subject(alert), alert.firing());
  }

  private static String energy(Energy energy) {
    double kilowattHours = energy.microjoules() / MICROJOULES_PER_KILOWATT_HOUR;
    return kilowattHours < 0.001
        ? String.format(Locale.ROOT, "%.0f J", energy.joules())
        : String.format(Locale.ROOT, "%.3f kWh", kilowattHours);
  }

  private static String grams(long micrograms) {
    return String.format(Locale.ROOT, "%.3f g CO2", micrograms / MICROGRAMS_PER_GRAM);
  }

  /** The run's name and id, or the node's id. */
  private static String who(Alert alert) {
    String key = alert.subject().key();
    String name = alert.labels().getOrDefault("run", "");
    return name.isEmpty() || key.equals("run/" + name) ? key : name + " (" + key + ")";
  }

  static String oneLine(String text) {
    String one = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\s]+", " ").strip();
    return one.length() <= LONGEST ? one : one.substring(0, LONGEST - 1) + "…";
  }

  private static String time(long wallMicros) {
    return TIME.format(Instant.EPOCH.plus(wallMicros, ChronoUnit.MICROS));
  }
}
