package io.trainwatt.agent.advice;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.events.sample.SensorEvent;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a hook did about advice, as {@code docs/reference/agent-protocol.md} has it.
 *
 * @param id of the advice
 * @param kind of the event: "adviceStopping", ...
 * @param step the framework's own, where it was then
 */
public record Outcome(String id, String kind, OptionalLong step) {

  private static final int MAX_ID = 200;
  private static final Map<String, String> KINDS =
      Map.of(
          "heard", "adviceHeard",
          "dry_run", "adviceDryRun",
          "stopping", "adviceStopping",
          "stopped", "adviceStopped",
          "ignored", "adviceIgnored",
          "withdrawn", "adviceWithdrawn",
          "too_late", "adviceTooLate",
          "outdated", "adviceOutdated");

  /**
   * @throws MalformedJson naming the field that is missing or wrong
   */
  public static Outcome parse(JsonObject line) throws MalformedJson {
    String id = line.text("id").orElse("");
    if (id.isBlank() || id.length() > MAX_ID) {
      throw new MalformedJson("field id is missing or over " + MAX_ID + " characters");
    }
    String kind = KINDS.get(line.text("outcome").orElse(""));
    if (kind == null) {
      throw new MalformedJson(
          "field outcome is none of heard, dry_run, stopping, stopped, ignored, withdrawn,"
              + " too_late, outdated");
    }
    return new Outcome(id, kind, line.count("step"));
  }

  /** As the samples carry it. */
  SensorEvent event(String run, int rank, long wallMicros) {
    String where = step.isPresent() ? ", step " + step.getAsLong() : "";
    return new SensorEvent(
        "run/" + run,
        kind,
        wallMicros,
        Optional.empty(),
        OptionalLong.empty(),
        "advice " + id + ", rank " + rank + where);
  }
}
