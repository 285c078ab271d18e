package io.trainwatt.agent.attribution;

import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Component;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a meter starts from, a checkpoint's content as far as it still holds, and the books of
 * devices that are not there at present: they may come back. Used by one thread.
 */
final class Restored {
  private static final String FIRST_START = "first start";
  private static final String UNREADABLE = "store unreadable";
  static final String NEW_BOOT = "new boot";
  private static final String APPEARED = "device appeared";

  private final String boot;
  private final Map<String, DeviceLedger> ledgers = new LinkedHashMap<>();
  private final List<MeteredRun> runs = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private RetiredRuns retired = new RetiredRuns();
  private Optional<RestBook> rest = Optional.empty();
  private String reason = FIRST_START;

  private Restored(String boot) {
    this.boot = boot;
  }

  static Restored from(Optional<byte[]> bytes, String boot) {
    Restored restored = new Restored(boot);
    if (bytes.isPresent()) {
      try {
        restored.takeOver(Checkpoint.decode(bytes.get()));
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

  private void takeOver(Checkpoint checkpoint) {
    reason = APPEARED;
    boolean sameBoot = checkpoint.boot().equals(boot);
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
      rest = checkpoint.rest();
    }
    for (DeviceLedger ledger : checkpoint.ledgers()) {
      ledger.retireOthers(known);
      if (ledger.epochs().boot().equals(boot)) {
        ledger.interrupted();
        keep(ledger);
      } else {
        long last = ledger.epochs().lastOrdinal();
        keep(
            new DeviceLedger(
                ledger.device(), ledger.component(), new EpochBook(boot, last, NEW_BOOT)));
      }
    }
  }

  /**
   * The books a device goes on with; new ones if it has none.
   *
   * @param late whether it came while the meter was running
   */
  DeviceLedger take(String device, Component component, boolean late) {
    DeviceLedger kept = ledgers.remove(device);
    return kept == null
        ? new DeviceLedger(device, component, new EpochBook(boot, 0, late ? APPEARED : reason))
        : kept;
  }

  /** Keeps the books of a device that is not there. */
  void keep(DeviceLedger ledger) {
    ledgers.put(ledger.device(), ledger);
  }

  /** Something else measures this component meanwhile: that time must not count twice. */
  void standIn(Component component) {
    for (DeviceLedger ledger : ledgers.values()) {
      if (ledger.component() == component) {
        ledger.forgetReading();
      }
    }
  }

  /** Of devices that are not there. */
  Collection<DeviceLedger> ledgers() {
    return ledgers.values();
  }

  List<MeteredRun> runs() {
    return runs;
  }

  RetiredRuns retired() {
    return retired;
  }

  /** What the rest goes on from. */
  Optional<RestBook> rest() {
    return rest;
  }

  List<Finding> findings() {
    return findings;
  }
}
