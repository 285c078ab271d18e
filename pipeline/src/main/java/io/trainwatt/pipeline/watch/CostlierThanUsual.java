package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run whose work costs more energy than the same work cost runs that were like it: of its name,
 * or with its label {@code baseline}. All its training counts, from ten minutes on.
 */
final class CostlierThanUsual implements Detector {
  private static final int VERSION = 1;
  private static final double BEGINS = 1.15;
  private static final double GOES_ON = 1.08;
  private static final double MICRO = 1e6;

  private final Cohorts cohorts;
  private final Held held = new Held();
  private Told told = Told.NOTHING;
  private long wastedMicrojoules;

  CostlierThanUsual(Cohorts cohorts) {
    this.cohorts = cohorts;
  }

  @Override
  public String rule() {
    return "CostlierThanUsual";
  }

  @Override
  public Severity severity() {
    return Severity.WARNING;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Accounted(Account.OfRun account, var ignored)) {
      Optional<Cohorts.Cost> cost = Cohorts.costOf(account);
      cost.flatMap(own -> cohorts.usual(account, own.unit()))
          .ifPresent(usual -> look(account, cost.orElseThrow(), usual));
    }
  }

  private void look(Account.OfRun account, Cohorts.Cost own, Cohorts.Usual usual) {
    double over = own.joules() / usual.joules();
    held.look(over >= BEGINS, over >= GOES_ON, account.ledger().asOfWallMicros(), 0);
    long training =
        account
            .efficiency()
            .flatMap(efficiency -> efficiency.training())
            .map(stretch -> stretch.energy().microjoules())
            .orElse(0L);
    wastedMicrojoules = Math.round(training * Math.max(0, 1 - 1 / over));
    String unit = own.unit().name().toLowerCase(Locale.ROOT);
    told =
        new Told(
            String.format(
                Locale.ROOT,
                "A %s costs %.0f %% more energy than in %d earlier runs of %s.",
                unit,
                100 * (over - 1),
                usual.runs(),
                usual.like()),
            Map.of(
                "per", unit,
                "now", Words.energy(own.joules() * MICRO),
                "usual", Words.energy(usual.joules() * MICRO),
                "usualFrom", Words.energy(usual.lowest() * MICRO),
                "usualTo", Words.energy(usual.highest() * MICRO),
                "runs", Integer.toString(usual.runs())));
  }

  @Override
  public Verdict verdict() {
    return held.wrong()
        ? new Verdict.Firing(
            held.sinceWallMicros(),
            told.summary(),
            "Compare it with one of them (trainwatt compare): another machine, batch or sequence"
                + " length, a power limit, slower data.",
            wastedMicrojoules,
            told.evidence())
        : new Verdict.Clear();
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    told.write(out);
    out.number(wastedMicrojoules);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    told = Told.read(in);
    wastedMicrojoules = in.number();
  }
}
