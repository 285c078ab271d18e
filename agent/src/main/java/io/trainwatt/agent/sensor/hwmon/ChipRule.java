package io.trainwatt.agent.sensor.hwmon;

import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sensor.Device.Split;
import io.trainwatt.events.sample.Component;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What chips are to the node, the first rule that fits. Nothing of a chip is a part of the node
 * unless its driver's document says what it measures; docs/reference/sensors.md has the same table.
 *
 * @param chip its name
 * @param channel {@code energy} or {@code power} with its number, a blank, and its label
 */
record ChipRule(Pattern chip, Pattern channel, Component component, Role role, Split split) {
  private static final List<ChipRule> RULES =
      List.of(
          rule(
              "amd_energy",
              "energy\\d+ Esocket\\d+",
              Component.CPU,
              new Role.Fallback(),
              new Split.CpuCapacity()),
          rule("amd_energy", ".*", Component.CPU, new Role.Overlap("part of its socket")),
          rule(
              "fam15h_power",
              "power1 .*",
              Component.CPU,
              new Role.Fallback(),
              new Split.CpuCapacity()),
          rule("nouveau", "power1 .*", Component.GPU, new Role.Part()),
          rule("corsairpsu", "power1 .*", Component.NODE, new Role.NodeMeter()),
          rule("corsairpsu", ".*", Component.OTHER, new Role.Overlap("a rail of the power supply")),
          rule("ibmpowernv", "power\\d+ System", Component.NODE, new Role.NodeMeter()),
          rule(
              ".*",
              ".*",
              Component.OTHER,
              new Role.Overlap(
                  "what this chip measures on this board is not known;"
                      + " sensors.inTotal.include counts it")));

  private static ChipRule rule(String chip, String channel, Component component, Role role) {
    return rule(chip, channel, component, role, new Split.Nobody());
  }

  private static ChipRule rule(
      String chip, String channel, Component component, Role role, Split split) {
    return new ChipRule(Pattern.compile(chip), Pattern.compile(channel), component, role, split);
  }

  static ChipRule of(String chip, String channel) {
    for (ChipRule rule : RULES) {
      if (rule.chip.matcher(chip).matches() && rule.channel.matcher(channel).matches()) {
        return rule;
      }
    }
    throw new IllegalStateException("the last rule fits everything");
  }
}
