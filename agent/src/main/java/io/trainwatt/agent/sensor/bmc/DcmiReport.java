package io.trainwatt.agent.sensor.bmc;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a DCMI tool printed of Get Power Reading (DCMI 1.5, 6.6.1: NetFn 2Ch, command 02h, group
 * DCh), in the words of ipmitool or of FreeIPMI's ipmi-dcmi.
 *
 * @param watts the current power, whole watts; absent when the text does not hold one
 * @param active whether the BMC says that it measures; absent when it does not say
 */
record DcmiReport(OptionalLong watts, Optional<Boolean> active) {
  private static final Pattern CURRENT =
      Pattern.compile(
          "^\\s*(?:Instantaneous power reading|Current Power)\\s*:\\s*(\\d{1,6})\\s+watts\\b.*$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern STATE =
      Pattern.compile(
          "^\\s*(?:Power reading state is|Power Measurement)\\s*:\\s*(\\S.*?)\\s*$",
          Pattern.CASE_INSENSITIVE);

  static DcmiReport of(String text) {
    OptionalLong watts = OptionalLong.empty();
    Optional<Boolean> active = Optional.empty();
    for (String line : text.lines().toList()) {
      Matcher current = CURRENT.matcher(line);
      if (watts.isEmpty() && current.matches()) {
        watts = OptionalLong.of(Long.parseLong(current.group(1)));
      }
      Matcher state = STATE.matcher(line);
      if (active.isEmpty() && state.matches()) {
        String word = state.group(1).toLowerCase(Locale.ROOT);
        active = Optional.of(word.equals("activated") || word.equals("active"));
      }
    }
    return new DcmiReport(watts, active);
  }
}
