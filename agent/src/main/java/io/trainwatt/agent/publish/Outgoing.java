package io.trainwatt.agent.publish;

import io.trainwatt.events.topic.Topic;

/**
 * A record to be sent, and what may happen to it when the spool is full.
 *
 * @param supersession records that agree in topic and in this are versions of one thing, of which a
 *     newer one says everything that an older one said. Of a sample: its devices and epochs, since
 *     counters only grow within an epoch
 * @param givesWay which goes first
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way, never compared
public record Outgoing(
    Topic topic, String key, String supersession, GivesWay givesWay, byte[] value) {

  /** In which order records give way when the spool is full. */
  public enum GivesWay {
    /** Resolution: every second one goes, evenly over time. */
    EVERY_SECOND,
    /** Versions of a row: all but the newest go. */
    ALL_BUT_NEWEST,
    /** Carries news besides its counters: goes after all others, every second one. */
    LAST
  }
}
