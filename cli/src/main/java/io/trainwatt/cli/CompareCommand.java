package io.trainwatt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.cli.console.Refusal;
import io.trainwatt.cli.report.ComparisonText;
import io.trainwatt.cli.rest.CollectorClient;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    header = "Say what ways of training used to come to the same loss.",
    description = {
      "Runs by name or id, or all runs that have a label, by its values. Runs of one value are",
      "repeats of one way of training: of two or more there is a 95 %% interval. Waits, at most 10 s,",
      "for the end of runs that ended on this machine a moment ago."
    },
    footer = {
      "",
      "Example:  trainwatt compare --by strategy --target-loss 2.5",
      "Settings: TRAINWATT_HTTP_PORT",
      "Exit:     0 compared, 1 there is no such run or label, or none has a loss,",
      "          2 wrong use, 3 no collector answers"
    })
final class CompareCommand extends Subcommand {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  enum Metric {
    training,
    validation
  }

  @Parameters(paramLabel = "RUN", arity = "0..*", description = "Ids or names.")
  List<String> runs = new ArrayList<>();

  @Option(names = "--by", paramLabel = "LABEL", description = "Compare by the values of a label.")
  Optional<String> by = Optional.empty();

  @Option(
      names = "--where",
      paramLabel = "LABEL=VALUE",
      description = "With --by: only runs that have it; may be given several times.")
  List<String> where = new ArrayList<>();

  @Option(
      names = "--target-loss",
      paramLabel = "LOSS",
      description = "The loss to come to; by default the highest of the best, which all reached.")
  Optional<Double> targetLoss = Optional.empty();

  @Option(
      names = "--metric",
      description =
          "${COMPLETION-CANDIDATES}; by default validation where every run told it twice at least.")
  Optional<Metric> metric = Optional.empty();

  @Option(names = "--json", description = "Print facts as JSON.")
  boolean json;

  CompareCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public Integer call() throws IOException {
    if (runs.isEmpty() == by.isEmpty()) {
      throw Refusal.wrongUse(
          "give either runs or --by LABEL", "`trainwatt runs` lists runs with their names");
    }
    JsonNode comparison =
        switch (CollectorLookup.ask(environment(), this::compare)) {
          case CollectorClient.Reply.Done(JsonNode answer) -> answer;
          case CollectorClient.Reply.Not(int status, String error, String remedy) ->
              throw status == HttpURLConnection.HTTP_BAD_REQUEST
                  ? Refusal.wrongUse(error, remedy)
                  : Refusal.no(error, remedy);
        };
    output().text(json ? Json.pretty(comparison) : ComparisonText.of(comparison, output().paint()));
    return comparison.has("targetLoss") ? 0 : Refusal.NO;
  }

  private CollectorClient.Reply compare(CollectorClient collector) throws IOException {
    JustEnded.await(environment(), output(), collector, runs);
    return collector.call("GET", path(), Json.object(), LIMIT);
  }

  private String path() {
    List<String> query = new ArrayList<>();
    if (by.isPresent()) {
      query.add("by=" + CollectorClient.segment(by.get()));
    } else {
      query.add("runs=" + String.join(",", runs.stream().map(CollectorClient::segment).toList()));
    }
    where.forEach(one -> query.add("where=" + CollectorClient.segment(one)));
    targetLoss.ifPresent(loss -> query.add(String.format(Locale.ROOT, "targetLoss=%s", loss)));
    metric.ifPresent(one -> query.add("metric=" + one));
    return "/api/v1/compare?" + String.join("&", query);
  }
}
