package io.trainwatt.collector.live;

import io.trainwatt.collector.stage.StageTally;
import io.trainwatt.events.codec.MalformedRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Applies polled records to the view; what cannot be read is parked and the rest goes on. */
final class RecordApplier {
  private final LiveView view;
  private final Parking parking;
  private final StageTally tally;

  RecordApplier(LiveView view, Parking parking, StageTally tally) {
    this.view = view;
    this.parking = parking;
    this.tally = tally;
  }

  /**
   * Applies a batch.
   *
   * @throws org.apache.kafka.common.KafkaException if a malformed record could not be parked: then
   *     nothing was applied or counted
   */
  void apply(Iterable<ConsumerRecord<byte[], byte[]>> records) {
    List<RecordReader.Edit> edits = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      try {
        edits.add(RecordReader.read(record));
      } catch (MalformedRecord e) {
        parking.park(record, e.causeWord(), e.detail());
        refused.add(e.causeWord());
      } catch (IllegalArgumentException e) {
        parking.park(record, "invalid", String.valueOf(e.getMessage()));
        refused.add("invalid");
      }
    }
    refused.forEach(tally::dropped);
    view.update(batch -> edits.forEach(edit -> apply(batch, edit)));
  }

  private void apply(LiveView.Batch batch, RecordReader.Edit edit) {
    if (edit.apply(batch)) {
      tally.passed();
    } else {
      tally.dropped("older than the window");
    }
  }
}
