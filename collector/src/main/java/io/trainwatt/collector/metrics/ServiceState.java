package io.trainwatt.collector.metrics;

import java.util.Map;

/**
 * How this instance is, for its meters.
 *
 * @param streamsState in Kafka Streams' words, lower case
 * @param streamsLag records the most delayed partition is behind
 * @param ready it does its work
 * @param sinksWriting by sink, whether it can write
 * @param liveClients that listen
 */
public record ServiceState(
    String streamsState,
    double streamsLag,
    boolean ready,
    Map<String, Boolean> sinksWriting,
    int liveClients) {
  public ServiceState {
    sinksWriting = Map.copyOf(sinksWriting);
  }
}
