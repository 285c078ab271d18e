package io.trainwatt.collector;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starts the service. Exit codes: 0 it was told to end, 2 its settings are wrong, 3 something it
 * needs is missing, such as its port.
 */
@QuarkusMain
public final class CollectorMain {
  private CollectorMain() {}

  public static void main(String... args) {
    List<String> faults = new ArrayList<>();
    SettingNames known = new SettingNames(CollectorSettings.class, CollectorSettings.PREFIX);
    for (String arg : args) {
      faults.add("unknown argument " + arg + ": the collector takes settings, not arguments");
    }
    faults.addAll(known.unknownVariables(System.getenv().keySet()));
    faults.addAll(known.unknownKeys(System.getProperties().stringPropertyNames()));
    if (!faults.isEmpty()) {
      end(new ExitReason(ExitReason.WRONG_USE, String.join(System.lineSeparator(), faults)));
      return;
    }
    Quarkus.run(null, CollectorMain::ended, args);
  }

  private static void ended(int code, @Nullable Throwable failure) {
    if (failure != null) {
      end(ExitReason.of(failure));
    }
    System.exit(code);
  }

  // Before the log is set up, and after it is closed, standard error is all there is.
  private static void end(ExitReason reason) {
    PrintStream err = System.err;
    reason.text().lines().forEach(line -> err.println("trainwatt collector: " + line));
    err.flush();
    System.exit(reason.code());
  }
}
