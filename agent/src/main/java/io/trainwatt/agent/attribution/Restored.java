package io.trainwatt.agent.attribution;

import io.trainwatt.agent.sensor.Inventory;
import io.trainwatt.events.node.Finding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a meter starts from: a checkpoint's content, as far as it still holds. */
final class Restored {
  private static final String FIRST_START = "first start";
  private static final String UNREADABLE = "store unreadable";
  static final String NEW_BOOT = "new boot";
  private static final String APPEARED = "device appeared";

  private final String boot;
  private final Map<String, DeviceLedger> ledgers = new HashMap<>();
  private final List<DeviceLedger> dormant = new ArrayList<>();
  private final List<MeteredRun> runs = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private RetiredRuns retired = new RetiredRuns();
  private String reason = FIRST_START;

  private Restored(String boot) {
    this.boot = boot;
  }

  static Restored from(Optional<byte[]> bytes, String boot, Inventory inventory) {
    Restored restored = new Restored(boot);
    if (bytes.isPresent()) {
      try {
        restored.takeOver(Checkpoint.decode(bytes.get()), inventory);
      } catch (IOException e) {
        restored.reason = UNREADABLE;
        restored.findings.add(
            new Finding(
                "store",
                "the last checkpoint cannot be read (%s): all devices begin new epochs"
                    .formatted(e),
                ""));
      }
    }
    return restored;
  }

  private void takeOver(Checkpoint checkpoint, Inventory inventory) {
    reason = APPEARED;
    boolean sameBoot = checkpoint.boot().equals(boot);
    Set<String> here = new HashSet<>();
    inventory.chosen().forEach(chosen -> here.add(chosen.device().name()));
    Set<String> known = new HashSet<>();
    for (MeteredRun run : checkpoint.runs()) {
      if (!sameBoot) {
        run.buryMembers();
      }
      runs.add(run);
      known.add(run.id());
    }
    if (sameBoot) {
      retired = checkpoint.retired();
    }
    for (DeviceLedger ledger : checkpoint.ledgers()) {
      ledger.retireOthers(known);
      if (!here.contains(ledger.device())) {
        // Something else may measure its part meanwhile: that time must not count twice.
        ledger.forgetReading();
        dormant.add(ledger);
      } else if (ledger.epochs().boot().equals(boot)) {
        ledger.interrupted();
        ledgers.put(ledger.device(), ledger);
      } else {
        long last = ledger.epochs().lastOrdinal();
        ledgers.put(
            ledger.device(),
            new DeviceLedger(ledger.device(), new EpochBook(boot, last, NEW_BOOT)));
      }
    }
  }

  /** The books a device goes on with; new ones if it has none. */
  DeviceLedger ledger(String device) {
    return ledgers.computeIfAbsent(
        device, name -> new DeviceLedger(name, new EpochBook(boot, 0, reason)));
  }

  List<DeviceLedger> dormant() {
    return dormant;
  }

  List<MeteredRun> runs() {
    return runs;
  }

  RetiredRuns retired() {
    return retired;
  }

  List<Finding> findings() {
    return findings;
  }
}
