package io.trainwatt.agent.progress.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Loss;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TensorBoardReadingTest {

  private final List<Update> updates = new ArrayList<>();
  private TensorBoardReading reading = new TensorBoardReading(false);

  /** Feeds as a tail does: what is passed over is not given. */
  private void feed(byte[] bytes, int chunk) {
    long skip = 0;
    for (int at = 0; at < bytes.length; at += chunk) {
      int length = Math.min(chunk, bytes.length - at);
      if (skip >= length) {
        skip -= length;
      } else {
        skip = reading.feed(bytes, at + (int) skip, length - (int) skip, updates::add);
      }
    }
  }

  private List<Long> steps() {
    return updates.stream().map(u -> u.step().orElse(-1)).toList();
  }

  private static EventFile three() {
    return new EventFile()
        .scalar(1_700_000_000.5, 10, "train/loss", 2.31f)
        .tensor(1_700_000_001.5, 20, "Loss/train", 2.25f)
        .scalar(1_700_000_002.5, 30, "lm-loss-training/lm loss", 2.125f);
  }

  @Test
  void stepsLossesAndTimesAreReadHoweverTheBytesArrive() {
    byte[] file = three().bytes();
    for (int chunk = 1; chunk <= file.length; chunk++) {
      updates.clear();
      reading = new TensorBoardReading(false);
      feed(file, chunk);
      assertThat(steps()).containsExactly(10L, 20L, 30L);
      assertThat(updates.getFirst().loss()).contains(Loss.of(2.31f));
      assertThat(updates.getFirst().wallMicros()).hasValue(1_700_000_000_500_000L);
      assertThat(reading.pendingBytes()).isZero();
    }
  }

  @Test
  void aRecordStillBeingWrittenIsWaitedFor() {
    byte[] file = three().bytes();
    feed(Arrays.copyOf(file, file.length - 3), 64);
    assertThat(steps()).containsExactly(10L, 20L);
    assertThat(reading.pendingBytes()).isPositive();
    reading.feed(file, file.length - 3, 3, updates::add);
    assertThat(steps()).containsExactly(10L, 20L, 30L);
    assertThat(reading.count().leftOut()).isEmpty();
  }

  @Test
  void aRecordWithAWrongCrcIsLeftOutAndTheRestIsRead() {
    EventFile file = three();
    byte[] bytes = file.bytes();
    // Inside the second payload.
    bytes[bytes.length / 2] ^= 1;
    feed(bytes, 4_096);
    assertThat(steps()).containsExactly(10L, 30L);
    assertThat(reading.count().leftOut()).containsEntry("record with a wrong CRC", 1L);
  }

  @Test
  void anAbsurdLengthIsPassedByAndTheRestIsRead() {
    byte[] length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array();
    byte[] bytes =
        three()
            .append(length)
            .append(EventFile.crc(length))
            .append("garbage of any kind".getBytes(StandardCharsets.UTF_8))
            .scalar(1, 40, "loss", 1)
            .bytes();
    feed(bytes, 100);
    assertThat(steps()).containsExactly(10L, 20L, 30L, 40L);
    assertThat(reading.count().leftOut()).containsEntry("bytes that are no record", 1L);
  }

  @Test
  void aPayloadTooLongToBeANumberIsPassedOverUnread() {
    byte[] image = new byte[5 << 20];
    byte[] bytes = three().record(image).scalar(1, 40, "loss", 1).bytes();
    feed(bytes, 64 << 10);
    assertThat(steps()).containsExactly(10L, 20L, 30L, 40L);
    assertThat(reading.count().leftOut()).containsEntry("record too long to be a number", 1L);
  }

  @Test
  void amidstAFileTheNextRecordIsFound() {
    byte[] bytes = three().bytes();
    reading.jumped();
    reading.feed(bytes, 7, bytes.length - 7, updates::add);
    assertThat(steps()).containsExactly(20L, 30L);
  }

  @Test
  void aFolderOfValidationMakesItsLossTheValidationLoss() {
    reading = new TensorBoardReading(true);
    feed(new EventFile().tensor(1, 2, "epoch_loss", 0.5f).bytes(), 1_000);
    assertThat(updates.getFirst().validationLoss()).contains(Loss.of(0.5));
    assertThat(updates.getFirst().loss()).isEmpty();
  }

  @Test
  void kerasEpochTagsCountEpochsAndNoSteps() {
    feed(new EventFile().tensor(1, 2, "epoch_loss", 0.5f).bytes(), 1_000);
    assertThat(updates.getFirst().step()).isEmpty();
    assertThat(updates.getFirst().epoch()).hasValue(3);
    assertThat(updates.getFirst().loss()).contains(Loss.of(0.5));
  }

  @Test
  void tagsThatMeanNothingAndRecordsThatAreNoEventsAreCounted() {
    feed(
        new EventFile()
            .scalar(1, 1, "accuracy", 0.5f)
            .record(new byte[] {(byte) 0xff, 1, 2})
            .record(EventFile.text(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8)))
            .bytes(),
        1_000);
    assertThat(updates).isEmpty();
    assertThat(reading.count().in()).isEqualTo(3);
    assertThat(reading.count().leftOut())
        .containsEntry("event with no number of use", 1L)
        .containsEntry("record that is no event", 1L)
        .containsEntry("the file's version", 1L);
  }

  @Test
  void aLossThatIsNoNumberIsData() {
    feed(new EventFile().scalar(1, 1, "loss", Float.NaN).bytes(), 1_000);
    assertThat(updates.getFirst().loss()).isEqualTo(Optional.of(Loss.NonFinite.NAN));
  }
}
