package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.Optional;
import java.util.OptionalLong;

/** What a BMC's meter is to the node, whichever way it is read. */
final class NodeMeter {
  /** Twice the 5 % that is the usual worst of a BMC's meter. */
  static final int ERROR_PPM = 100_000;

  /** A BMC refreshes its values every 1 to 60 s and does not say when. */
  private static final long REFRESH_MILLIS = 60_000;

  private NodeMeter() {}

  /** A gauge of power at an instant. */
  static Device of(
      BmcConfig config, String name, String model, String source, String how, Device.Role role) {
    return device(config, name, model, source, how, role, EnergySource.Kind.GAUGE);
  }

  /** A cumulative energy counter. */
  static Device counter(
      BmcConfig config, String name, String model, String source, String how, Device.Role role) {
    return device(config, name, model, source, how, role, EnergySource.Kind.COUNTER);
  }

  private static Device device(
      BmcConfig config,
      String name,
      String model,
      String source,
      String how,
      Device.Role role,
      EnergySource.Kind kind) {
    boolean counts = kind == EnergySource.Kind.COUNTER;
    return new Device(
        name,
        Component.NODE,
        model,
        source,
        how
            + ", read every %d ms; a BMC refreshes it every 1 to 60 s and is within 5 %%"
                .formatted(config.interval().toMillis()),
        role,
        new EnergySource(
            kind,
            OptionalLong.empty(),
            config.maxPower().milliwatts(),
            REFRESH_MILLIS,
            config.interval().toMillis()),
        counts ? Quality.COUNTED : Quality.INTEGRATED,
        ERROR_PPM,
        "bmc",
        new Device.Split.Nobody(),
        Optional.empty());
  }
}
