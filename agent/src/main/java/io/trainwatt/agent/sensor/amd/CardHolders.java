package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.procfs.DrmClients;
import io.trainwatt.agent.sensor.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Who uses the cards: who draws by their engines, who computes by queues of their own. */
final class CardHolders {
  private static final long SECOND = 1_000_000_000;

  private final DrmClients clients;
  private final KfdHolders computing;
  private final Map<String, List<String>> addressesOf = new HashMap<>();
  private long due = Long.MIN_VALUE;

  CardHolders(Path sysfsRoot, Path procRoot) {
    this.clients = new DrmClients(procRoot);
    this.computing = new KfdHolders(sysfsRoot);
  }

  void probe() {
    addressesOf.clear();
    computing.probe();
  }

  /** A device and a PCI address that it stands for; a package of two dies has two. */
  void add(String device, String address) {
    addressesOf.computeIfAbsent(device, name -> new ArrayList<>()).add(address);
  }

  /** The same readings, with who used each device in the second before. */
  List<Reading> told(List<Reading> readings, long nowNanos) {
    if (nowNanos >= due) {
      due = nowNanos + SECOND;
      clients.refresh(nowNanos);
      computing.refresh();
    }
    List<Reading> told = new ArrayList<>(readings.size());
    for (Reading reading : readings) {
      told.add(reading.usedBy(uses(addressesOf.getOrDefault(reading.device(), List.of()))));
    }
    return told;
  }

  private List<Reading.Use> uses(List<String> addresses) {
    Map<Long, Long> all = new HashMap<>();
    for (String address : addresses) {
      clients.uses(address).forEach((pid, busy) -> all.merge(pid, busy, Long::sum));
      computing.uses(address).forEach((pid, busy) -> all.merge(pid, busy, Long::sum));
    }
    List<Reading.Use> uses = new ArrayList<>(all.size());
    all.forEach((pid, busy) -> uses.add(new Reading.Use(pid, busy)));
    return uses;
  }
}
