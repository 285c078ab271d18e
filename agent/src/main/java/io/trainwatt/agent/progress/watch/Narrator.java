package io.trainwatt.agent.progress.watch;

import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.Sender;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.agent.progress.file.FileFacts.FileKey;
import io.trainwatt.agent.progress.file.FileFormat;
import io.trainwatt.agent.progress.update.Update;
import io.trainwatt.agent.progress.update.WorkCounter;
import io.trainwatt.events.progress.Scope;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What all files of one format tell of one run. One file leads: its positions are the run's. A file
 * made after its last word (a training that was resumed writes a new one), or that tells when it
 * has been silent for a minute, leads from then on, and its positions add from there; files beside
 * it add validation losses. Used by one thread.
 */
final class Narrator {

  private static final System.Logger LOG = System.getLogger(Narrator.class.getName());
  private static final long SILENT_NANOS = Duration.ofMinutes(1).toNanos();
  private static final SenderFacts FACTS =
      new SenderFacts(
          1, Scope.JOB, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  private final String run;
  private final long startedMicros;
  private final FileFormat format;
  private final ProgressBook book;
  private final Optional<Bookmark> stored;
  private final WorkCounter counter;
  private @Nullable Followed leader;
  private @Nullable Update old;
  private @Nullable Sender sender;
  private boolean told;
  private boolean changed;

  Narrator(String run, long startedMicros, FileFormat format, ProgressBook book) {
    this.run = run;
    this.startedMicros = startedMicros;
    this.format = format;
    this.book = book;
    this.stored = book.bookmark(run, format.source()).flatMap(Bookmark::decode);
    this.counter = stored.map(Bookmark::counter).orElseGet(WorkCounter::new);
    if (stored.isPresent()) {
      // Unless its file is found again, another's positions begin anew.
      told = true;
    }
  }

  /** Where an earlier process of the agent stopped reading this file, else 0. */
  long placeIn(FileKey file) {
    return stored.filter(mark -> mark.file().equals(file)).map(Bookmark::place).orElse(0L);
  }

  /** The leader of an earlier process leads on. */
  void found(Followed file) {
    if (leader == null && placeIn(file.tail().facts().key()) > 0) {
      leader = file;
    }
  }

  /**
   * A file tells something.
   *
   * @param before whether it was written before the run was measured
   */
  void take(Update update, Followed file, boolean before, Moment now) {
    boolean written =
        update.wallMicros().isPresent() ? update.wallMicros().getAsLong() < startedMicros : before;
    if (!leads(update, file, now)) {
      if (update.validationLoss().isPresent() && !written) {
        report(update.validationAlone(), file, now);
      }
      return;
    }
    if (written) {
      counter.standsAt(update);
      Update older = old;
      old = older == null ? update : update.after(older);
      return;
    }
    tellOld(file, now);
    counter.at(update);
    report(update, file, now);
  }

  private boolean leads(Update update, Followed file, Moment now) {
    Followed first = leader;
    if (file == first) {
      return true;
    }
    boolean may =
        !file.isOfValidation() && (update.loss().isPresent() || update.step().isPresent());
    if (!may || (first != null && !mayFollow(first, file, now))) {
      return false;
    }
    if (format != FileFormat.TRAINER_STATE && (first != null || told)) {
      counter.beginAnew();
    }
    leader = file;
    LOG.log(
        System.Logger.Level.INFO,
        "progress of run {0} is read from {1} ({2})",
        run,
        file.called(),
        format.source());
    return true;
  }

  private boolean mayFollow(Followed first, Followed file, Moment now) {
    // Each checkpoint is a new file; the newest says where the run is, in whatever order they are
    // read.
    if (format == FileFormat.TRAINER_STATE) {
      return file.tail().lastWrittenMicros() >= first.tail().lastWrittenMicros();
    }
    return file.follows(first) || now.nanos() - first.grewNanos() >= SILENT_NANOS;
  }

  /** What stood in the file before the run was measured is where it begins. */
  void tellOld(Followed file, Moment now) {
    Update standing = old;
    if (standing != null && file == leader) {
      old = null;
      report(standing, file, now);
    }
  }

  private void report(Update update, Followed file, Moment now) {
    Sender speaking = sender;
    if (speaking == null || speaking.rank() != file.rank()) {
      speaking = new Sender(run, file.rank(), format.source(), 0);
      if (!book.follow(speaking, FACTS)) {
        return;
      }
      sender = speaking;
    }
    told = true;
    changed = true;
    book.report(
        speaking, now.report(update, counter.work(), file.tail().modifiedMicros(), startedMicros));
  }

  /** After a pass: how far the leader was read is stored with what it said. */
  void mark() {
    Followed first = leader;
    if (changed && first != null) {
      changed = false;
      Bookmark mark = new Bookmark(first.tail().facts().key(), first.place(), counter);
      book.bookmark(run, format.source(), mark.encode());
    }
  }

  /** Whose positions are the run's. */
  Optional<Followed> leader() {
    return Optional.ofNullable(leader);
  }
}
