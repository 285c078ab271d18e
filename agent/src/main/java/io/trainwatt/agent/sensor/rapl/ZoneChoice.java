package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.Look;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Which zones are read. Of two drivers' views of one zone that is the standard driver's, and the
 * other's where that one may not be read or stands at 0, as all do in a virtual machine.
 */
final class ZoneChoice {
  private final List<Zone> read = new ArrayList<>();
  private final List<Probe.Unused> unused = new ArrayList<>();
  private final List<String> forbidden = new ArrayList<>();
  private final List<String> zero = new ArrayList<>();
  private final Map<String, String> failed = new LinkedHashMap<>();
  private final Content content;

  /** How a zone answers at first. */
  private enum Answer {
    COUNTS,
    FAILS,
    ZERO,
    FORBIDDEN
  }

  private ZoneChoice(Content content) {
    this.content = content;
  }

  static ZoneChoice of(List<Zone> zones, Content content) {
    ZoneChoice choice = new ZoneChoice(content);
    Map<String, List<Zone>> byName = new LinkedHashMap<>();
    zones.forEach(zone -> byName.computeIfAbsent(zone.name(), _ -> new ArrayList<>()).add(zone));
    byName.values().forEach(choice::decide);
    return choice;
  }

  /** Those to read, each with a name of its own. */
  List<Zone> read() {
    return read;
  }

  /** The others, and why. */
  List<Probe.Unused> unused() {
    return unused;
  }

  private void decide(List<Zone> views) {
    Map<Zone, Answer> answers = new LinkedHashMap<>();
    views.forEach(zone -> answers.put(zone, ask(zone)));
    Zone best = views.getFirst();
    for (Zone zone : views) {
      if (isBetter(zone, best, answers)) {
        best = zone;
      }
    }
    boolean named = false;
    for (Zone zone : views) {
      if (!zone.control().equals(best.control())) {
        leave(
            zone.renamed(zone.control() + ":" + zone.name()),
            "second view of %s through %s".formatted(zone.name(), zone.control()));
      } else {
        Zone own = named ? zone.renamed(zone.name() + "@" + zone.entry()) : zone;
        named = true;
        take(own, Objects.requireNonNull(answers.get(zone)));
      }
    }
  }

  private static boolean isBetter(Zone zone, Zone best, Map<Zone, Answer> answers) {
    int order =
        Objects.requireNonNull(answers.get(zone))
            .compareTo(Objects.requireNonNull(answers.get(best)));
    return order < 0 || (order == 0 && zone.standard() && !best.standard());
  }

  private Answer ask(Zone zone) {
    try (Attribute energy = new Attribute(zone.energyPath())) {
      return energy.number(content) == 0 ? Answer.ZERO : Answer.COUNTS;
    } catch (AccessDeniedException e) {
      return Answer.FORBIDDEN;
    } catch (IOException e) {
      failed.put(zone.entry(), String.valueOf(e.getMessage()));
      return Answer.FAILS;
    }
  }

  private void take(Zone zone, Answer answer) {
    switch (answer) {
      // It may read later: the device stays, and its failed reads are told as such.
      case COUNTS, FAILS -> read.add(zone);
      case ZERO -> {
        zero.add(zone.name());
        leave(zone, "its counter stands at 0, as in a virtual machine");
      }
      case FORBIDDEN -> {
        forbidden.add(zone.name());
        leave(zone, "permission denied");
      }
    }
  }

  private void leave(Zone zone, String why) {
    unused.add(new Probe.Unused(zone.name(), zone.energyPath().toString(), why));
  }

  /** Says what is wrong with the zones, and what mends it. */
  void tell(Path classFolder, Look look) {
    for (Zone zone : read) {
      String problem = failed.get(zone.entry());
      if (problem != null) {
        look.tell("powercap " + zone.name(), "cannot use " + problem, "");
      }
    }
    if (!zero.isEmpty()) {
      look.tell(
          "powercap " + String.join(", ", zero),
          "energy_uj stands at 0: virtual machines show zones and count nothing in them",
          "run the agent on the machine's host; here the CPU is modelled");
    }
    if (!forbidden.isEmpty()) {
      look.tell(
          "powercap " + String.join(", ", forbidden),
          "energy_uj may be read by root only (since CVE-2020-8694)",
          "sudo chmod a+r %s/*rapl*:*/energy_uj   # until the next boot; or run the agent with"
                  .formatted(classFolder)
              + " CAP_DAC_READ_SEARCH");
    }
  }
}
