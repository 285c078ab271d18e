package io.trainwatt.pipeline.watch;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.pipeline.account.RunEvent;
import io.trainwatt.pipeline.carbon.HoursAhead;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run whose rest would emit much less at another time of the next day: grids have clean hours. A
 * hint, for runs that can wait.
 */
final class DirtyHoursAhead implements Detector {
  private static final int VERSION = 1;
  private static final double BEGINS = 0.2;
  private static final double GOES_ON = 0.1;
  private static final double LEAST_GRAMS = 100;
  private static final long LEAST_REST_MICROS = 1_800_000_000L;
  private static final double MICROJOULES_PER_KILOWATT_HOUR = 3.6e12;
  private static final double THOUSAND = 1_000;
  private static final double MILLION = 1e6;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Held held = new Held();
  private Told told = Told.NOTHING;

  @Override
  public String rule() {
    return "DirtyHoursAhead";
  }

  @Override
  public Severity severity() {
    return Severity.INFO;
  }

  @Override
  public void observe(RunEvent event) {
    if (event instanceof RunEvent.Accounted(Account.OfRun account, var cleaner)) {
      look(account, cleaner);
    }
  }

  private void look(Account.OfRun account, Optional<HoursAhead.Window> cleaner) {
    Optional<RunForecast.Figures> rest = RestOfRun.of(account);
    double share = 0;
    double grams = 0;
    if (rest.isPresent() && cleaner.isPresent()) {
      HoursAhead.Window window = cleaner.get();
      share = 1 - window.thenMilligrams() / window.nowMilligrams();
      grams =
          rest.get().microjoules().middle()
              / MICROJOULES_PER_KILOWATT_HOUR
              * (window.nowMilligrams() - window.thenMilligrams())
              / THOUSAND
              * (window.puePpm() / MILLION);
      tell(rest.get(), window, share, grams);
    }
    boolean enough = rest.isPresent() && rest.get().micros().middle() >= LEAST_REST_MICROS;
    held.look(
        enough && share >= BEGINS && grams >= LEAST_GRAMS,
        share >= GOES_ON && grams >= LEAST_GRAMS / 2,
        account.ledger().asOfWallMicros(),
        0);
  }

  private void tell(
      RunForecast.Figures rest, HoursAhead.Window window, double share, double grams) {
    told =
        new Told(
            "What is left of the run would emit %s g less, %s of it, if it went on from %s."
                .formatted(Words.number(grams), Words.share(share), time(window.fromWallMicros())),
            Map.of(
                "energyLeft", Words.energy((double) rest.microjoules().middle()),
                "timeLeft", Words.duration(rest.micros().middle()),
                "cleanerFrom", time(window.fromWallMicros()),
                "cleanerUntil", time(window.toWallMicros()),
                "intensityNow", intensity(window.nowMilligrams()),
                "intensityThen", intensity(window.thenMilligrams()),
                "gramsSaved", Words.number(grams)));
  }

  private static String time(long wallMicros) {
    return TIME.format(Instant.ofEpochSecond(wallMicros / 1_000_000));
  }

  private static String intensity(double milligrams) {
    return Words.number(milligrams / THOUSAND) + " g/kWh";
  }

  @Override
  public Verdict verdict() {
    return told.verdict(
        held,
        "If nobody waits for it, write a checkpoint, pause it and go on then; or begin the next"
            + " such run at that hour.");
  }

  @Override
  public void write(StateWriter out) {
    out.number(VERSION);
    held.write(out);
    told.write(out);
  }

  @Override
  public void read(StateReader in) {
    in.version(rule(), VERSION);
    held.read(in);
    told = Told.read(in);
  }
}
