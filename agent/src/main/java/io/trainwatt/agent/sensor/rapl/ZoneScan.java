package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.agent.sysfs.Look;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the energy zones of a powercap class folder. On a machine the folder links to every zone,
 * nested ones too, and zones hold their children as well; a recorded tree may have either alone.
 */
final class ZoneScan {
  private static final int DEEPEST = 6;
  private static final int LONGEST_NAME = 64;
  private final Map<String, Path> folders =
      new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(name -> name));
  private final Look look;

  private ZoneScan(Look look) {
    this.look = look;
  }

  /** Zones, parents before children; what could not be looked at is told. */
  static List<Zone> of(Path classFolder, Look look) {
    ZoneScan scan = new ZoneScan(look);
    scan.collect(classFolder, 0);
    return scan.named();
  }

  private void collect(Path folder, int depth) {
    for (Path entry : look.entries(folder, "")) {
      String name = entry.getFileName().toString();
      if (isZoneOrControl(name) && Files.isDirectory(entry)) {
        if (name.indexOf(':') >= 0 && Files.exists(entry.resolve("energy_uj"))) {
          folders.merge(name, entry, ZoneScan::shorter);
        }
        if (depth < DEEPEST) {
          collect(entry, depth + 1);
        }
      }
    }
  }

  private static Path shorter(Path one, Path other) {
    return one.getNameCount() <= other.getNameCount() ? one : other;
  }

  private static boolean isZoneOrControl(String name) {
    return name.contains("rapl");
  }

  private List<Zone> named() {
    Map<String, Zone> byEntry = new TreeMap<>();
    List<Zone> zones = new ArrayList<>();
    folders.forEach(
        (entry, folder) -> {
          Optional<String> domain = look.text(folder.resolve("name")).filter(ZoneScan::isName);
          if (domain.isPresent()) {
            Zone zone = zone(entry, folder, domain.get(), byEntry);
            byEntry.put(entry, zone);
            zones.add(zone);
          } else {
            look.tell("powercap " + entry, "the zone has no usable name: " + folder, "");
          }
        });
    return zones;
  }

  private static boolean isName(String text) {
    return !text.isEmpty() && text.length() <= LONGEST_NAME && text.indexOf('\n') < 0;
  }

  private static Zone zone(String entry, Path folder, String domain, Map<String, Zone> byEntry) {
    Zone parent = byEntry.get(entry.substring(0, entry.lastIndexOf(':')));
    String name = parent == null ? domain : parent.name() + "/" + domain;
    return new Zone(entry.substring(0, entry.indexOf(':')), entry, folder, domain, name);
  }
}
