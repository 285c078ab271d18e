package io.trainwatt.collector.grid;

import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridPrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A price by the time of day, written out as intervals from as far back as energy is kept to two
 * days ahead. Changes between winter and summer time are the time zone's.
 */
final class Tariff implements GridSource {
  private static final Duration AHEAD = Duration.ofDays(2);
  private static final int MICROS_DIGITS = 6;

  /**
   * A part of the day.
   *
   * @param to midnight where it is 00:00
   */
  record Period(Set<DayOfWeek> days, LocalTime from, LocalTime to, BigDecimal price) {
    /** Whether it holds at a time of day; one that passes midnight belongs to its first day. */
    boolean holds(LocalDate date, LocalTime at) {
      boolean untilMidnight = to.equals(LocalTime.MIDNIGHT);
      if (from.isBefore(to) || untilMidnight) {
        return days.contains(date.getDayOfWeek())
            && !at.isBefore(from)
            && (untilMidnight || at.isBefore(to));
      }
      return !at.isBefore(from)
          ? days.contains(date.getDayOfWeek())
          : at.isBefore(to) && days.contains(date.minusDays(1).getDayOfWeek());
    }
  }

  private final String name;
  private final String zone;
  private final String cluster;
  private final String currency;
  private final ZoneId timeZone;
  private final BigDecimal otherwise;
  private final List<Period> periods;

  Tariff(
      String name,
      String zone,
      String cluster,
      String currency,
      ZoneId timeZone,
      BigDecimal otherwise,
      List<Period> periods) {
    this.name = name;
    this.zone = zone;
    this.cluster = cluster;
    this.currency = currency;
    this.timeZone = timeZone;
    this.otherwise = otherwise;
    this.periods = List.copyOf(periods);
  }

  @Override
  public String name() {
    return "tariff " + name;
  }

  @Override
  public boolean isOwn(GridEvent event) {
    return event.zone().equals(zone) && event.source().equals(name());
  }

  @Override
  public Duration interval() {
    return Duration.ofHours(1);
  }

  @Override
  public Duration lookback() {
    return Duration.ofDays(3_660);
  }

  @Override
  public Optional<Instant> wholeSince(Instant from) {
    return Optional.of(first(from).atStartOfDay(timeZone).toInstant());
  }

  // Whole local days, so that an interval keeps its beginning.
  private LocalDate first(Instant from) {
    return from.atZone(timeZone).toLocalDate().plusDays(1);
  }

  @Override
  public Answer read(Instant from, Instant to) {
    Reading reading = new Reading();
    LocalDate last = to.plus(AHEAD).atZone(timeZone).toLocalDate();
    for (LocalDate day = first(from); !day.isAfter(last); day = day.plusDays(1)) {
      Instant end = day.plusDays(1).atStartOfDay(timeZone).toInstant();
      Instant begin = day.atStartOfDay(timeZone).toInstant();
      BigDecimal price = at(begin.atZone(timeZone));
      // Prices change at whole five minutes: what energy is kept by.
      for (Instant at = begin; at.isBefore(end); at = at.plusSeconds(300)) {
        BigDecimal now = at(at.atZone(timeZone));
        if (now.compareTo(price) != 0) {
          reading.add(interval(begin, at, price));
          begin = at;
          price = now;
        }
      }
      reading.add(interval(begin, end, price));
    }
    return reading.answer();
  }

  private BigDecimal at(ZonedDateTime time) {
    for (Period period : periods) {
      if (period.holds(time.toLocalDate(), time.toLocalTime())) {
        return period.price();
      }
    }
    return otherwise;
  }

  private GridPrice interval(Instant from, Instant to, BigDecimal price) {
    return new GridPrice(
        zone,
        name(),
        FactorOrigin.FILE,
        cluster,
        Reading.micros(from),
        OptionalLong.of(Reading.micros(to)),
        currency,
        price.movePointRight(MICROS_DIGITS).setScale(0, RoundingMode.HALF_UP).longValueExact(),
        0,
        OptionalLong.empty());
  }
}
