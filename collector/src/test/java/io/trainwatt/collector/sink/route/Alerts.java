package io.trainwatt.collector.sink.route;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.quantity.Energy;
import java.util.Map;
import java.util.OptionalLong;

/** Alerts of runs that go by one name. */
public final class Alerts {
  public static final long SINCE = 1_795_000_000_000_000L;
  public static final long SECOND = 1_000_000L;

  private Alerts() {}

  public static Alert firing(String run) {
    return alert(run, SINCE, OptionalLong.empty(), 1);
  }

  public static Alert resolved(String run) {
    return alert(run, SINCE, OptionalLong.of(SINCE + 60 * SECOND), 2);
  }

  /** The same, still firing, with figures that have grown. */
  public static Alert grown(String run) {
    return alert(run, SINCE, OptionalLong.empty(), 7);
  }

  /** It fires again, an hour later. */
  public static Alert again(String run) {
    return alert(run, SINCE + 3_600 * SECOND, OptionalLong.empty(), 8);
  }

  public static Alert alert(String run, long since, OptionalLong resolved, long revision) {
    return new Alert(
        "fp-" + run,
        "RunSilent",
        new Subject.OfRun(run),
        Severity.WARNING,
        since,
        resolved,
        "run " + run + " says nothing and uses energy",
        "look at its log",
        Energy.ofMicrojoules(5_000_000 * revision),
        600,
        Map.of("silentSeconds", "60"),
        "docs/reference/alerts.md#runsilent",
        revision,
        since + revision * SECOND,
        Map.of("run", "name of " + run, "team", "vision"));
  }
}
