package io.trainwatt.events.sample;

import static io.trainwatt.events.sample.Require.text;

/**
 * The agent process that wrote a record.
 *
 * @param id random, new at each process start
 * @param ordinal grows by one at each start of the node's agent
 */
public record AgentInstance(String id, long ordinal) {
  public AgentInstance {
    text("agent.id", id);
    Require.notNegative("agent.ordinal", ordinal);
  }
}
