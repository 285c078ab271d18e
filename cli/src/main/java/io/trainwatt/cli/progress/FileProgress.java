package io.trainwatt.cli.progress;

import io.trainwatt.agent.progress.file.FileRead;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.agent.progress.update.WorkCounter;
import io.trainwatt.events.progress.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What was read of one file.
 *
 * @param newest the last updates, oldest first; of more than {@link #KEPT} the others are only
 *     counted
 * @param standing the newest of each number
 * @param work from the first position told to the last
 */
public record FileProgress(
    Path file,
    FileRead.Outcome outcome,
    long updates,
    Optional<Update> first,
    List<Update> newest,
    Optional<Update> standing,
    Work work) {

  /** How many updates are kept of a file. */
  public static final int KEPT = 1_000;

  public FileProgress {
    newest = List.copyOf(newest);
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is no regular file or cannot be read
   */
  public static FileProgress read(Path file, Optional<LinePattern> pattern) throws IOException {
    Gathered gathered = new Gathered();
    FileRead.Outcome outcome = FileRead.read(file, pattern, gathered::add);
    return new FileProgress(
        file,
        outcome,
        gathered.updates,
        gathered.first,
        List.copyOf(gathered.newest),
        gathered.standing,
        gathered.counter.work());
  }

  /** Whether it tells of progress at all. */
  public boolean tells() {
    return updates > 0;
  }

  private static final class Gathered {
    private final WorkCounter counter = new WorkCounter();
    private final Deque<Update> newest = new ArrayDeque<>();
    private Optional<Update> first = Optional.empty();
    private Optional<Update> standing = Optional.empty();
    private long updates;

    void add(Update update) {
      updates++;
      counter.at(update);
      first = first.or(() -> Optional.of(update));
      standing = Optional.of(standing.map(update::after).orElse(update));
      newest.add(update);
      if (newest.size() > KEPT) {
        newest.remove();
      }
    }
  }
}
