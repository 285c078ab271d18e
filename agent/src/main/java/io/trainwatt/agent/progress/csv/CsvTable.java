package io.trainwatt.agent.progress.csv;

import io.trainwatt.agent.progress.reading.LineParser;
import io.trainwatt.agent.progress.update.Fields;
import io.trainwatt.agent.progress.update.Numbers;
import io.trainwatt.agent.progress.update.Update;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table whose first line names its columns; cells may be empty. Lightning writes the whole file
 * again when a column is added: the rows that were read are then the same with more cells, and are
 * passed over, as long as there are as many.
 */
public final class CsvTable implements LineParser {

  private static final int MOST_COLUMNS = 1_000;
  private static final int LONGEST_HEADER = 4_096;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][\\w/.-]{0,63}");

  private List<String> columns = List.of();
  private char separator = ',';
  private long rows;
  private long known;
  private int firstRow;

  /** Whether a line names columns and a loss among them, and holds nothing else. */
  public static boolean isHeader(String line) {
    char separator = separatorOf(line);
    if (line.indexOf(separator) < 0 || line.length() > LONGEST_HEADER) {
      return false;
    }
    Fields names = new Fields();
    for (String cell : cells(line, separator)) {
      if (!NAME.matcher(cell).matches()) {
        return false;
      }
      names.put(cell, 0);
    }
    return names.withLoss("").isPresent();
  }

  @Override
  public Optional<Update> line(String line) {
    if (columns.isEmpty()) {
      separator = separatorOf(line);
      columns = cells(line, separator);
      return Optional.empty();
    }
    rows++;
    List<String> cells = cells(line, separator);
    if (rows == 1) {
      begin(cells);
    }
    if (rows <= known) {
      return Optional.empty();
    }
    if (cells.size() != columns.size()) {
      return Optional.empty();
    }
    Fields fields = new Fields();
    for (int i = 0; i < cells.size(); i++) {
      String name = columns.get(i);
      Numbers.parse(cells.get(i)).ifPresent(value -> fields.put(name, value));
    }
    return tells() ? fields.withLoss("csv row").or(() -> fields.any("csv row")) : Optional.empty();
  }

  /** Another first row: it is another table, and none of its rows was read. */
  private void begin(List<String> cells) {
    StringBuilder told = new StringBuilder();
    for (int i = 0; i < Math.min(cells.size(), columns.size()); i++) {
      if (!cells.get(i).isEmpty()) {
        told.append(columns.get(i)).append('=').append(cells.get(i)).append('\n');
      }
    }
    // The order of columns changes when one is added.
    int row = told.chars().sum() * 31 + told.length();
    known = row == firstRow ? known : 0;
    firstRow = row;
  }

  /** Whether the table is of a training: one of its columns is a loss. */
  private boolean tells() {
    Fields names = new Fields();
    columns.forEach(column -> names.put(column, 0));
    return names.withLoss("").isPresent();
  }

  private static char separatorOf(String header) {
    for (char candidate : new char[] {',', ';', '\t'}) {
      if (header.indexOf(candidate) >= 0) {
        return candidate;
      }
    }
    return ',';
  }

  private static List<String> cells(String line, char separator) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length() && cells.size() < MOST_COLUMNS; i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  @Override
  public void restarted() {
    columns = List.of();
    known = Math.max(known, rows);
    rows = 0;
  }

  @Override
  public String silence() {
    return "no row with a loss";
  }

  @Override
  public boolean needsHead() {
    return true;
  }
}
