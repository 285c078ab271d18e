package io.trainwatt.agent.sensor.intelgpu;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Device.Role;
import io.trainwatt.agent.sysfs.Look;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a counter is to the node. */
final class CounterDevice {
  /** Intel states no accuracy: twice the 5 % that other vendors' boards were measured at. */
  private static final int ERROR_PPM = 100_000;

  private static final long REFRESH_MILLIS = 100;
  private static final long BOUND_MILLIWATTS = 2_000_000;

  private CounterDevice() {}

  /**
   * The widest counter of a card is its part of the node, tiles together are where there is none
   * wider; the others lie within it.
   *
   * @param ofCard all counters of its card
   */
  static Device of(Counter counter, List<Counter> ofCard, Look look) {
    Counter widest = ofCard.getFirst();
    for (Counter other : ofCard) {
      widest = other.scope().compareTo(widest.scope()) < 0 ? other : widest;
    }
    boolean part = counter.scope() == widest.scope() && counter.scope() != Counter.Scope.OTHER;
    return new Device(
        counter.name(),
        Component.GPU,
        "Intel GPU (%s)".formatted(counter.chip().name()),
        counter.chip().name(),
        "hardware energy counter %s of the %s; the kernel extends its 32 bits while it is read often"
            .formatted(counter.energy(), counter.scope().words()),
        part ? new Role.Part() : new Role.Overlap("part of " + widest.name()),
        new EnergySource(
            EnergySource.Kind.COUNTER,
            OptionalLong.empty(),
            counter.chip().powerBoundMilliwatts(look, counter.number(), BOUND_MILLIWATTS),
            REFRESH_MILLIS,
            EnergySource.DEFAULT_NOMINAL_MILLIS),
        Quality.COUNTED,
        ERROR_PPM,
        "intel-gpu/" + counter.chip().key(),
        new Device.Split.Processes(),
        Optional.empty());
  }
}
