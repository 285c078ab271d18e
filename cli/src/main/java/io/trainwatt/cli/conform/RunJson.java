package io.trainwatt.cli.conform;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.counter.vectors.Meaning;
import io.trainwatt.agent.counter.vectors.VectorResult;
import io.trainwatt.agent.counter.vectors.VectorRun;
import io.trainwatt.cli.console.Json;
import java.util.List;

/** A run of vectors as JSON, in the shape in which the reference tells its own. */
public final class RunJson {
  private RunJson() {}

  /** Every result, and how many there are of each kind. */
  public static ObjectNode of(VectorRun run) {
    ObjectNode all = Json.object();
    ArrayNode vectors = all.putArray("vectors");
    run.results().forEach(result -> vectors.add(result(result)));
    all.put("equal", run.count(VectorResult.Equal.class));
    all.put("differs", run.count(VectorResult.Differs.class));
    all.put("invalid", run.count(VectorResult.Invalid.class));
    return all;
  }

  private static ObjectNode result(VectorResult result) {
    ObjectNode row = Json.object();
    row.put("file", result.file().toString());
    row.put("name", result.name().orElse(null));
    switch (result) {
      case VectorResult.Equal equal -> {
        row.put("outcome", "equal");
        compare(row, equal.actual(), equal.actual());
      }
      case VectorResult.Differs differs -> {
        row.put("outcome", "differs");
        compare(row, differs.expected(), differs.actual());
      }
      case VectorResult.Invalid invalid -> {
        row.put("outcome", "invalid");
        row.put("problem", invalid.problem());
      }
    }
    return row;
  }

  private static void compare(ObjectNode row, Meaning expected, Meaning actual) {
    row.set("expected", meaning(expected));
    row.set("actual", meaning(actual));
    ObjectNode difference = row.putObject("difference");
    actual.minus(expected).forEach(difference::put);
  }

  private static ObjectNode meaning(Meaning meaning) {
    ObjectNode fields = Json.object();
    meaning.figures().forEach(fields::put);
    meaning.lists().forEach((name, list) -> strings(fields.putArray(name), list));
    return fields;
  }

  private static void strings(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }
}
