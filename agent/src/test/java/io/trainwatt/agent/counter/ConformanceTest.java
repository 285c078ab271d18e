package io.trainwatt.agent.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The agent's counter means by readings what the published vectors say they mean. */
final class ConformanceTest {
  static List<Vectors.Case> vectors() throws IOException {
    return Vectors.all();
  }

  @Test
  void vectorsAreThere() throws IOException {
    assertThat(vectors()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void vectorIsMetToTheMicrojoule(Vectors.Case vector) {
    Played played = Played.of(vector.source(), vector.readings());
    boolean counter = vector.source().kind() == EnergySource.Kind.COUNTER;
    assertThat(played)
        .isEqualTo(
            new Played(
                counter ? vector.counted() : vector.integrated(),
                vector.filled(),
                vector.uncovered(),
                vector.events()));
    assertThat(counter ? vector.integrated() : vector.counted()).isEqualTo(BigInteger.ZERO);
  }
}
