package io.trainwatt.cli.run;

import io.trainwatt.agent.progress.reading.LineSplitter;
import io.trainwatt.cli.terminal.Descriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Copies a command's output byte for byte and reads it as it passes, on a thread of its own. Where
 * nobody takes the copy any more, the source is closed, so that the command learns of it as it
 * would without us.
 */
final class OutputTap {
  private static final int CHUNK_BYTES = 64 << 10;

  private final Descriptor from;
  private final Descriptor to;
  private final LineSplitter lines;
  private final Thread thread;

  OutputTap(String name, Descriptor from, Descriptor to, Consumer<String> lines) {
    this.from = from;
    this.to = to;
    this.lines = new LineSplitter(lines);
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::copy);
  }

  void start() {
    thread.start();
  }

  /** Waits until all is copied, at most so long: a process left behind may keep it open. */
  void finish(Duration within) {
    try {
      thread.join(within);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void copy() {
    byte[] chunk = new byte[CHUNK_BYTES];
    try {
      for (int count = from.read(chunk); count > 0; count = from.read(chunk)) {
        to.write(chunk, count);
        lines.feed(chunk, 0, count);
      }
    } catch (IOException e) {
      // Nobody reads on: closing our side below tells the command.
    }
    lines.finish();
    from.close();
  }
}
