package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

final class BackfillCommandTest {
  @Test
  void recordsThatCameSinceItWasAskedForAreNotWaitedFor() throws Exception {
    JsonNode asked = partitions(0, 100, 0, 50);

    assertThat(BackfillCommand.left(asked, asked)).isEqualTo(150);
    assertThat(BackfillCommand.left(asked, partitions(100, 180, 50, 90))).isZero();
  }

  @Test
  void partitionThatIsAheadDoesNotHideOneThatIsBehind() throws Exception {
    JsonNode asked = partitions(0, 100, 0, 50);

    assertThat(BackfillCommand.left(asked, partitions(180, 180, 20, 60))).isEqualTo(30);
  }

  private static JsonNode partitions(long written, long end, long otherWritten, long otherEnd)
      throws Exception {
    return new ObjectMapper()
        .readTree(
            """
            {"partitions": [
              {"topic": "trainwatt.series", "partition": 0, "written": %d, "end": %d},
              {"topic": "trainwatt.series", "partition": 1, "written": %d, "end": %d}]}
            """
                .formatted(written, end, otherWritten, otherEnd));
  }
}
