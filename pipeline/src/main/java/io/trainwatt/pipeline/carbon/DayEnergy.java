package io.trainwatt.pipeline.carbon;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.pipeline.state.DamagedState;
import io.trainwatt.pipeline.state.EnumNumbers;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Energy of a subject on a node in one UTC day, in whole microjoules by bucket, place and quality.
 * Written when a bucket closes, not at every tick. Not thread-safe.
 */
public final class DayEnergy {
  private final long day;
  private final List<Column> columns = new ArrayList<>(1);
  private @Nullable FigureSum figures;
  private long figuresRevision;

  private static final class Column {
    private final Optional<GridPlace> place;
    private final Quality quality;
    private final long[] microjoules = new long[Buckets.A_DAY];

    private Column(Optional<GridPlace> place, Quality quality) {
      this.place = place;
      this.quality = quality;
    }
  }

  /** An empty one, of a day counted from 1970-01-01. */
  public DayEnergy(long day) {
    this.day = day;
  }

  /** Days since 1970-01-01. */
  public long day() {
    return day;
  }

  void add(long bucket, Optional<GridPlace> place, Quality quality, long microjoules) {
    long[] row = column(place, quality).microjoules;
    int at = Buckets.inDay(bucket);
    row[at] = Math.addExact(row[at], microjoules);
    figures = null;
  }

  private Column column(Optional<GridPlace> place, Quality quality) {
    for (Column column : columns) {
      if (column.quality == quality && column.place.equals(place)) {
        return column;
      }
    }
    Column fresh = new Column(place, quality);
    columns.add(fresh);
    return fresh;
  }

  /** Energy by place, all qualities together; energy without a place is of the first one named. */
  List<Placed> byPlace(GridPlace first) {
    List<Placed> placed = new ArrayList<>(1);
    for (Column column : columns) {
      GridPlace place = column.place.orElse(first);
      long[] sums = sums(placed, place);
      for (int i = 0; i < Buckets.A_DAY; i++) {
        sums[i] = Math.addExact(sums[i], column.microjoules[i]);
      }
    }
    return placed;
  }

  private static long[] sums(List<Placed> placed, GridPlace place) {
    for (Placed known : placed) {
      if (known.place.equals(place)) {
        return known.microjoules;
      }
    }
    Placed fresh = new Placed(place, new long[Buckets.A_DAY]);
    placed.add(fresh);
    return fresh.microjoules;
  }

  /** A day's energy in one place, by bucket. */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves the package
  record Placed(GridPlace place, long[] microjoules) {}

  /** Whether any of its energy belongs to a zone. */
  boolean touches(String zone, GridPlace first) {
    for (Column column : columns) {
      if (Figures.zone(column.place.orElse(first)).equals(zone)) {
        return true;
      }
    }
    return false;
  }

  /** Zones of its places, as they were said. */
  Stream<String> zones() {
    return columns.stream().map(column -> Figures.zone(column.place.orElse(GridPlace.UNSAID)));
  }

  void forgetFigures() {
    figures = null;
  }

  @Nullable FigureSum figures() {
    return figures;
  }

  long figuresRevision() {
    return figuresRevision;
  }

  void figures(FigureSum sum, long revision) {
    figures = sum;
    figuresRevision = revision;
  }

  /** Bytes of a day. */
  public static final class Format implements StateFormat<DayEnergy> {
    private static final int VERSION = 1;

    @Override
    public void write(DayEnergy value, StateWriter out) {
      out.number(VERSION);
      out.number(value.day);
      out.number(value.columns.size());
      for (Column column : value.columns) {
        GridPlace.write(column.place, out);
        out.number(EnumNumbers.of(column.quality));
        write(column.microjoules, out);
      }
    }

    // Only from the first bucket that has energy to the last.
    private static void write(long[] row, StateWriter out) {
      int from = 0;
      int to = row.length;
      while (from < to && row[from] == 0) {
        from++;
      }
      while (to > from && row[to - 1] == 0) {
        to--;
      }
      out.number(from);
      out.number(to - from);
      for (int i = from; i < to; i++) {
        out.number(row[i]);
      }
    }

    @Override
    public DayEnergy read(StateReader in) {
      in.version("a day's energy", VERSION);
      DayEnergy day = new DayEnergy(in.number());
      int columns = in.count();
      for (int i = 0; i < columns; i++) {
        Column column = new Column(GridPlace.read(in), EnumNumbers.quality(in.count()));
        int from = in.count();
        int count = in.count();
        if (from < 0 || count < 0 || from + count > Buckets.A_DAY) {
          throw new DamagedState("buckets %d to %d of a day".formatted(from, from + count));
        }
        for (int at = from; at < from + count; at++) {
          column.microjoules[at] = in.number();
        }
        day.columns.add(column);
      }
      return day;
    }
  }
}
