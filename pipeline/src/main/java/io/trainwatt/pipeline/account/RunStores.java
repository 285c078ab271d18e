package io.trainwatt.pipeline.account;

import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.carbon.DayEnergy;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.stage.LiveStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** The stores that runs' books are kept in, and the books that are in use. Of one task. */
final class RunStores {
  private final LiveStore<RunPart> parts;
  private final LiveStore<RunFacts> rows;
  private final LiveStore<ProgressBook> progress;
  private final LiveStore<Senders> senders;
  private final LiveStore<DayEnergy> days;
  private final LiveStore<RunCourse> courses;
  private final LiveStore<RunOutlook> outlooks;
  private final Map<String, RunBook> live = new HashMap<>();

  RunStores(ProcessorContext<Object, Object> context) {
    parts = new LiveStore<>(context.getStateStore(RunAccountProcessor.PARTS), new RunPart.Format());
    rows = new LiveStore<>(context.getStateStore(RunAccountProcessor.ROWS), new RunFactsFormat());
    progress =
        new LiveStore<>(
            context.getStateStore(RunAccountProcessor.PROGRESS), new ProgressBook.Format());
    senders =
        new LiveStore<>(context.getStateStore(RunAccountProcessor.SENDERS), new Senders.Format());
    days = new LiveStore<>(context.getStateStore(RunAccountProcessor.DAYS), new DayEnergy.Format());
    courses =
        new LiveStore<>(context.getStateStore(RunAccountProcessor.COURSES), new RunCourse.Format());
    outlooks =
        new LiveStore<>(
            context.getStateStore(RunAccountProcessor.OUTLOOKS), new RunOutlookFormat());
  }

  /** Every run that is stored. */
  Set<String> runs() {
    Set<String> runs = new TreeSet<>(progress.keys());
    parts.keys().forEach(key -> runs.add(Topic.partitionKey(key)));
    rows.keys().forEach(key -> runs.add(Topic.partitionKey(key)));
    return runs;
  }

  /** Every row that is stored. */
  List<RunFacts> rows() {
    List<RunFacts> all = new ArrayList<>();
    rows.keys().forEach(key -> all.add(Objects.requireNonNull(rows.find(key))));
    return all;
  }

  /** A run's book, read from the stores at first use. */
  RunBook book(String run) {
    return live.computeIfAbsent(run, this::load);
  }

  private RunBook load(String run) {
    RunBook book = new RunBook(run);
    String prefix = Topic.key(run, "");
    parts.eachBelow(prefix, (key, part) -> book.parts().put(key.substring(prefix.length()), part));
    book.parts()
        .forEach(
            (node, part) ->
                days.eachBelow(Topic.key(run, node, ""), (key, day) -> part.time().attach(day)));
    rows.eachBelow(prefix, (key, row) -> book.put(row));
    ProgressBook known = progress.find(run);
    if (known != null) {
      book.progress(known);
    }
    RunCourse course = courses.find(run);
    if (course != null) {
      book.course(course);
    }
    senders.eachBelow(
        prefix, (key, said) -> book.senders().put(key.substring(prefix.length()), said));
    RunOutlook outlook = outlooks.find(run);
    if (outlook != null) {
      book.outlook(outlook);
    }
    return book;
  }

  /** A run's energy on a node, as it is; put it after a change. */
  RunPart part(RunBook book, String node) {
    RunPart known = book.parts().get(node);
    return known == null ? new RunPart() : known;
  }

  void put(String run, String node, RunBook book, RunPart part) {
    book.parts().put(node, part);
    parts.put(Topic.key(run, node), part);
    if (part.time().hasChanged()) {
      DayStores.write(part.time(), days, Topic.key(run, node));
    }
  }

  /** Makes sums of energy that is older than is kept by time. */
  void freeze(String run, RunBook book, Figures figures) {
    book.parts()
        .forEach(
            (node, part) -> {
              if (part.time().freeze(figures, node)) {
                put(run, node, book, part);
              }
            });
  }

  /** Makes the next account another version, though no energy came. */
  void touch(String run) {
    RunBook book = book(run);
    book.parts().entrySet().stream()
        .findFirst()
        .ifPresent(
            part -> {
              part.getValue().touch();
              put(run, part.getKey(), book, part.getValue());
            });
  }

  void put(RunBook book, RunFacts row) {
    book.put(row);
    rows.put(Topic.key(row.run(), row.node()), row);
  }

  void removeRow(String run, String node, RunBook book) {
    book.removeRow(node);
    rows.delete(Topic.key(run, node));
  }

  Senders senders(String run, String node) {
    Senders known = senders.find(Topic.key(run, node));
    return known == null ? new Senders() : known;
  }

  void put(String run, String node, RunBook book, Senders said) {
    book.senders().put(node, said);
    senders.put(Topic.key(run, node), said);
  }

  void put(String run, RunCourse course) {
    courses.put(run, course);
  }

  void put(String run, ProgressBook book) {
    progress.put(run, book);
  }

  /**
   * A curve changes a little with every row: it is stored now and then. After a crash it may lack
   * the rows of a few seconds, which no forecast notices.
   */
  void put(String run, RunOutlook outlook) {
    if (outlook.isWorthKeeping()) {
      outlooks.put(run, outlook);
    } else {
      outlooks.hold(run, outlook);
    }
  }

  /** Drops a run's objects: the next look reads them anew. */
  void forget(String run) {
    RunBook book = live.remove(run);
    if (book == null) {
      return;
    }
    progress.forget(run);
    courses.forget(run);
    outlooks.forget(run);
    Set<String> nodes = new TreeSet<>(book.parts().keySet());
    nodes.addAll(book.rows().keySet());
    nodes.addAll(book.senders().keySet());
    for (String node : nodes) {
      forget(run, node);
    }
  }

  /** Drops what is kept of a run on one node. */
  void forget(String run, String node) {
    RunPart part = parts.find(Topic.key(run, node));
    if (part != null) {
      part.time().days().forEach(day -> days.forget(DayStores.key(Topic.key(run, node), day)));
    }
    parts.forget(Topic.key(run, node));
    rows.forget(Topic.key(run, node));
    senders.forget(Topic.key(run, node));
  }

  /** Removes all that is kept of a run: its last account is its last word. */
  void remove(String run) {
    RunBook book = book(run);
    Set<String> nodes = new TreeSet<>(book.parts().keySet());
    nodes.addAll(book.rows().keySet());
    nodes.addAll(book.senders().keySet());
    for (String node : nodes) {
      String key = Topic.key(run, node);
      days.eachBelow(Topic.key(run, node, ""), (day, kept) -> days.delete(day));
      parts.delete(key);
      rows.delete(key);
      senders.delete(key);
    }
    progress.delete(run);
    courses.delete(run);
    outlooks.delete(run);
    live.remove(run);
  }

  /** Drops the objects of all runs. */
  void forgetAll() {
    live.clear();
    parts.forgetAll();
    rows.forgetAll();
    progress.forgetAll();
    senders.forgetAll();
    days.forgetAll();
    courses.forgetAll();
    outlooks.forgetAll();
  }
}
