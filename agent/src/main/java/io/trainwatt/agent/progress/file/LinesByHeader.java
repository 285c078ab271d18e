package io.trainwatt.agent.progress.file;

import io.trainwatt.agent.progress.csv.CsvTable;
import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Update;
import java.util.Optional;

/**
 * Lines of a log, which may be a table for all its name says: Keras' own example of a CSVLogger
 * writes {@code training.log}.
 */
final class LinesByHeader implements LineParser {

  private final LineParser lines;
  private final CsvTable table = new CsvTable();
  private boolean first = true;
  private boolean isTable;

  LinesByHeader(LineParser lines) {
    this.lines = lines;
  }

  @Override
  public Optional<Update> line(String line) {
    if (first) {
      first = false;
      isTable = CsvTable.isHeader(line);
    }
    return isTable ? table.line(line) : lines.line(line);
  }

  @Override
  public void restarted() {
    first = true;
    table.restarted();
    lines.restarted();
  }

  @Override
  public boolean needsHead() {
    return true;
  }
}
