package io.trainwatt.agent.progress.file;

import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.reading.Reading;
import io.trainwatt.agent.progress.reading.ReadingCount;
import io.trainwatt.agent.progress.tensorboard.TensorBoardReading;
import io.trainwatt.agent.progress.update.Update;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one file from its beginning to its end, as it is read while it grows. */
public final class FileRead {

  private static final int CHUNK = 64 << 10;

  private FileRead() {}

  /** What was read as what. */
  public record Outcome(FileFormat format, long bytes, ReadingCount count) {}

  /**
   * Reads.
   *
   * @param updates takes what each line or record says
   * @throws IOException if it is no regular file or cannot be read
   */
  public static Outcome read(Path file, Optional<LinePattern> pattern, Consumer<Update> updates)
      throws IOException {
    try (FileTail tail = FileTail.open(file, true)) {
      byte[] chunk = new byte[CHUNK];
      int count = tail.read(chunk);
      FileFormat format = format(file, chunk, count);
      Reading reading = format.reading(file.toAbsolutePath(), pattern);
      while (count > 0) {
        long skip = reading.feed(chunk, 0, count, updates);
        tail.seek(tail.position() + skip);
        count = tail.read(chunk);
      }
      reading.finish(updates);
      if (tail.position() > tail.size()) {
        reading.count().note("bytes missing at the end", tail.position() - tail.size());
      }
      return new Outcome(format, tail.size(), reading.count());
    }
  }

  private static FileFormat format(Path file, byte[] head, int length) {
    Path name = file.getFileName();
    return FileFormat.ofName(name == null ? "" : name.toString())
        .orElseGet(
            () ->
                TensorBoardReading.begins(head, length)
                    ? FileFormat.TENSORBOARD
                    : FileFormat.CONSOLE);
  }
}
