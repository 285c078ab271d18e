package io.trainwatt.collector.sink.route.notice;

/** Brings notices to one receiver and waits for its word. Thread-safe. */
public interface Courier extends AutoCloseable {

  /**
   * Brings a notice; takes no longer than the receiver's timeout allows.
   *
   * @throws InterruptedException if told to end; whether the receiver has it is not known then
   */
  Delivery deliver(Notice notice) throws InterruptedException;

  @Override
  default void close() {
    // Most hold nothing open.
  }
}
