package io.trainwatt.collector.sink.influx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a batch in one request, and where the server refuses it halves it until each point that it
 * will not have stands alone. Good points may be written more than once on the way, which changes
 * nothing.
 */
final class BatchWriter {
  private final LineWriter writer;

  BatchWriter(LineWriter writer) {
    this.writer = writer;
  }

  /** A point the server will not have, and why. */
  record Poison(PendingPoint point, String reason) {}

  /**
   * What became of a batch.
   *
   * @param poison what must be parked; all the rest is written
   * @param unavailable present when the server could not be asked to the end: nothing is decided
   */
  record Outcome(List<Poison> poison, Optional<WriteResult.Unavailable> unavailable) {
    Outcome {
      poison = List.copyOf(poison);
    }
  }

  /** Writes in requests of at most {@code most} points. */
  Outcome write(List<PendingPoint> batch, int most) {
    List<Poison> poison = new ArrayList<>();
    for (int from = 0; from < batch.size(); from += most) {
      int to = Math.min(batch.size(), from + most);
      Optional<WriteResult.Unavailable> unavailable = write(batch.subList(from, to), poison);
      if (unavailable.isPresent()) {
        return new Outcome(poison, unavailable);
      }
    }
    return new Outcome(poison, Optional.empty());
  }

  private Optional<WriteResult.Unavailable> write(List<PendingPoint> part, List<Poison> poison) {
    return switch (writer.write(part.stream().map(PendingPoint::line).toList())) {
      case WriteResult.Written written -> Optional.empty();
      case WriteResult.Unavailable unavailable -> Optional.of(unavailable);
      case WriteResult.Refused refused -> halve(part, refused, poison);
    };
  }

  private Optional<WriteResult.Unavailable> halve(
      List<PendingPoint> part, WriteResult.Refused refused, List<Poison> poison) {
    if (part.size() == 1) {
      poison.add(new Poison(part.getFirst(), refused.reason()));
      return Optional.empty();
    }
    int middle = part.size() / 2;
    Optional<WriteResult.Unavailable> first = write(part.subList(0, middle), poison);
    return first.isPresent() ? first : write(part.subList(middle, part.size()), poison);
  }
}
