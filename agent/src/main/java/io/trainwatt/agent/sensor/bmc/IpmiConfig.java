package io.trainwatt.agent.sensor.bmc;

import java.time.Duration;
import java.util.List;

/**
 * How DCMI power is asked for.
 *
 * @param command program and arguments, such as {@code ipmitool dcmi power reading}; run without a
 *     shell
 * @param timeout when a command that has not ended is killed
 */
public record IpmiConfig(List<String> command, Duration timeout) {

  /** A slow BMC takes up to 2 s; one that takes longer than this hangs. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(5);

  /**
   * @throws IllegalArgumentException if there is no command or the timeout is not positive
   */
  public IpmiConfig {
    command = List.copyOf(command);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("is no command such as ipmitool dcmi power reading");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("the timeout is not positive");
    }
  }
}
