package io.trainwatt.cli.conform;

import io.trainwatt.agent.counter.vectors.Meaning;
import io.trainwatt.agent.counter.vectors.VectorResult;
import io.trainwatt.agent.counter.vectors.VectorRun;
import io.trainwatt.cli.console.Paint;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** A run of vectors for a reader: what is not as it should be, and by how much. */
public final class RunText {
  private static final String INDENT = " ".repeat(9);

  private RunText() {}

  /** Lines without their ends. */
  public static List<String> of(VectorRun run, Paint paint) {
    List<String> lines = new ArrayList<>();
    for (VectorResult result : run.results()) {
      switch (result) {
        case VectorResult.Equal equal -> {}
        case VectorResult.Differs differs -> {
          lines.add(paint.red("differs  ") + title(differs));
          differences(differs).forEach(line -> lines.add(INDENT + line));
        }
        case VectorResult.Invalid invalid ->
            lines.add(paint.yellow("invalid  ") + title(invalid) + ": " + invalid.problem());
      }
    }
    lines.add(summary(run));
    return lines;
  }

  private static String title(VectorResult result) {
    return result
        .name()
        .map(name -> name + " (" + result.file() + ")")
        .orElseGet(() -> result.file().toString());
  }

  private static List<String> differences(VectorResult.Differs differs) {
    Meaning expected = differs.expected();
    Meaning actual = differs.actual();
    List<String> lines = new ArrayList<>();
    actual
        .minus(expected)
        .forEach(
            (name, difference) -> {
              if (difference.signum() != 0) {
                BigInteger got = actual.figures().getOrDefault(name, BigInteger.ZERO);
                lines.add(
                    "%s: expected %d, got %d, off by %+d"
                        .formatted(name, got.subtract(difference), got, difference));
              }
            });
    actual
        .lists()
        .forEach(
            (name, got) -> {
              List<String> wanted = expected.lists().getOrDefault(name, List.of());
              if (!wanted.equals(got)) {
                lines.add("%s: expected %s, got %s".formatted(name, wanted, got));
              }
            });
    return lines;
  }

  private static String summary(VectorRun run) {
    long equal = run.count(VectorResult.Equal.class);
    if (equal == run.results().size()) {
      return "%d vectors, all met: 0 µJ of difference".formatted(equal);
    }
    return "%d vectors: %d equal, %d differ, %d invalid"
        .formatted(
            run.results().size(),
            equal,
            run.count(VectorResult.Differs.class),
            run.count(VectorResult.Invalid.class));
  }
}
