package io.trainwatt.agent.sensor.rapl;

import io.trainwatt.events.node.Finding;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the energy zones of a powercap class folder. On a machine the folder links to every zone,
 * nested ones too, and zones hold their children as well; a recorded tree may have either alone.
 */
final class ZoneScan {
  private static final int DEEPEST = 6;
  private final Map<String, Path> folders =
      new TreeMap<>(Comparator.comparingInt(String::length).thenComparing(name -> name));
  private final List<Finding> findings = new ArrayList<>();

  private ZoneScan() {}

  /** Zones, parents before children, and what could not be looked at. */
  record Found(List<Zone> zones, List<Finding> findings) {}

  static Found of(Path classFolder) {
    ZoneScan scan = new ZoneScan();
    scan.collect(classFolder, 0);
    return new Found(scan.named(), List.copyOf(scan.findings));
  }

  private void collect(Path folder, int depth) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
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
    } catch (IOException | DirectoryIteratorException e) {
      findings.add(new Finding("powercap", "cannot list " + folder + ": " + e.getMessage(), ""));
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
    for (Map.Entry<String, Path> folder : folders.entrySet()) {
      String entry = folder.getKey();
      try {
        String domain = Files.readString(folder.getValue().resolve("name")).strip();
        if (domain.isEmpty()) {
          throw new IOException("its name file is empty");
        }
        Zone parent = byEntry.get(entry.substring(0, entry.lastIndexOf(':')));
        String name = parent == null ? domain : parent.name() + "/" + domain;
        String control = entry.substring(0, entry.indexOf(':'));
        Zone zone = new Zone(control, entry, folder.getValue(), domain, name);
        byEntry.put(entry, zone);
        zones.add(zone);
      } catch (IOException e) {
        findings.add(new Finding("powercap " + entry, "the zone has no readable name: " + e, ""));
      }
    }
    return zones;
  }
}
