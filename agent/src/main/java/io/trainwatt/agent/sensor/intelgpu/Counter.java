package io.trainwatt.agent.sensor.intelgpu;

import io.trainwatt.agent.sysfs.HwmonChip;
import java.nio.file.Path;
import java.util.Optional;

/**
 * An energy counter of a card.
 *
 * @param chip of i915, i915_gt&lt;n&gt; or xe
 * @param scope what it covers
 * @param number of its channel: the limits of the same number are its own
 * @param name of its device
 */
record Counter(HwmonChip chip, Scope scope, int number, String name, Path energy) {

  /** What a counter covers, from the widest. */
  enum Scope {
    CARD("whole card"),
    PACKAGE("GPU package within the card"),
    TILE("one tile within the card"),
    OTHER("a part of the card this agent does not know");

    private final String words;

    Scope(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /** The name all counters of one card share. */
  static String card(HwmonChip chip) {
    return "intel-gpu-" + chip.key();
  }

  /**
   * By the kernel's documents: i915 has one of the device, i915_gt&lt;n&gt; one of a tile; xe's
   * first is the card's, its second the package's.
   */
  static Counter of(HwmonChip chip, HwmonChip.Channel channel, Optional<String> label) {
    Scope scope = scope(chip, channel.number(), label.orElse(""));
    String card = card(chip);
    String name =
        switch (scope) {
          case CARD -> card;
          case PACKAGE -> card + "/package";
          case TILE -> card + "/" + chip.name().substring(chip.name().indexOf('_') + 1);
          case OTHER -> card + "/" + label.orElse("energy" + channel.number());
        };
    return new Counter(chip, scope, channel.number(), name, channel.input());
  }

  private static Scope scope(HwmonChip chip, int number, String label) {
    if (chip.name().startsWith("i915_gt")) {
      return Scope.TILE;
    }
    return switch (label) {
      case "card" -> Scope.CARD;
      case "pkg" -> Scope.PACKAGE;
      case "" ->
          switch (number) {
            case 1 -> Scope.CARD;
            case 2 -> Scope.PACKAGE;
            default -> Scope.OTHER;
          };
      default -> Scope.OTHER;
    };
  }
}
