package io.trainwatt.agent.sensor.neuron;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The driver's {@code stats/power/utilization}: {@code POWER_STATUS_VALID,<epoch
 * seconds>,<min>,<max>,<mean>}, percentages of the maximum power with two decimals, of the last
 * whole minute of the wall clock (neuron_power.c of aws-neuronx-dkms).
 *
 * @param epochSeconds the end of the minute
 * @param meanBasisPoints hundredths of a percent, 0 to 10 000
 */
record PowerShare(long epochSeconds, int meanBasisPoints) {
  private static final int ALL = 10_000;
  private static final int SHOWN = 80;
  private static final Pattern LINE =
      Pattern.compile(
          "(\\w{1,32}),(\\d{1,18}),\\d{1,3}\\.\\d\\d,\\d{1,3}\\.\\d\\d,(\\d{1,3})\\.(\\d\\d)\\s*");

  /**
   * @throws IOException if it is no such line, or the driver says that it is not valid
   */
  static PowerShare parse(String text) throws IOException {
    Matcher line = LINE.matcher(text);
    if (!line.matches()) {
      String shown = text.strip();
      throw new IOException(
          "no power utilisation: \"" + shown.substring(0, Math.min(SHOWN, shown.length())) + "\"");
    }
    if (!line.group(1).equals("POWER_STATUS_VALID")) {
      throw new IOException("the driver says " + line.group(1));
    }
    int points = Integer.parseInt(line.group(3)) * 100 + Integer.parseInt(line.group(4));
    if (points > ALL) {
      throw new IOException("more than the whole of the maximum power");
    }
    return new PowerShare(Long.parseLong(line.group(2)), points);
  }
}
