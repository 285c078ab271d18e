package io.trainwatt.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Work;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which of several losses in one tick is told. */
class LossOfATickTest {

  private final Speaker speaker = new Speaker();

  @Test
  void theFirstLossOfAllAndTheNewestAreTold() {
    says(3.0, 2.95, 2.9);

    assertThat(told()).containsExactly(Loss.of(3.0), Loss.of(2.9));
  }

  @Test
  void theFirstOfAllIsToldOnceHoweverLateItComes() {
    speaker.add(1, nothing());
    says(3.0);

    assertThat(told()).containsExactly(Loss.of(3.0));
    assertThat(speaker.pending()).isZero();
  }

  @Test
  void laterTheNewestIsTold() {
    says(3.0);
    told();
    says(2.9, 2.8, 2.7);

    assertThat(told()).containsExactly(Loss.of(2.7));
  }

  @Test
  void aLossThatIsNoNumberIsNotCoveredUpByALaterOne() {
    says(3.0);
    told();
    says(2.9, Double.NaN, 2.7);

    assertThat(told()).containsExactly(Loss.NonFinite.NAN);
  }

  @Test
  void aSpeakerThatGoesOnAfterARestartHasNoFirstLossToTell() {
    Speaker resumed = Speaker.resumed();
    resumed.add(1, report(2.5));
    resumed.add(1, report(2.4));

    assertThat(told(resumed)).containsExactly(Loss.of(2.4));
  }

  private void says(double... losses) {
    for (double loss : losses) {
      speaker.add(1, report(loss));
    }
  }

  /** The losses of the records of one tick. */
  private List<Loss> told() {
    return told(speaker);
  }

  private static List<Loss> told(Speaker speaker) {
    return Stream.iterate(speaker.take(), Objects::nonNull, said -> speaker.take())
        .flatMap(said -> said.loss().stream())
        .toList();
  }

  private static ProgressReport report(double loss) {
    return report(Optional.of(Loss.of(loss)));
  }

  private static ProgressReport nothing() {
    return report(Optional.empty());
  }

  private static ProgressReport report(Optional<Loss> loss) {
    return new ProgressReport(
        1,
        1,
        Optional.empty(),
        OptionalLong.empty(),
        Work.NONE,
        loss,
        Optional.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalLong.empty());
  }
}
