package io.trainwatt.agent.attribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A load of 40 W and 280 W, 0.35 s each, on a gauge that shows the mean of the last 25 ms of each
 * 100 ms, as was measured on A100 and H100.
 */
final class BurstyGaugeTest {
  private static final long LOW = 40_000;
  private static final long HIGH = 280_000;
  private static final long PERIOD = 700;
  private static final long SEEN = 25;
  private static final long EVERY = 100;
  private static final long SECONDS = 120;
  private static final int PHASES = 50;
  private static final int WIDEST_PPM = 150_000;

  @TempDir private Path folder;

  private static long powerAt(long millis) {
    return Math.floorMod(millis, PERIOD) < PERIOD / 2 ? HIGH : LOW;
  }

  /** What the gauge shows: the mean of what it saw at the end of its last window. */
  private static long shown(long millis, long phase) {
    long window = millis / EVERY * EVERY;
    long sum = 0;
    for (long at = window - SEEN; at < window; at++) {
      sum += powerAt(at + phase);
    }
    return sum / SEEN;
  }

  private static long truth(long from, long to, long phase) {
    long sum = 0;
    for (long at = from; at < to; at++) {
      sum += powerAt(at + phase);
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50_000})
  void bandCoversTheTruthAtEveryPhaseAndStaysNarrow(int gainErrorPpm) {
    for (int phase = 0; phase < PHASES; phase++) {
      long shift = phase * PERIOD / PHASES;
      Device device = device(gainErrorPpm).observing((int) (SEEN * 1_000_000 / EVERY));
      Stage stage = new Stage(folder.resolve("phase" + phase), device);
      for (long second = 1; second <= SECONDS; second++) {
        for (long at = (second - 1) * 1_000 + 50; at <= second * 1_000; at += 50) {
          stage.draws("gpu-0", at, shown(at, shift));
        }
        stage.tickAt(second * 1_000);
      }
      long truth = truth(50, SECONDS * 1_000, shift);
      long measured = stage.total("gpu-0");
      int ppm = stage.device("gpu-0").errorPpm().getOrDefault(Quality.INTEGRATED, 0);
      assertThat(ppm).as("phase %d", phase).isLessThanOrEqualTo(WIDEST_PPM);
      assertThat((double) Math.abs(measured - truth))
          .as("phase %d: %d against %d", phase, measured, truth)
          .isLessThanOrEqualTo(measured / 1e6 * ppm);
    }
  }

  private static Device device(int errorPpm) {
    Device gauge = Stage.gauge("gpu-0", Component.GPU, new Device.Role.Part());
    return new Device(
        gauge.name(),
        gauge.component(),
        gauge.model(),
        gauge.source(),
        gauge.method(),
        gauge.role(),
        gauge.energy(),
        gauge.quality(),
        errorPpm,
        gauge.correlationGroup(),
        gauge.split(),
        gauge.idlePower());
  }
}
