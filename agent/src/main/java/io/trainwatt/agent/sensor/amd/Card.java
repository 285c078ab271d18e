package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.sysfs.Attribute;
import io.trainwatt.agent.sysfs.Content;
import io.trainwatt.agent.sysfs.HwmonChip;
import io.trainwatt.agent.sysfs.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an amdgpu card showed when it was looked at.
 *
 * @param name of its device, such as {@code amdgpu-0000:c1:00.0}
 * @param id its PCI device id, such as {@code 0x740c}; empty where the tree does not tell
 * @param model what it calls itself
 * @param table its gpu_metrics; absent where there is none that can be read
 * @param apu whether its table is that of a CPU and GPU in one
 * @param power the attribute of its power
 * @param microwatts what that showed
 */
record Card(
    HwmonChip chip,
    String name,
    String id,
    String model,
    Optional<GpuMetrics> table,
    boolean apu,
    Optional<Path> power,
    OptionalLong microwatts) {

  /** MI100 and MI200 family: their energy is in units of 2^-16 J in every revision. */
  private static final Set<String> COUNTS_IN_JOULES =
      Set.of("0x7388", "0x738c", "0x738e", "0x7408", "0x740c", "0x740f", "0x7410");

  /** MI250X and MI250: two dies a package, each a PCI device. */
  private static final Set<String> DUAL_DIE = Set.of("0x7408", "0x740c");

  private static final String MI300A = "0x74a0";

  static Card of(HwmonChip chip, Look look, Content content) {
    String name = "amdgpu-" + chip.key();
    Optional<Path> device = chip.device();
    String id = device.flatMap(path -> look.text(path.resolve("device"))).orElse("");
    Optional<Path> power =
        chip.attribute("power1_average").or(() -> chip.attribute("power1_input"));
    OptionalLong microwatts = power.isPresent() ? look.number(power.get()) : OptionalLong.empty();
    String model =
        device
            .flatMap(path -> look.text(path.resolve("product_name")))
            .filter(text -> !text.isEmpty())
            .orElse(id.isEmpty() ? "AMD GPU" : "AMD GPU " + id);
    Optional<Path> metrics = chip.attribute("gpu_metrics");
    boolean apu = false;
    Optional<GpuMetrics> table = Optional.empty();
    if (metrics.isPresent()) {
      try (Attribute attribute = new Attribute(metrics.get())) {
        attribute.read(content);
        apu = GpuMetrics.header(content.bytes()).isApu();
        table = apu ? table : Optional.of(GpuMetrics.of(content.bytes()));
      } catch (IOException e) {
        look.tell(name, "gpu_metrics is not used: " + e.getMessage(), "");
      }
    }
    return new Card(chip, name, id, model, table, apu, power, microwatts);
  }

  /** Where its table of metrics is. */
  Path metricsPath() {
    return chip.attribute("gpu_metrics").orElseThrow();
  }

  /** Whether it counts energy in a unit that is known. */
  boolean counts() {
    return table
        .filter(t -> t.energyUnits().orElse(0) > 0)
        .filter(
            t -> MetricsLayout.countsInJoules(t.contentRevision()) || COUNTS_IN_JOULES.contains(id))
        .isPresent();
  }

  /** Whether it shows no power at all, as the second die of a package does. */
  private boolean isSilent() {
    return microwatts.orElse(0) == 0
        && table
            .map(t -> t.socketWatts().orElse(0) == 0 && t.energyUnits().orElse(0) == 0)
            .orElse(true);
  }

  /**
   * Whether the other die of its package reports for both: it shows no power, and a card of the
   * same kind does.
   */
  boolean isSecondDieBeside(Iterable<Card> cards) {
    if (!isSilent() || !(id.isEmpty() || DUAL_DIE.contains(id))) {
      return false;
    }
    for (Card other : cards) {
      if (other.id.equals(id) && !other.isSilent()) {
        return true;
      }
    }
    return false;
  }

  boolean isDualDie() {
    return DUAL_DIE.contains(id);
  }

  /** CPU cores, GPU and memory in one socket, with a table like that of a discrete GPU. */
  boolean containsCpu() {
    return id.equals(MI300A);
  }

  boolean isThere() {
    return Files.exists(chip.folder());
  }
}
