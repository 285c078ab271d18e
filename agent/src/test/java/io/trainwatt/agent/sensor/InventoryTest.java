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

  private static final Device PART = device("part", Component.CPU, new Device.Role.Part());
  private static final Device INSIDE =
      device("inside", Component.CPU, new Device.Role.Overlap("part of part"));
  private static final Device CPU_MODEL = device("cpu", Component.CPU, new Device.Role.Fallback());
  private static final Device MEMORY_MODEL =
      device("memory", Component.MEMORY, new Device.Role.Fallback());

  @Test
  void partsAreInTheTotalOverlapsAreNotAndFallbacksFillWhatIsMissing() {
    Inventory inventory =
        Inventory.of(
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
        Inventory.of(List.of(new ScriptedSensor("all", Mood.WELL, List.of(INSIDE, CPU_MODEL))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.device().name(), Inventory.Chosen::inTotal)
        .containsExactly(tuple("inside", false), tuple("cpu", true));
  }

  @Test
  void sensorThatThrowsWhenProbedIsAFindingAndTheRestGoesOn() {
    Inventory inventory =
        Inventory.of(
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
    Inventory inventory =
        Inventory.of(
            List.of(
                new ScriptedSensor("broken", Mood.THROWS_WHEN_READ, List.of(PART, INSIDE)),
                new ScriptedSensor("silent", Mood.SAYS_NOTHING, List.of(CPU_MODEL)),
                new ScriptedSensor("models", Mood.WELL, List.of(MEMORY_MODEL))));
    assertThat(inventory.read(9).values())
        .containsExactlyInAnyOrder(
            new Reading.Failed(
                "part", 9, "sensor broken threw java.lang.IllegalStateException: bus error"),
            new Reading.Failed(
                "inside", 9, "sensor broken threw java.lang.IllegalStateException: bus error"),
            new Reading.Counted("memory", 5, 42, Gauges.NONE));
  }

  @Test
  void sensorThatForgetsADeviceFailsIt() {
    Inventory inventory =
        Inventory.of(List.of(new ScriptedSensor("silent", Mood.SAYS_NOTHING, List.of(PART))));
    assertThat(inventory.read(9).get("part"))
        .isEqualTo(new Reading.Failed("part", 9, "its sensor gave no reading"));
  }

  @Test
  void secondDeviceOfANameIsNotRead() {
    Inventory inventory =
        Inventory.of(
            List.of(
                new ScriptedSensor("one", Mood.WELL, List.of(PART)),
                new ScriptedSensor("two", Mood.WELL, List.of(PART))));
    assertThat(inventory.chosen())
        .extracting(chosen -> chosen.sensor().name())
        .containsExactly("one");
    assertThat(inventory.unused()).hasSize(1);
    assertThat(inventory.read(9)).hasSize(1);
  }

  @Test
  void readingOfADeviceThatAnotherSensorReadsIsIgnored() {
    Device twin = device("part", Component.CPU, new Device.Role.Overlap("twin"));
    Inventory inventory =
        Inventory.of(
            List.of(
                new ScriptedSensor("one", Mood.SAYS_NOTHING, List.of(PART)),
                new ScriptedSensor("two", Mood.WELL, List.of(twin, MEMORY_MODEL))));
    assertThat(inventory.read(9).get("part")).isInstanceOf(Reading.Failed.class);
    assertThat(inventory.read(9).get("memory")).isInstanceOf(Reading.Counted.class);
  }
}
