package io.trainwatt.pipeline.watch;

import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.meter.RunSlice;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Duration;
import java.util.Map;

/**
 * A run that lives and does nothing, on any of its nodes, for a while: all it uses is idle power.
 *
 * <p>A tick is busy if the run's processes used more than a small share of one core, or an
 * accelerator that it used was utilised above a small share. Time is cut into stretches; a stretch
 * is busy if a fifth of it was, so a heartbeat now and then does not pass for work. A busy stretch
 * ends it.
 */
final class IdlePower implements Detector {
  /**
   * Settings.
   *
   * @param lasting how long nothing must happen
   * @param coreSharePpm processor time below which a tick is idle, parts per million of one core
   * @param acceleratorPpm utilisation below which a tick is idle, parts per million
   */
  record Config(Duration lasting, int coreSharePpm, int acceleratorPpm) {
    static final Config DEFAULT = new Config(Duration.ofMinutes(2), 20_000, 50_000);

    Config {
      if (lasting.isNegative() || lasting.isZero() || coreSharePpm < 0 || acceleratorPpm < 0) {
        throw new IllegalArgumentException("idle power: limits must not be below zero");
      }
    }
  }

  private static final int VERSION = 1;
  private static final long STRETCH_MICROS = 10_000_000;
  private static final int BUSY_PARTS = 5;
  // Nobody looked for so long: what happened within is not known, and not called idle.
  private static final long UNKNOWN_MICROS = 60_000_000;

  private final Config config;
  private boolean any;
  private long stretchFromWallMicros;
  private long stretchBusyMicros;
  // Everything after it was idle, up to the newest.
  private long idleFromWallMicros;
  private long newestWallMicros;
  private long microjoulesSince;
  private long stretchMicrojoules;

  IdlePower(Config config) {
    this.config = config;
  }

  @Override
  public String rule() {
    return "IdlePower";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Used(RunSlice slice) && !slice.ended()) {
      used(slice);
    }
  }

  private void used(RunSlice slice) {
    if (!any) {
      // The first slice may reach back to before the run began: it says nothing of its pace.
      any = true;
      newestWallMicros = slice.toWallMicros();
      stretchFromWallMicros = newestWallMicros;
      idleFromWallMicros = newestWallMicros;
      return;
    }
    long micros = Math.max(1, slice.toWallMicros() - slice.fromWallMicros());
    if (micros > UNKNOWN_MICROS || busy(slice, micros)) {
      stretchBusyMicros = Math.addExact(stretchBusyMicros, Math.min(micros, STRETCH_MICROS));
    }
    stretchMicrojoules += slice.inTotalMicrojoules();
    newestWallMicros = Math.max(newestWallMicros, slice.toWallMicros());
    if (newestWallMicros - stretchFromWallMicros >= STRETCH_MICROS) {
      close();
    }
  }

  private boolean busy(RunSlice slice, long micros) {
    // Both in microseconds: share = cpu / time.
    double share = (double) slice.cpuMicros() / micros;
    return share * 1e6 >= config.coreSharePpm
        || slice.acceleratorPpm().orElse(0) >= config.acceleratorPpm;
  }

  private void close() {
    if (stretchBusyMicros * BUSY_PARTS >= STRETCH_MICROS) {
      idleFromWallMicros = newestWallMicros;
      microjoulesSince = 0;
    } else {
      microjoulesSince += stretchMicrojoules;
    }
    stretchFromWallMicros = newestWallMicros;
    stretchBusyMicros = 0;
    stretchMicrojoules = 0;
  }

  @Override
  public Verdict verdict() {
    long idle = stretchFromWallMicros - idleFromWallMicros;
    if (!any || idle == 0) {
      return new Verdict.Clear();
    }
    if (idle < config.lasting.toNanos() / 1_000) {
      return new Verdict.Unchanged();
    }
    return new Verdict.Firing(
        idleFromWallMicros,
        "The run lives and has done nothing for %s.".formatted(Words.duration(idle)),
        "End it if it is left over; else see what it waits for: data, a lock, another rank.",
        microjoulesSince,
        Map.of(
            "idle", Words.duration(idle),
            "busyAbove",
                "%s of a core or %s of an accelerator"
                    .formatted(
                        Words.percent(config.coreSharePpm), Words.percent(config.acceleratorPpm))));
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    out.flag(any);
    out.number(stretchFromWallMicros);
    out.number(stretchBusyMicros);
    out.number(idleFromWallMicros);
    out.number(newestWallMicros);
    out.number(microjoulesSince);
    out.number(stretchMicrojoules);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    any = in.flag();
    stretchFromWallMicros = in.number();
    stretchBusyMicros = in.number();
    idleFromWallMicros = in.number();
    newestWallMicros = in.number();
    microjoulesSince = in.number();
    stretchMicrojoules = in.number();
  }
}
