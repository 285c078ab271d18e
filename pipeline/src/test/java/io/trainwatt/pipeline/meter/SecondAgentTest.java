package io.trainwatt.pipeline.meter;

import static io.trainwatt.pipeline.Fleet.alive;
import static io.trainwatt.pipeline.Fleet.device;
import static io.trainwatt.pipeline.Fleet.nobody;
import static io.trainwatt.pipeline.Fleet.sample;
import static io.trainwatt.pipeline.Fleet.used;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.pipeline.stage.Refused;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two agents that live at once under one node's name, and what only looks like it. */
final class SecondAgentTest {
  private static final String NODE = "local/one";
  private NodeMeter meter = new NodeMeter();
  private final Map<String, RunMeter> runs = new HashMap<>();
  private long added;
  private int refused;

  /** Of one agent: what its device, which bears the agent's name, has used so far. */
  private static Sample of(String instance, String boot, long second, long microjoules) {
    Sample made =
        sample(
            NODE,
            second,
            List.of(alive("r")),
            device(
                instance,
                Component.CPU,
                second,
                used("r", Quality.COUNTED, microjoules),
                nobody(Quality.COUNTED, microjoules)));
    return new Sample(
        made.node(),
        made.sequence(),
        new AgentInstance(instance, 1),
        boot,
        made.monotonicNanos(),
        made.wallMicros(),
        made.runs(),
        made.devices(),
        made.events(),
        made.stages());
  }

  private void read(Sample sample) {
    try {
      NodeTick tick =
          meter.read(
              sample, 0, Long.MIN_VALUE, run -> runs.computeIfAbsent(run, id -> new RunMeter()));
      for (RunSlice slice : tick.runs()) {
        added += slice.inTotalMicrojoules();
      }
    } catch (Refused e) {
      refused++;
    }
  }

  @Test
  void theOneThatBeganLaterIsRefusedAndNamedFromItsSecondSampleOn() {
    read(of("first", "boot", 1, 100));
    read(of("second", "boot", 2, 0));
    read(of("first", "boot", 3, 300));

    assertThatThrownBy(
            () ->
                meter.read(
                    of("second", "boot", 4, 7_000), 0, Long.MIN_VALUE, run -> new RunMeter()))
        .isInstanceOfSatisfying(
            Refused.class,
            e -> {
              assertThat(e.causeWord()).isEqualTo("second live agent");
              assertThat(e.detail()).contains("instance second", "instance first has");
            });
    read(of("first", "boot", 5, 500));
    assertThat(added).isEqualTo(500);
    assertThat(refused).isZero();
  }

  @Test
  void whatAnIntruderCountedIsNeverAddedNotEvenByTheAgentThatGoesOnWithIt() {
    for (int second = 1; second <= 10; second++) {
      read(of("first", "boot-a", 2L * second, 100L * second));
      read(of("second", "boot-b", 2L * second + 1, 1_000L * (second - 1)));
    }
    assertThat(refused).isEqualTo(9);
    assertThat(added).isEqualTo(1_000);

    // The first is ended, the second started anew: same device, same epoch, another instance.
    Sample goesOn = of("second", "boot-b", 30, 9_250);
    read(
        new Sample(
            goesOn.node(),
            goesOn.sequence(),
            new AgentInstance("third", 2),
            goesOn.boot(),
            goesOn.monotonicNanos(),
            goesOn.wallMicros(),
            goesOn.runs(),
            goesOn.devices(),
            goesOn.events(),
            goesOn.stages()));

    assertThat(refused).isEqualTo(9);
    assertThat(added).isEqualTo(1_250);
  }

  @Test
  void restartsAreNoSecondAgentInWhateverOrderTheirRecordsCome() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 1; second <= 60; second++) {
      samples.add(of("agent-" + second / 20, "boot", second, second % 20));
    }
    samples.addAll(List.copyOf(samples));
    Collections.shuffle(samples, new Random(5));

    samples.forEach(this::read);

    assertThat(refused).isZero();
  }

  @Test
  void aClockThatWasSetBackBetweenTwoBootsIsNoSecondAgent() {
    for (int second = 100; second < 120; second++) {
      read(of("before", "boot-a", second, second));
    }
    for (int second = 90; second < 130; second++) {
      read(of("after", "boot-b", second, second));
    }

    assertThat(refused).isZero();
  }

  @Test
  void anIntruderStaysOneThroughTheStore() {
    read(of("first", "boot", 1, 100));
    read(of("second", "boot", 2, 0));
    read(of("first", "boot", 3, 300));
    read(of("second", "boot", 4, 100));
    assertThat(refused).isEqualTo(1);

    NodeMeter.Format format = new NodeMeter.Format();
    StateWriter out = new StateWriter();
    format.write(meter, out);
    meter = format.read(new StateReader(out.toBytes()));
    read(of("second", "boot", 5, 200));

    assertThat(refused).isEqualTo(2);
  }
}
