package io.trainwatt.collector.sink.influx;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A line on its way, and the record it was made from. */
record PendingPoint(ConsumerRecord<byte[], byte[]> record, String line) {}
