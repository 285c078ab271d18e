package io.trainwatt.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Paint;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.stack.LocalStack;
import io.trainwatt.cli.stack.PartState;
import io.trainwatt.cli.stack.StackSettings;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    header = "Say how broker, collector and agent are.",
    footer = {
      "",
      "Example:  trainwatt status --json",
      "Exit:     0 all answer, 1 something is down"
    })
final class StatusCommand extends Subcommand {
  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() {
    StackSettings settings = StackSettings.of(environment());
    List<PartState> states = LocalStack.look(settings);
    boolean allUp = states.stream().allMatch(s -> s.health() == PartState.Health.UP);
    if (json) {
      output().text(Json.pretty(asJson(settings, states, allUp)));
    } else {
      states.forEach(state -> output().line(line(state, output().paint())));
      output().line("data       " + settings.dataDir());
      if (!allUp) {
        output().note("→ `trainwatt up` starts what is down");
      }
    }
    return allUp ? 0 : Refusal.NO;
  }

  private static String line(PartState state, Paint paint) {
    String health = "%-8s".formatted(word(state.health()));
    String shown =
        switch (state.health()) {
          case UP -> paint.green(health);
          case SILENT -> paint.yellow(health);
          case CRASHED -> paint.red(health);
          case DOWN -> paint.dim(health);
        };
    String pid = state.pid().isPresent() ? "process " + state.pid().getAsLong() + ", " : "";
    return "%-10s %s %s%s".formatted(state.part().label(), shown, pid, state.detail());
  }

  private static ObjectNode asJson(StackSettings settings, List<PartState> states, boolean allUp) {
    ObjectNode node = Json.object();
    node.put("up", allUp);
    node.put("url", settings.url());
    node.put("bootstrapServers", settings.bootstrapServers());
    node.put("dataDir", settings.dataDir().toString());
    ArrayNode parts = node.putArray("parts");
    for (PartState state : states) {
      ObjectNode part = parts.addObject();
      part.put("part", state.part().label());
      part.put("state", word(state.health()));
      state.pid().ifPresent(pid -> part.put("pid", pid));
      part.put("detail", state.detail());
    }
    return node;
  }

  private static String word(PartState.Health health) {
    return health.name().toLowerCase(Locale.ROOT);
  }
}
