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
import io.trainwatt.collector.live.report.RowsReport;
import io.trainwatt.collector.live.report.RunReport;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
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
  /**
   * Rows in one event of all there is: little enough that a page stays quick while it reads them.
   */
  private static final int ROWS_AT_ONCE = 100;

  /** The most clients of one instance. */
  static final int MAX_CLIENTS = 256;

  private final LiveView view;
  private final List<LiveClient> clients = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** What a client is sent: a name, one line of JSON, and the subject it is about, if of one. */
  record Event(String name, String data, String subject) {}

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
   * @param interest what the client wants to be told
   * @param disconnect closes the connection of a client that does not keep up
   */
  Multi<Event> stream(Interest interest, Runnable disconnect) {
    return Uni.createFrom()
        .completionStage(ready)
        .onItem()
        .transformToMulti(done -> join(interest, disconnect));
  }

  private Multi<Event> join(Interest interest, Runnable disconnect) {
    if (clients.size() >= MAX_CLIENTS) {
      return Multi.createFrom()
          .failure(
              Problem.notYet(
                  MAX_CLIENTS + " clients listen already",
                  "close a page or start another collector"));
    }
    LiveClient client = new LiveClient(interest, clients::remove, disconnect);
    // Joined and read under one lock: nothing that comes later is missed.
    List<Event> snapshot =
        view.read(
            state -> {
              clients.add(client);
              return snapshot(state, interest);
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
    for (Event event : view.read(state -> events(state, changes))) {
      clients.forEach(client -> client.send(event));
    }
  }

  private static List<Event> snapshot(ViewState state, Interest interest) {
    List<Event> all = new ArrayList<>();
    List<Subject> subjects = new ArrayList<>();
    state.runs().forEach(run -> subjects.add(run.subject()));
    state.nodes().forEach(node -> subjects.add(node.subject()));
    if (interest.rows()) {
      for (int at = 0; at < subjects.size(); at += ROWS_AT_ONCE) {
        rows(state, subjects.subList(at, Math.min(subjects.size(), at + ROWS_AT_ONCE)))
            .ifPresent(all::add);
      }
    }
    subjects.stream()
        .filter(subject -> interest.covers(subject.key()))
        .forEach(subject -> whole(state, subject).ifPresent(all::add));
    state.alerts().forEach(alert -> all.add(alert(state, alert)));
    all.add(new Event("ready", "{}", ""));
    return all;
  }

  /** What somebody wants of it: nothing is made for nobody. */
  private List<Event> events(ViewState state, List<Change> changes) {
    List<Interest> interests = clients.stream().map(LiveClient::interest).distinct().toList();
    List<Event> events = new ArrayList<>();
    List<Subject> accounts = new ArrayList<>();
    for (Change change : changes) {
      switch (change) {
        case Change.OfSeries added -> {
          if (isWanted(interests, added.point().subject())) {
            events.add(series(added.point()));
          }
        }
        case Change.OfAlert alert -> events.add(alert(state, alert.alert()));
        case Change.OfAccount account -> {
          accounts.add(account.subject());
          if (isWanted(interests, account.subject())) {
            whole(state, account.subject()).ifPresent(events::add);
          }
        }
      }
    }
    if (interests.stream().anyMatch(Interest::rows)) {
      rows(state, accounts).ifPresent(events::add);
    }
    return events;
  }

  private static boolean isWanted(List<Interest> interests, Subject subject) {
    return interests.stream().anyMatch(interest -> interest.covers(subject.key()));
  }

  private static Optional<Event> rows(ViewState state, List<Subject> subjects) {
    RowsReport rows = RowsReport.of(state, subjects);
    return rows.nothing()
        ? Optional.empty()
        : Optional.of(new Event(RowsReport.EVENT, Json.text(rows), ""));
  }

  private static Optional<Event> whole(ViewState state, Subject subject) {
    return switch (subject) {
      case Subject.OfRun run ->
          state
              .runOfId(run.id())
              .map(found -> new Event("run", Json.text(RunReport.of(state, found)), subject.key()));
      case Subject.OfNode node ->
          state
              .node(node.id())
              .map(
                  found ->
                      new Event("node", Json.text(NodeReport.of(state, found)), subject.key()));
      case Subject.OfCluster ignored -> Optional.empty();
    };
  }

  private static Event series(SeriesPoint point) {
    String subject = point.subject().key();
    return new Event("series", Json.text(new SeriesEvent(subject, PointReport.of(point))), subject);
  }

  private static Event alert(ViewState state, Alert alert) {
    return new Event("alert", Json.text(AlertReport.of(state, alert)), "");
  }
}
