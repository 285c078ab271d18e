package io.trainwatt.cli.crash;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The long form, as {@code benchmarks/crash.sh} starts it. Arguments: kills, seed, folder, home,
 * checkout. Exits 1 at the first difference, 3 where something never came.
 */
final class CrashMatrixMain {
  private CrashMatrixMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Path checkout = Path.of(args[4]);
    CrashPlan plan =
        new CrashPlan(
            Integer.parseInt(args[0]),
            Long.parseLong(args[1]),
            Path.of(args[2]),
            Path.of(args[3]),
            checkout,
            Influxd.binary(checkout),
            Duration.ofMinutes(20));
    System.exit(run(plan, out));
  }

  private static int run(CrashPlan plan, PrintStream out) throws IOException, InterruptedException {
    try (CrashMatrix matrix = new CrashMatrix(plan, out::println)) {
      // Whoever ends us ends what we started.
      Runtime.getRuntime().addShutdownHook(new Thread(matrix::destroy));
      matrix.run();
      return 0;
    } catch (Difference e) {
      out.println("DIFFERENCE " + e.getMessage());
      return 1;
    } catch (NotReached e) {
      out.println("NOT REACHED " + e.getMessage());
      return 3;
    }
  }
}
