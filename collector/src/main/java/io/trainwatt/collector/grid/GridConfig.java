package io.trainwatt.collector.grid;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What is fed into {@code trainwatt.grid}.
 *
 * @param makers make a source each, once there is something to ask servers with
 * @param keep how far back gaps are filled
 */
public record GridConfig(List<Function<GridHttp, GridSource>> makers, Duration keep) {
  /** No server is waited for longer. */
  static final Duration TIMEOUT = Duration.ofSeconds(5);

  public GridConfig {
    makers = List.copyOf(makers);
  }

  /** Nothing. */
  public static GridConfig none(Duration keep) {
    return new GridConfig(List.of(), keep);
  }

  List<GridSource> sources(GridHttp http) {
    return makers.stream().map(maker -> maker.apply(http)).toList();
  }
}
