package io.trainwatt.agent.sensor.acpi;

import io.trainwatt.agent.sysfs.HwmonChip;
import io.trainwatt.agent.sysfs.Look;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ACPI power meter (Documentation/hwmon/acpi_power_meter.rst).
 *
 * @param power the attribute of its mean power
 * @param interval over which it is the mean, milliseconds; absent where it is not told
 * @param covers what it measures
 * @param errorPpm as its accuracy says
 */
record Meter(HwmonChip chip, Path power, OptionalLong interval, Covers covers, int errorPpm) {
  private static final Pattern GRACE =
      Pattern.compile("(Module|Grace|CPU|SysIO) Power Socket (\\d{1,3})");
  private static final Pattern ACCURACY = Pattern.compile("(\\d{1,3})(?:\\.\\d+)?\\s*%?");
  private static final Pattern PROCESSOR = Pattern.compile("(LNXCPU|ACPI0007).*");
  private static final int PPM_PER_PERCENT = 10_000;
  private static final int HUNDRED = 100;

  /** Nothing said: 5 %, k = 2. */
  private static final int DEFAULT_ERROR_PPM = 100_000;

  /** What a meter measures. */
  sealed interface Covers {
    /**
     * A rail of a Grace superchip, told by {@code power1_oem_info}.
     *
     * @param rail {@code Module}, {@code Grace}, {@code CPU} or {@code SysIO}
     */
    record Rail(String rail, String socket) implements Covers {}

    /** It is a battery's. */
    record Battery() implements Covers {}

    /** Processors only, by its {@code measures} links. */
    record Processors() implements Covers {}

    /** Nothing is said: the machine, as ACPI 4.0 means it. */
    record Untold() implements Covers {}
  }

  static Optional<Meter> of(HwmonChip chip, Look look) {
    return chip.attribute("power1_average")
        .or(() -> chip.attribute("power1_input"))
        .map(
            power ->
                new Meter(
                    chip,
                    power,
                    number(chip, "power1_average_interval", look),
                    covers(chip, look),
                    error(chip, look)));
  }

  private static OptionalLong number(HwmonChip chip, String attribute, Look look) {
    Optional<Path> path = chip.attribute(attribute);
    return path.isPresent() ? look.number(path.get()) : OptionalLong.empty();
  }

  private static Covers covers(HwmonChip chip, Look look) {
    if (number(chip, "power1_is_battery", look).orElse(0) == 1) {
      return new Covers.Battery();
    }
    String told =
        chip.attribute("power1_oem_info")
            .or(() -> chip.attribute("power1_label"))
            .flatMap(look::text)
            .orElse("");
    Matcher grace = GRACE.matcher(told);
    if (grace.find()) {
      return new Covers.Rail(grace.group(1), grace.group(2));
    }
    List<Path> measured =
        chip.attribute("measures").map(folder -> look.entries(folder, "")).orElse(List.of());
    boolean processors =
        !measured.isEmpty()
            && measured.stream()
                .allMatch(path -> PROCESSOR.matcher(path.getFileName().toString()).matches());
    return processors ? new Covers.Processors() : new Covers.Untold();
  }

  private static int error(HwmonChip chip, Look look) {
    Matcher accuracy =
        ACCURACY.matcher(chip.attribute("power1_accuracy").flatMap(look::text).orElse(""));
    if (!accuracy.matches()) {
      return DEFAULT_ERROR_PPM;
    }
    int percent = Integer.parseInt(accuracy.group(1));
    return percent == 0 || percent > HUNDRED
        ? DEFAULT_ERROR_PPM
        : Math.max(1, HUNDRED - percent) * PPM_PER_PERCENT;
  }
}
