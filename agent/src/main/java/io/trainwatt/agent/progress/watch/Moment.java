package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.ProgressReport;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.events.progress.Work;
import java.util.OptionalLong;

/**
 * Both clocks at one pass over the files.
 *
 * @param nanos CLOCK_MONOTONIC
 * @param micros the wall clock
 */
record Moment(long nanos, long micros) {

  private static final long NANOS_PER_MICRO = 1_000;

  /**
   * A report of an update, dated by when it was written: a run that hangs does not look alive
   * because its file is looked at again.
   *
   * @param modifiedMicros when its file was last written
   * @param startedMicros when its run began to be measured: nothing is dated before
   */
  ProgressReport report(Update update, Work work, OptionalLong modifiedMicros, long startedMicros) {
    long written = update.wallMicros().orElse(modifiedMicros.orElse(micros));
    long longest = Math.max(0, micros - startedMicros);
    long age = Math.clamp(micros - written, 0, longest);
    return ProgressReport.of(update, work, nanos - age * NANOS_PER_MICRO, micros - age);
  }
}
