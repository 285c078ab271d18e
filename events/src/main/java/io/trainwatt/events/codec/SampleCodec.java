package io.trainwatt.events.codec;

import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.sample.User;
import io.trainwatt.events.wire.v1.DeviceTotal;
import io.trainwatt.events.wire.v1.DropCount;
import io.trainwatt.events.wire.v1.ErrorBound;
import io.trainwatt.events.wire.v1.Remainder;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Records of {@code trainwatt.samples}. Stateless; any thread. */
public final class SampleCodec {
  private SampleCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid sample
   */
  public static Sample decode(byte[] bytes) throws MalformedRecord {
    return Wire.read(bytes, SampleReader::read);
  }

  /**
   * @throws IllegalArgumentException if a counter names a run that the sample does not list
   */
  public static byte[] encode(Sample sample) {
    Map<String, Integer> places = new HashMap<>();
    io.trainwatt.events.wire.v1.Sample.Builder wire =
        io.trainwatt.events.wire.v1.Sample.newBuilder()
            .setNode(sample.node())
            .setSequence(sample.sequence())
            .setAgent(toWire(sample.agent()))
            .setBoot(sample.boot())
            .setMonotonicNanos(sample.monotonicNanos())
            .setWallMicros(sample.wallMicros());
    for (ListedRun run : sample.runs()) {
      places.put(run.run(), places.size());
      wire.addRuns(
          io.trainwatt.events.wire.v1.ListedRun.newBuilder()
              .setRun(run.run())
              .setEnded(run.ended())
              .setProcesses(run.processes())
              .setCpuMicros(run.cpuMicros()));
    }
    for (DeviceSample device : sample.devices()) {
      wire.addDevices(toWire(device, places));
    }
    sample.events().forEach(event -> wire.addEvents(toWire(event)));
    sample.stages().forEach(stage -> wire.addStages(toWire(stage)));
    return wire.build().toByteArray();
  }

  private static io.trainwatt.events.wire.v1.DeviceSample toWire(
      DeviceSample device, Map<String, Integer> places) {
    io.trainwatt.events.wire.v1.DeviceSample.Builder wire =
        io.trainwatt.events.wire.v1.DeviceSample.newBuilder()
            .setDevice(device.device())
            .setComponent(WireEnums.of(device.component()))
            .setEpoch(
                io.trainwatt.events.wire.v1.Epoch.newBuilder()
                    .setId(device.epoch().id())
                    .setOrdinal(device.epoch().ordinal())
                    .setStartedWallMicros(device.epoch().startedWallMicros())
                    .setReason(device.epoch().reason()))
            .setInTotal(device.inTotal())
            .setReadMonotonicNanos(device.readMonotonicNanos())
            .setCorrelationGroup(device.correlationGroup())
            .setUncoveredMillis(device.uncoveredMillis());
    for (Quality quality : Quality.values()) {
      Energy total = device.totals().get(quality);
      if (total != null) {
        wire.addTotals(
            DeviceTotal.newBuilder()
                .setQuality(WireEnums.of(quality))
                .setEnergyMicrojoules(total.microjoules()));
      }
      Integer ppm = device.errorPpm().get(quality);
      if (ppm != null) {
        wire.addErrors(ErrorBound.newBuilder().setQuality(WireEnums.of(quality)).setPpm(ppm));
      }
    }
    for (Counter counter : device.counters()) {
      wire.addCounters(toWire(counter, places));
    }
    addGauges(device.gauges(), wire);
    return wire.build();
  }

  private static io.trainwatt.events.wire.v1.Counter toWire(
      Counter counter, Map<String, Integer> places) {
    io.trainwatt.events.wire.v1.Counter.Builder wire =
        io.trainwatt.events.wire.v1.Counter.newBuilder()
            .setQuality(WireEnums.of(counter.quality()))
            .setEnergyMicrojoules(counter.energy().microjoules())
            .setBridgedMicrojoules(counter.bridged().microjoules())
            .setFilledMicrojoules(counter.filled().microjoules());
    switch (counter.user()) {
      case User.OfRun(String run) -> {
        Integer place = places.get(run);
        if (place == null) {
          throw new IllegalArgumentException(
              "a counter names run " + run + ", which is not listed");
        }
        wire.setRun(place);
      }
      case User.Remainder remainder ->
          wire.setRemainder(
              switch (remainder) {
                case UNATTRIBUTED -> Remainder.REMAINDER_UNATTRIBUTED;
                case RETIRED -> Remainder.REMAINDER_RETIRED;
              });
    }
    return wire.build();
  }

