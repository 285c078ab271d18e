package io.trainwatt.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Work;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which of several losses in one tick is told. */
class LossOfATickTest {

  private final Speaker speaker = new Speaker();

  @Test
  void theFirstLossOfAllIsTold() {
    says(3.0, 2.95, 2.9);

    assertThat(told()).hasValue(new Loss.Finite(3.0));
  }

  @Test
  void laterTheNewestIsTold() {
    says(3.0);
    told();
    says(2.9, 2.8, 2.7);

    assertThat(told()).hasValue(new Loss.Finite(2.7));
  }

  @Test
  void aLossThatIsNoNumberIsNotCoveredUpByALaterOne() {
    says(3.0);
    told();
    says(2.9, Double.NaN, 2.7);

    assertThat(told()).hasValue(Loss.NonFinite.NAN);
  }

  @Test
  void aSpeakerThatGoesOnAfterARestartHasNoFirstLossToTell() {
    Speaker resumed = Speaker.resumed();
    resumed.add(1, report(2.5));
    resumed.add(1, report(2.4));

    assertThat(take(resumed).loss()).hasValue(new Loss.Finite(2.4));
  }

  private void says(double... losses) {
    for (double loss : losses) {
      speaker.add(1, report(loss));
    }
  }

  private Optional<Loss> told() {
    return take(speaker).loss();
  }

  private static Progress take(Speaker speaker) {
    return speaker.take("run", "local/host", "boot", 0, 0, "console");
  }

  private static ProgressReport report(double loss) {
    return new ProgressReport(
        1,
        1,
        Optional.empty(),
        OptionalLong.empty(),
        Work.NONE,
        Optional.of(Loss.of(loss)),
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty());
  }
}
