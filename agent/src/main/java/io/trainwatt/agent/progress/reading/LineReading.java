package io.trainwatt.agent.progress.reading;

import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;
import java.util.function.Consumer;

/** A content of lines. */
public final class LineReading implements Reading {

  private final LineParser parser;
  private final LineSplitter splitter = new LineSplitter(this::line);
  private final ReadingCount count = new ReadingCount();
  private Consumer<Update> updates = LineReading::nobody;
  private boolean amidst;
  private long cut;
  private long undecodable;

  /**
   * @param parser of this content alone
   */
  public LineReading(LineParser parser) {
    this.parser = parser;
  }

  @Override
  public long feed(byte[] bytes, int offset, int length, Consumer<Update> updates) {
    this.updates = updates;
    splitter.feed(bytes, offset, length);
    this.updates = LineReading::nobody;
    note();
    return 0;
  }

  @Override
  public void finish(Consumer<Update> updates) {
    this.updates = updates;
    splitter.finish();
    this.updates = LineReading::nobody;
    note();
  }

  private void note() {
    count.note("lines cut at 16 KiB", splitter.cutLines() - cut);
    count.note("lines with bytes that are no UTF-8", splitter.undecodableLines() - undecodable);
    cut = splitter.cutLines();
    undecodable = splitter.undecodableLines();
  }

  private void line(String line) {
    if (amidst) {
      amidst = false;
      count.leftOut("begins before what is read");
      return;
    }
    Optional<Update> update = parser.line(line);
    if (update.isPresent()) {
      count.told(update.get().format());
      updates.accept(update.get());
    } else {
      count.leftOut(parser.silence());
    }
  }

  private static void nobody(Update update) {}

  @Override
  public long pendingBytes() {
    return splitter.pendingBytes();
  }

  @Override
  public void jumped() {
    splitter.drop();
    amidst = true;
  }

  @Override
  public void restarted() {
    splitter.drop();
    amidst = false;
    parser.restarted();
  }

  @Override
  public boolean needsHead() {
    return parser.needsHead();
  }

  @Override
  public ReadingCount count() {
    return count;
  }
}
