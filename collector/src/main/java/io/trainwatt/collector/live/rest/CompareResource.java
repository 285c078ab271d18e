package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.compare.Comparer;
import io.trainwatt.collector.live.compare.NodeHardware;
import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.LossMetric;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What runs, or groups of runs, used to come to the same loss. */
@Path("/api/v1/compare")
public final class CompareResource {
  private static final int MOST_RUNS = 200;

  private final Answers answers;

  @Inject
  CompareResource(Answers answers) {
    this.answers = answers;
  }

  /**
   * Compares the runs named, or all that have a label, by its values.
   *
   * @param runs ids or names with commas between
   * @param by a label
   * @param where {@code LABEL=VALUE}: with {@code by}, only runs that have it
   */
  @GET
  public Response compare(
      @QueryParam("runs") @DefaultValue("") String runs,
      @QueryParam("by") @DefaultValue("") String by,
      @QueryParam("where") List<String> where,
      @QueryParam("targetLoss") @DefaultValue("") String targetLoss,
      @QueryParam("metric") @DefaultValue("") String metric,
      @Context Request request) {
    if (runs.isEmpty() == by.isEmpty()) {
      throw Problem.wrongUse(
          "either runs or by is needed, and not both",
          "give ?runs=ID,ID or ?by=LABEL, such as ?by=strategy");
    }
    Comparer.Question question =
        new Comparer.Question(
            by.isEmpty() ? Optional.empty() : Optional.of(by), metric(metric), target(targetLoss));
    return Answers.json(
        request,
        answers.read(
            state ->
                Comparer.compare(
                    by.isEmpty() ? named(state, runs) : labelled(state, by, where),
                    question,
                    new NodeHardware(state))));
  }

  private static Map<String, List<Account.OfRun>> named(ViewState state, String runs) {
    Map<String, List<Account.OfRun>> groups = new LinkedHashMap<>();
    List<String> seen = new ArrayList<>();
    for (String idOrName : runs.split(",", -1)) {
      Account.OfRun run = RunsResource.find(state, idOrName.strip());
      if (seen.contains(run.run())) {
        continue;
      }
      seen.add(run.run());
      groups.put(groups.containsKey(run.name()) ? run.run() : run.name(), List.of(run));
    }
    return bounded(groups);
  }

  private static Map<String, List<Account.OfRun>> labelled(
      ViewState state, String by, List<String> where) {
    List<Account.OfRun> wanted =
        state.runs().stream().filter(run -> where.stream().allMatch(w -> has(run, w))).toList();
    Map<String, List<Account.OfRun>> groups = Comparer.byLabel(wanted, by);
    if (groups.isEmpty()) {
      throw Problem.notFound(
          "no run%s has the label \"%s\"".formatted(where.isEmpty() ? "" : " of those", by),
          "label runs when they start: trainwatt run --label %s=VALUE -- CMD".formatted(by));
    }
    return bounded(groups);
  }

  private static boolean has(Account.OfRun run, String labelAndValue) {
    int equals = labelAndValue.indexOf('=');
    if (equals < 1) {
      throw Problem.wrongUse("where is \"" + labelAndValue + "\"", "give ?where=LABEL=VALUE");
    }
    return labelAndValue
        .substring(equals + 1)
        .equals(run.labels().get(labelAndValue.substring(0, equals)));
  }

  private static Map<String, List<Account.OfRun>> bounded(Map<String, List<Account.OfRun>> groups) {
    int runs = groups.values().stream().mapToInt(List::size).sum();
    if (runs > MOST_RUNS) {
      throw Problem.wrongUse(
          "that is %d runs, at most %d are compared".formatted(runs, MOST_RUNS),
          "narrow them by ?where=LABEL=VALUE");
    }
    return groups;
  }

  private static Optional<LossMetric> metric(String text) {
    return switch (text) {
      case "" -> Optional.empty();
      case "training" -> Optional.of(LossMetric.TRAINING);
      case "validation" -> Optional.of(LossMetric.VALIDATION);
      default ->
          throw Problem.wrongUse("metric is \"" + text + "\"", "it is training or validation");
    };
  }

  private static OptionalDouble target(String text) {
    if (text.isEmpty()) {
      return OptionalDouble.empty();
    }
    try {
      double target = Double.parseDouble(text);
      if (Double.isFinite(target)) {
        return OptionalDouble.of(target);
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Problem.wrongUse("targetLoss is \"" + text + "\"", "give a number, such as 2.5");
  }
}
