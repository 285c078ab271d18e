package io.trainwatt.agent.sensor.tpu;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Settings of the TPU sensor.
 *
 * @param sysfsRoot {@code /sys} on a real machine
 * @param procRoot {@code /proc} on a real machine
 * @param addresses host:port of each runtime process's metric service
 * @param timeout what one request may take
 * @param chipIdle what one chip draws when idle; absent: from the table
 * @param chipBusy what one chip draws on average while it works; absent: from the table
 */
public record TpuConfig(
    Path sysfsRoot,
    Path procRoot,
    List<Address> addresses,
    Duration timeout,
    Optional<Power> chipIdle,
    Optional<Power> chipBusy) {

  /** Where libtpu serves its metrics unless it is told otherwise. */
  public static final Address DEFAULT_ADDRESS = new Address("localhost", 8431);

  /** It answers from memory on the same host. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(800);

  private static final int MAX_PORT = 65_535;

  /** A service's address. */
  public record Address(String host, int port) {
    /**
     * @throws IllegalArgumentException if the port is none
     */
    public Address {
      if (host.isEmpty() || port < 1 || port > MAX_PORT) {
        throw new IllegalArgumentException("is no host:port such as localhost:8431");
      }
    }

    static Address parse(String text) {
      int colon = text.lastIndexOf(':');
      try {
        return new Address(
            text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("is no host:port such as localhost:8431", e);
      }
    }

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }

  /**
   * @throws IllegalArgumentException if there is no address or idle is above busy
   */
  public TpuConfig {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("names no address such as localhost:8431");
    }
    if (chipIdle.isPresent()
        && chipBusy.isPresent()
        && chipIdle.get().compareTo(chipBusy.get()) > 0) {
      throw new IllegalArgumentException("a chip's idle power is above its busy power");
    }
  }

  /**
   * From what is configured below {@code sensors.tpu}.
   *
   * @throws ConfigError naming file, key and remedy
   */
  public static TpuConfig read(Settings settings, Path sysfsRoot, Path procRoot)
      throws ConfigError {
    List<Address> addresses =
        settings.get("sensors.tpu.address", TpuConfig::addresses).orElse(List.of(DEFAULT_ADDRESS));
    Duration timeout =
        settings.get("sensors.tpu.timeout", TpuConfig::timeout).orElse(DEFAULT_TIMEOUT);
    Optional<Power> idle = settings.get("sensors.tpu.chipIdleWatts", Settings::watts);
    Optional<Power> busy = settings.get("sensors.tpu.chipBusyWatts", Settings::watts);
    try {
      return new TpuConfig(sysfsRoot, procRoot, addresses, timeout, idle, busy);
    } catch (IllegalArgumentException e) {
      throw new ConfigError(
          "sensors.tpu.chipIdleWatts and sensors.tpu.chipBusyWatts: " + e.getMessage());
    }
  }

  private static List<Address> addresses(String text) {
    List<Address> addresses = Settings.words(text).stream().map(Address::parse).toList();
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("names no address such as localhost:8431");
    }
    return addresses;
  }

  private static Duration timeout(String text) {
    Duration timeout = Settings.duration(text);
    if (timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("is outside 1ms to 1m");
    }
    return timeout;
  }
}
