package io.trainwatt.agent.sensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Gauges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class InventoryTest {
  /** What a sensor may do when asked. */
  private enum Mood {
    WELL,
    THROWS_WHEN_PROBED,
    THROWS_WHEN_READ,
    SAYS_NOTHING
  }

  private record ScriptedSensor(String name, Mood mood, List<Device> devices) implements Sensor {
    @Override
    public Probe probe() {
      if (mood == Mood.THROWS_WHEN_PROBED) {
        throw new IllegalStateException("no such library");
      }
      return new Probe(devices, List.of(), List.of());
    }

    @Override
    public List<Reading> read() {
      return switch (mood) {
        case WELL, THROWS_WHEN_PROBED ->
            devices.stream()
                .map(device -> (Reading) new Reading.Counted(device.name(), 5, 42, Gauges.NONE))
                .toList();
        case THROWS_WHEN_READ -> throw new IllegalStateException("bus error");
        case SAYS_NOTHING -> List.of();
      };
    }
  }

  private static Device device(String name, Component component, Device.Role role) {
    return new Device(
        name,
        component,
        "model",
        "source of " + name,
        "method",
        role,
        new EnergySource(EnergySource.Kind.COUNTER, OptionalLong.empty(), 1_000, 0, 1_000),
        Quality.COUNTED,
        0,
        "group",
        new Device.Split.Nobody(),
        Optional.empty());
  }

  private static Inventory inventory(List<Sensor> sensors) {
    return Inventory.of(new DirectFeed(sensors).looked(), SensorChoice.ALL, Set.of());
  }

  private static final Device PART = device("part", Component.CPU, new Device.Role.Part());
  private static final Device INSIDE =
      device("inside", Component.CPU, new Device.Role.Overlap("part of part"));
  private static final Device CPU_MODEL = device("cpu", Component.CPU, new Device.Role.Fallback());
  private static final Device MEMORY_MODEL =
      device("memory", Component.MEMORY, new Device.Role.Fallback());

  @Test
  void partsAreInTheTotalOverlapsAreNotAndFallbacksFillWhatIsMissing() {
    Inventory inventory =
        inventory(
            List.of(
                new ScriptedSensor("models", Mood.WELL, List.of(CPU_MODEL, MEMORY_MODEL)),
                new ScriptedSensor("counters", Mood.WELL, List.of(PART, INSIDE))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name(), Inventory.Chosen::inTotal)
        .containsExactly(tuple("memory", true), tuple("part", true), tuple("inside", false));
    assertThat(inventory.unused())
        .extracting(Probe.Unused::name, Probe.Unused::why)
        .containsExactly(tuple("cpu", "measured by source of part instead"));
  }

  @Test
  void overlapAloneDoesNotReplaceAFallback() {
    Inventory inventory =
        inventory(List.of(new ScriptedSensor("all", Mood.WELL, List.of(INSIDE, CPU_MODEL))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name(), Inventory.Chosen::inTotal)
        .containsExactly(tuple("inside", false), tuple("cpu", true));
  }

  @Test
  void sensorThatThrowsWhenProbedIsAFindingAndTheRestGoesOn() {
    Inventory inventory =
        inventory(
            List.of(
                new ScriptedSensor("broken", Mood.THROWS_WHEN_PROBED, List.of(PART)),
                new ScriptedSensor("models", Mood.WELL, List.of(CPU_MODEL))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name())
        .containsExactly("cpu");
    assertThat(inventory.findings()).extracting("subject").containsExactly("broken");
    assertThat(inventory.findings().getFirst().problem()).contains("no such library");
  }

  @Test
  void sensorThatThrowsWhenReadFailsItsOwnDevicesOnly() {
    DirectFeed feed =
        new DirectFeed(
            List.of(
                new ScriptedSensor("broken", Mood.THROWS_WHEN_READ, List.of(PART, INSIDE)),
                new ScriptedSensor("silent", Mood.SAYS_NOTHING, List.of(CPU_MODEL)),
                new ScriptedSensor("models", Mood.WELL, List.of(MEMORY_MODEL))));
    String problem = "sensor broken threw java.lang.IllegalStateException: bus error";
    assertThat(feed.take(Set.of("broken", "silent", "models"), 9))
        .containsExactly(
            new SensorFeed.Said(
                "broken",
                List.of(
                    new Reading.Failed("part", 9, problem),
                    new Reading.Failed("inside", 9, problem))),
            new SensorFeed.Said("silent", List.of()),
            new SensorFeed.Said(
                "models", List.of(new Reading.Counted("memory", 5, 42, Gauges.NONE))));
  }

  @Test
  void sensorThatNobodyNeedsIsNotAsked() {
    DirectFeed feed =
        new DirectFeed(List.of(new ScriptedSensor("one", Mood.THROWS_WHEN_READ, List.of(PART))));
    assertThat(feed.take(Set.of("another"), 9)).isEmpty();
  }

  @Test
  void checkAndMeterAreKeptOutOfTheTotal() {
    Device check = device("gauge", Component.CPU, new Device.Role.Check("part"));
    Device meter = device("bmc", Component.OTHER, new Device.Role.NodeMeter());
    Inventory inventory =
        inventory(List.of(new ScriptedSensor("all", Mood.WELL, List.of(PART, check, meter))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name(), Inventory.Chosen::inTotal)
        .containsExactly(tuple("part", true), tuple("gauge", false), tuple("bmc", false));
  }

  @Test
  void operatorIsObeyedByDeviceAndBySensorAndExclusionWins() {
    SensorChoice choice =
        new SensorChoice(
            Set.of(),
            Set.of(),
            Set.of("inside", "models", "insid"),
            Set.of("part", "memory"),
            new Device.Split.Nobody());
    Inventory inventory =
        Inventory.of(
            new DirectFeed(
                    List.of(
                        new ScriptedSensor("counters", Mood.WELL, List.of(PART, INSIDE)),
                        new ScriptedSensor("models", Mood.WELL, List.of(CPU_MODEL, MEMORY_MODEL))))
                .looked(),
            choice,
            Set.of());
    assertThat(inventory.chosen())
        .extracting(
            chosen -> chosen.device().name(), Inventory.Chosen::inTotal, Inventory.Chosen::reason)
        .containsExactly(
            tuple("part", false, "excluded by the operator"),
            tuple("inside", true, "included by the operator"),
            tuple("cpu", true, "included by the operator"),
            tuple("memory", false, "excluded by the operator"));
    assertThat(inventory.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.subject()).isEqualTo("sensors.inTotal.include");
              assertThat(finding.problem())
                  .isEqualTo("nothing here is called 'insid'; did you mean 'inside'?");
            });
  }

  @Test
  void silentPartIsReadAndKeepsNoFallbackAway() {
    Inventory inventory =
        Inventory.of(
            new DirectFeed(List.of(new ScriptedSensor("all", Mood.WELL, List.of(PART, CPU_MODEL))))
                .looked(),
            SensorChoice.ALL,
            Set.of("part"));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name(), Inventory.Chosen::inTotal)
        .containsExactly(tuple("part", true), tuple("cpu", true));
  }

  @Test
  void secondDeviceOfANameIsNotRead() {
    Inventory inventory =
        inventory(
            List.of(
                new ScriptedSensor("one", Mood.WELL, List.of(PART)),
                new ScriptedSensor("two", Mood.WELL, List.of(PART))));
    assertThat(inventory.chosen()).extracting(Inventory.Chosen::sensor).containsExactly("one");
    assertThat(inventory.unused()).hasSize(1);
  }
}
