package io.trainwatt.agent.progress.tensorboard;

import io.trainwatt.agent.progress.reading.Reading;
import io.trainwatt.agent.progress.reading.ReadingCount;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Meaning;
import io.trainwatt.agent.progress.update.Update;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One event file. Its tags are names as any others are; an event's step is the training's, but for
 * Keras' {@code epoch_...} tags, where it is the epoch.
 */
public final class TensorBoardReading implements Reading {

  private static final String FORMAT = "tensorboard event";
  private static final double MICROS_PER_SECOND = 1e6;

  private final boolean validation;
  private final ReadingCount count = new ReadingCount();
  private final RecordFrames frames = new RecordFrames(this::payload, count);
  private Consumer<Update> updates = TensorBoardReading::nobody;

  /**
   * @param validation whether the file lies in a folder of validation, so that its loss is that
   */
  public TensorBoardReading(boolean validation) {
    this.validation = validation;
  }

  /** Whether a content begins as event files do, whatever it is called. */
  public static boolean begins(byte[] head, int length) {
    return RecordFrames.begins(head, length);
  }

  @Override
  public long feed(byte[] bytes, int offset, int length, Consumer<Update> updates) {
    this.updates = updates;
    long skip = frames.feed(bytes, offset, length);
    this.updates = TensorBoardReading::nobody;
    return skip;
  }

  private void payload(byte[] bytes, int offset, int length) {
    EventMessage event;
    try {
      event = EventMessage.decode(bytes, offset, length);
    } catch (IOException e) {
      count.leftOut("record that is no event");
      return;
    }
    Optional<Update> update = update(event);
    if (update.isPresent()) {
      count.told(FORMAT);
      updates.accept(update.get());
    } else {
      count.leftOut(
          event.fileVersion().isEmpty() ? "event with no number of use" : "the file's version");
    }
  }

  private Optional<Update> update(EventMessage event) {
    Fields fields = new Fields();
    boolean ofEpochs = false;
    for (EventMessage.Scalar scalar : event.scalars()) {
      fields.put(scalar.tag(), scalar.value());
      ofEpochs |= scalar.tag().startsWith("epoch_");
    }
    if (validation || isOfEvaluation(event)) {
      fields.lossIsOfValidation();
    }
    if (fields.any(FORMAT).isEmpty()) {
      return Optional.empty();
    }
    if (ofEpochs) {
      // Keras counts epochs from 0; the one told is over.
      fields.set(Meaning.EPOCH, event.step() + 1.0);
    } else {
      fields.set(Meaning.STEP, (double) event.step());
    }
    if (event.wallSeconds() > 0 && event.wallSeconds() < Long.MAX_VALUE / MICROS_PER_SECOND) {
      fields.at((long) (event.wallSeconds() * MICROS_PER_SECOND));
    }
    return fields.any(FORMAT);
  }

  private static boolean isOfEvaluation(EventMessage event) {
    return event.scalars().stream()
        .anyMatch(scalar -> scalar.tag().startsWith("evaluation_loss_vs_"));
  }

  @Override
  public void finish(Consumer<Update> updates) {
    count.note("bytes of a record that is not whole", frames.pending());
  }

  private static void nobody(Update update) {}

  @Override
  public long pendingBytes() {
    return frames.pending();
  }

  @Override
  public void jumped() {
    frames.drop(true);
  }

  @Override
  public void restarted() {
    frames.drop(false);
  }

  @Override
  public ReadingCount count() {
    return count;
  }
}
