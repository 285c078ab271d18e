package io.trainwatt.agent.progress.reading;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Cuts an output into lines as it passes: at line feeds and at carriage returns, as progress bars
 * use them. Colours and backspaces are taken out and bad UTF-8 is replaced. Of a line longer than
 * the bound only its beginning is kept, so memory is bounded whatever is printed. Used by one
 * thread.
 */
public final class LineSplitter {

  /** What is kept of one line, in bytes. */
  public static final int MAX_LINE_BYTES = 16 << 10;

  private static final Pattern ESCAPE =
      Pattern.compile(
          "\\u001b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)|.)");

  private final Consumer<String> lines;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
  private boolean cut;
  private long cutLines;
  private long undecodableLines;
  private long pendingBytes;

  /**
   * @param lines takes each line that is not empty, without its end
   */
  public LineSplitter(Consumer<String> lines) {
    this.lines = lines;
  }

  /** The next bytes of the output. */
  public void feed(byte[] bytes, int offset, int length) {
    int start = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        keep(bytes, start, i);
        endLine();
        start = i + 1;
      }
    }
    keep(bytes, start, end);
    pendingBytes = start == offset ? pendingBytes + length : end - start;
  }

  /** Bytes taken since the last line's end. */
  public long pendingBytes() {
    return pendingBytes;
  }

  /** Forgets the line that has no end yet. */
  public void drop() {
    line.reset();
    cut = false;
    pendingBytes = 0;
  }

  /** The output is over: what stands without a line end is a line too. */
  public void finish() {
    endLine();
    pendingBytes = 0;
  }

  /** Lines with bytes that are no UTF-8. */
  public long undecodableLines() {
    return undecodableLines;
  }

  /** Lines of which only the beginning was kept. */
  public long cutLines() {
    return cutLines;
  }

  private void keep(byte[] bytes, int start, int end) {
    int room = MAX_LINE_BYTES - line.size();
    int kept = Math.min(room, end - start);
    line.write(bytes, start, kept);
    cut |= kept < end - start;
  }

  private void endLine() {
    if (line.size() > 0) {
      String text = line.toString(StandardCharsets.UTF_8);
      line.reset();
      undecodableLines += text.indexOf('\ufffd') >= 0 ? 1 : 0;
      String plain = text.indexOf('\u001b') < 0 ? text : ESCAPE.matcher(text).replaceAll("");
      lines.accept(plain.indexOf('\b') < 0 ? plain : plain.replace("\b", ""));
    }
    cutLines += cut ? 1 : 0;
    cut = false;
  }
}
