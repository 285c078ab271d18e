package io.trainwatt.agent.progress.hook;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.events.progress.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A sender's first line, as {@code docs/reference/agent-protocol.md} has it.
 *
 * @param run the run it says it belongs to
 * @param job a name that all processes of its job share, for when nothing here knows its run
 * @param pidNamespace inode of the PID namespace that {@code pid} is of
 * @param wantsAdvice whether it acts on advice, or says what it would do
 */
public record HookHello(
    long pid,
    String source,
    Optional<String> run,
    Optional<String> name,
    Map<String, String> labels,
    int rank,
    SenderFacts facts,
    Optional<String> job,
    OptionalLong pidNamespace,
    boolean wantsAdvice) {

  private static final long VERSION = 1;
  private static final int MAX_RANK = 1 << 24;

  public HookHello {
    labels = Map.copyOf(labels);
  }

  /**
   * @throws MalformedJson naming the field that is missing or wrong
   */
  public static HookHello parse(JsonObject line) throws MalformedJson {
    long version = line.whole("v").orElse(VERSION);
    if (version != VERSION) {
      throw new MalformedJson("field v is " + version + ", this agent speaks 1");
    }
    OptionalLong pid = line.count("pid");
    if (pid.isEmpty()) {
      throw new MalformedJson("field pid is missing");
    }
    SenderFacts facts =
        new SenderFacts(
            small(line, "world_size", 1),
            scope(line),
            line.count("planned_steps"),
            line.count("parameters"),
            line.count("active_parameters"));
    return new HookHello(
        pid.getAsLong(),
        source(line),
        line.text("run").filter(run -> !run.isBlank()),
        line.text("name").filter(name -> !name.isBlank()),
        line.textMap("labels"),
        small(line, "rank", 0),
        facts,
        line.text("job").filter(job -> !job.isBlank()),
        line.count("pid_namespace"),
        wantsAdvice(line));
  }

  private static String source(JsonObject line) throws MalformedJson {
    String source = line.text("source").orElse("hook");
    if (!source.matches("[a-z][a-z0-9_-]{0,31}")) {
      throw new MalformedJson("field source is no short lower-case word");
    }
    return source;
  }

  private static Scope scope(JsonObject line) throws MalformedJson {
    return switch (line.text("scope").orElse("rank")) {
      case "rank" -> Scope.RANK;
      case "job" -> Scope.JOB;
      default -> throw new MalformedJson("field scope is neither rank nor job");
    };
  }

  private static boolean wantsAdvice(JsonObject line) throws MalformedJson {
    return switch (line.text("act").orElse("")) {
      case "stop", "dry-run" -> true;
      case "" -> false;
      default -> throw new MalformedJson("field act is neither stop nor dry-run");
    };
  }

  private static int small(JsonObject line, String field, int least) throws MalformedJson {
    long value = line.whole(field).orElse(least);
    if (value < least || value > MAX_RANK) {
      throw new MalformedJson("field %s is outside %d to %d".formatted(field, least, MAX_RANK));
    }
    return Math.toIntExact(value);
  }
}
