package io.trainwatt.collector.grid;

import io.trainwatt.events.grid.GridEvent;
import java.net.URI;
import java.time.Duration;

/** A server that tells of one zone: what all such providers have in common. */
abstract class ZoneSource implements GridSource {
  private final String kind;
  private final Duration interval;
  private final Duration lookback;
  final GridHttp http;
  final URI base;
  final Reading.Frame frame;

  /**
   * @param kind before the zone in its name
   * @param frame of its zone, whose source is what it says it is
   */
  ZoneSource(
      String kind,
      GridHttp http,
      URI base,
      Reading.Frame frame,
      Duration interval,
      Duration lookback) {
    this.kind = kind;
    this.http = http;
    this.base = base;
    this.frame = frame;
    this.interval = interval;
    this.lookback = lookback;
  }

  @Override
  public final String name() {
    return kind + " " + frame.zone();
  }

  @Override
  public final boolean isOwn(GridEvent event) {
    return event.zone().equals(frame.zone()) && event.source().equals(frame.source());
  }

  @Override
  public final Duration interval() {
    return interval;
  }

  @Override
  public final Duration lookback() {
    return lookback;
  }
}
