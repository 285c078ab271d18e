package io.trainwatt.collector.live.rest;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.trainwatt.collector.live.Change;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.ViewListener;
import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.report.AlertReport;
import io.trainwatt.collector.live.report.Json;
import io.trainwatt.collector.live.report.NodeReport;
import io.trainwatt.collector.live.report.PointReport;
import io.trainwatt.collector.live.report.RunReport;
import io.trainwatt.events.account.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Tells every connected client what is new. A change becomes text once, however many listen; a
 * client that does not keep up is let go, so that it costs the others nothing.
 */
public final class LiveHub implements ViewListener {
  /** The most clients of one instance. */
  static final int MAX_CLIENTS = 256;

  private final LiveView view;
  private final List<LiveClient> clients = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** What a client is sent: a name and one line of JSON. */
  record Event(String name, String data) {}

  private record SeriesEvent(String subject, PointReport point) {}

  /** A hub that hears the view from now on. */
  public LiveHub(LiveView view) {
    this.view = view;
    view.listen(this);
  }

  /** How many clients listen. */
  public int clients() {
    return clients.size();
  }

  /** Keeps proxies from closing quiet connections. Called every few seconds. */
  public void heartbeat() {
    clients.forEach(client -> client.send(LiveClient.HEARTBEAT));
  }

  /**
   * All there is, then {@code ready}, then changes; begins when the view has caught up.
   *
   * @param disconnect closes the connection of a client that does not keep up
   */
  Multi<Event> stream(Runnable disconnect) {
    return Uni.createFrom()
        .completionStage(ready)
        .onItem()
        .transformToMulti(done -> join(disconnect));
  }

  private Multi<Event> join(Runnable disconnect) {
    if (clients.size() >= MAX_CLIENTS) {
      return Multi.createFrom()
          .failure(
              Problem.notYet(
                  MAX_CLIENTS + " clients listen already",
                  "close a page or start another collector"));
    }
    LiveClient client = new LiveClient(clients::remove, disconnect);
    // Joined and read under one lock: nothing that comes later is missed.
    List<Event> snapshot =
        view.read(
            state -> {
              clients.add(client);
              return snapshot(state);
            });
    return Multi.createBy()
        .concatenating()
        .streams(Multi.createFrom().iterable(snapshot), client.changes())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .onTermination()
        .invoke(client::leave);
  }

  @Override
  public void changed(List<Change> changes) {
    if (view.caughtUp()) {
      ready.complete(null);
    }
    if (clients.isEmpty()) {
      return;
    }
    for (Object answer : view.read(state -> answers(state, changes))) {
      Event event = event(answer);
      clients.forEach(client -> client.send(event));
    }
  }

  private static List<Event> snapshot(ViewState state) {
    List<Event> all = new ArrayList<>();
    state.runs().forEach(run -> all.add(event(RunReport.of(state, run))));
    state.nodes().forEach(node -> all.add(event(NodeReport.of(state, node))));
    state.alerts().forEach(alert -> all.add(event(AlertReport.of(alert))));
    all.add(new Event("ready", "{}"));
    return all;
  }

  private static List<Object> answers(ViewState state, List<Change> changes) {
    List<Object> answers = new ArrayList<>();
    for (Change change : changes) {
      switch (change) {
        case Change.OfSeries added ->
            answers.add(
                new SeriesEvent(added.point().subject().key(), PointReport.of(added.point())));
        case Change.OfAlert alert -> answers.add(AlertReport.of(alert.alert()));
        case Change.OfAccount account -> of(state, account.subject()).ifPresent(answers::add);
      }
    }
    return answers;
  }

  private static Optional<Object> of(ViewState state, Subject subject) {
    return switch (subject) {
      case Subject.OfRun run -> state.run(run.id()).map(found -> RunReport.of(state, found));
      case Subject.OfNode node -> state.node(node.id()).map(found -> NodeReport.of(state, found));
      case Subject.OfCluster ignored -> Optional.empty();
    };
  }

  private static Event event(Object answer) {
    String name =
        switch (answer) {
          case RunReport run -> "run";
          case NodeReport node -> "node";
          case AlertReport alert -> "alert";
          default -> "series";
        };
    return new Event(name, Json.text(answer));
  }
}
