package io.trainwatt.agent.sensor.amd;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.Optional;
import java.util.OptionalLong;

/** What a card is to the node. */
final class CardDevice {
  static final String SOURCE = "amdgpu";
  static final String CHECK = "/power";

  /** AMD states no accuracy: twice the 5 % that other vendors' boards were measured at. */
  private static final int ERROR_PPM = 100_000;

  /** The firmware renews its table about every millisecond, older ones more slowly. */
  private static final long COUNTER_REFRESH_MILLIS = 100;

  private static final long GAUGE_NOMINAL_MILLIS = 100;
  private static final long BOUND_MILLIWATTS = 2_000_000;

  private CardDevice() {}

  /** The card by its energy counter. */
  static Device counted(Card card, Look look) {
    int revision = card.table().orElseThrow().contentRevision();
    return device(
        card,
        card.name(),
        "energy accumulator of %s, revision 1.%d, in units of 2^-16 J (15.259 µJ)"
            .formatted(card.metricsPath(), revision),
        new Role.Part(),
        source(EnergySource.Kind.COUNTER, COUNTER_REFRESH_MILLIS, 1_000, bound(card, look)),
        Quality.COUNTED);
  }

  /** The same card by its power, held against its counter. */
  static Device check(Card card, Look look) {
    return device(
        card,
        card.name() + CHECK,
        "power " + card.power().orElseThrow() + ", integrated",
        new Role.Check(card.name()),
        gauge(card, look),
        Quality.INTEGRATED);
  }

  /** The card by its power alone. */
  static Device integrated(Card card, Look look) {
    Role role =
        card.apu()
            ? new Role.Overlap(
                "an APU: its power is that of the whole socket, which the CPU's own counter has")
            : new Role.Part();
    return device(
        card,
        card.name(),
        "power " + card.power().orElseThrow() + ", integrated",
        role,
        gauge(card, look),
        Quality.INTEGRATED);
  }

  private static Device device(
      Card card, String name, String method, Role role, EnergySource energy, Quality quality) {
    return new Device(
        name,
        Component.GPU,
        card.model(),
        SOURCE,
        method + (card.isDualDie() ? "; of both dies of the package" : ""),
        role,
        energy,
        quality,
        ERROR_PPM,
        SOURCE + "/" + card.chip().key(),
        new Device.Split.Processes(),
        Optional.empty());
  }

  private static EnergySource gauge(Card card, Look look) {
    return source(EnergySource.Kind.GAUGE, 0, GAUGE_NOMINAL_MILLIS, bound(card, look));
  }

  private static long bound(Card card, Look look) {
    return card.chip().powerBoundMilliwatts(look, 1, BOUND_MILLIWATTS);
  }

  private static EnergySource source(
      EnergySource.Kind kind, long refresh, long nominal, long bound) {
    return new EnergySource(kind, OptionalLong.empty(), bound, refresh, nominal);
  }
}
