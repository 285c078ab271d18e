package io.trainwatt.pipeline.meter;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sequences of a node were seen: all from the lowest to the highest but for some gaps. The
 * answer does not depend on the order of arrival. Not thread-safe.
 *
 * <p>Only so many gaps are kept; beyond that the oldest is closed: its sequences stay missing, and
 * one of them that still comes counts as repeated.
 */
final class SequenceBook {
  static final int MAX_GAPS = 256;

  /** What a sequence means to what was seen before. */
  enum Sight {
    /** Higher than all before. */
    NEWEST,
    /** Not seen before, but a higher one was. */
    LATE,
    REPEATED
  }

  private record Gap(long from, long to) {
    long size() {
      return to - from + 1;
    }
  }

  private boolean any;
  private long lowest;
  private long highest;
  private long missing;
  private final List<Gap> gaps = new ArrayList<>(0);

  /** Takes a sequence into the book. */
  Sight see(long sequence) {
    if (!any) {
      any = true;
      lowest = sequence;
      highest = sequence;
      return Sight.NEWEST;
    }
    if (sequence > highest) {
      open(gaps.size(), highest + 1, sequence - 1);
      highest = sequence;
      return Sight.NEWEST;
    }
    if (sequence < lowest) {
      open(0, sequence + 1, lowest - 1);
      lowest = sequence;
      return Sight.LATE;
    }
    return fill(sequence) ? Sight.LATE : Sight.REPEATED;
  }

  /** Sequences not seen between the lowest and the highest. */
  long missing() {
    return missing;
  }

  private void open(int place, long from, long to) {
    if (from > to) {
      return;
    }
    gaps.add(place, new Gap(from, to));
    missing += to - from + 1;
    if (gaps.size() > MAX_GAPS) {
      gaps.removeFirst();
    }
  }

  private boolean fill(long sequence) {
    for (int i = gaps.size() - 1; i >= 0; i--) {
      Gap gap = gaps.get(i);
      if (sequence > gap.to) {
        return false;
      }
      if (sequence >= gap.from) {
        split(i, gap, sequence);
        missing--;
        return true;
      }
    }
    return false;
  }

  private void split(int place, Gap gap, long sequence) {
    gaps.remove(place);
    if (sequence < gap.to) {
      gaps.add(place, new Gap(sequence + 1, gap.to));
    }
    if (sequence > gap.from) {
      gaps.add(place, new Gap(gap.from, sequence - 1));
    }
  }

  void write(StateWriter out) {
    out.flag(any);
    out.number(lowest);
    out.number(highest - lowest);
    out.number(missing);
    out.number(gaps.size());
    for (Gap gap : gaps) {
      out.number(gap.from - lowest);
      out.number(gap.size());
    }
  }

  static SequenceBook read(StateReader in) {
    SequenceBook book = new SequenceBook();
    book.any = in.flag();
    book.lowest = in.number();
    book.highest = book.lowest + in.number();
    book.missing = in.number();
    int count = in.count();
    for (int i = 0; i < count; i++) {
      long from = book.lowest + in.number();
      book.gaps.add(new Gap(from, from + in.number() - 1));
    }
    return book;
  }
}