  private static void addGauges(
      Gauges gauges, io.trainwatt.events.wire.v1.DeviceSample.Builder wire) {
    gauges.power().ifPresent(power -> wire.setPowerMilliwatts(power.milliwatts()));
    gauges.utilizationPpm().ifPresent(wire::setUtilizationPpm);
    gauges.idlePower().ifPresent(power -> wire.setIdleMilliwatts(power.milliwatts()));
    gauges.memoryUsedBytes().ifPresent(wire::setMemoryUsedBytes);
    gauges.memoryTotalBytes().ifPresent(wire::setMemoryTotalBytes);
    gauges.powerLimit().ifPresent(power -> wire.setPowerLimitMilliwatts(power.milliwatts()));
    gauges.temperatureMillicelsius().ifPresent(wire::setTemperatureMillicelsius);
    gauges.clockHertz().ifPresent(wire::setClockHertz);
    wire.addAllThrottleReasons(gauges.throttleReasons());
  }

  static AgentInstance fromWire(io.trainwatt.events.wire.v1.AgentInstance wire) {
    return new AgentInstance(wire.getId(), wire.getOrdinal());
  }

  static io.trainwatt.events.wire.v1.AgentInstance toWire(AgentInstance agent) {
    return io.trainwatt.events.wire.v1.AgentInstance.newBuilder()
        .setId(agent.id())
        .setOrdinal(agent.ordinal())
        .build();
  }

  static SensorEvent fromWire(io.trainwatt.events.wire.v1.SensorEvent wire) {
    return new SensorEvent(
        wire.getDevice(),
        wire.getKind(),
        wire.getWallMicros(),
        wire.hasEnergyMicrojoules()
            ? Optional.of(Wire.energy(wire.getEnergyMicrojoules()))
            : Optional.empty(),
        wire.hasDurationMillis()
            ? OptionalLong.of(Wire.notNegative("duration_millis", wire.getDurationMillis()))
            : OptionalLong.empty(),
        wire.getDetail());
  }

  private static io.trainwatt.events.wire.v1.SensorEvent toWire(SensorEvent event) {
    io.trainwatt.events.wire.v1.SensorEvent.Builder wire =
        io.trainwatt.events.wire.v1.SensorEvent.newBuilder()
            .setDevice(event.device())
            .setKind(event.kind())
            .setWallMicros(event.wallMicros())
            .setDetail(event.detail());
    event.energy().ifPresent(energy -> wire.setEnergyMicrojoules(energy.microjoules()));
    event.durationMillis().ifPresent(wire::setDurationMillis);
    return wire.build();
  }

  static StageCount fromWire(io.trainwatt.events.wire.v1.StageCount wire) {
    Map<String, Long> dropped = new LinkedHashMap<>();
    for (DropCount drop : wire.getDroppedList()) {
      dropped.put(drop.getReason(), drop.getCount());
    }
    return new StageCount(wire.getStage(), wire.getIn(), wire.getOut(), wire.getHeld(), dropped);
  }

  static io.trainwatt.events.wire.v1.StageCount toWire(StageCount stage) {
    io.trainwatt.events.wire.v1.StageCount.Builder wire =
        io.trainwatt.events.wire.v1.StageCount.newBuilder()
            .setStage(stage.stage())
            .setIn(stage.in())
            .setOut(stage.out())
            .setHeld(stage.held());
    new TreeMap<>(stage.dropped())
        .forEach(
            (reason, count) ->
                wire.addDropped(DropCount.newBuilder().setReason(reason).setCount(count)));
    return wire.build();
  }
}
