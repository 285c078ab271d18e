package io.trainwatt.events.grid;

import io.trainwatt.events.topic.Topic;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What a kilowatt-hour costs in a zone, or a cluster of it, for an interval.
 *
 * @param currency ISO 4217
 * @param microsPerKilowattHour millionths of the currency
 * @param correctsMicros what the same interval was said to cost before
 */
public record GridPrice(
    String zone,
    String source,
    FactorOrigin origin,
    String cluster,
    long validFromWallMicros,
    OptionalLong validToWallMicros,
    String currency,
    long microsPerKilowattHour,
    long publishedWallMicros,
    OptionalLong correctsMicros)
    implements GridEvent {
  /** More than any kilowatt-hour ever cost: a million of the currency. */
  public static final long MAX_MICROS = 1_000_000_000_000L;

  private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

  /**
   * @throws IllegalArgumentException naming what is missing or out of its range
   */
  public GridPrice {
    if (!CURRENCY.matcher(currency).matches()) {
      throw new IllegalArgumentException("currency is no ISO 4217 code: \"" + currency + "\"");
    }
    if (microsPerKilowattHour < 0 || microsPerKilowattHour > MAX_MICROS) {
      throw new IllegalArgumentException(
          "micros_per_kilowatt_hour is outside 0 to %d: %s"
              .formatted(MAX_MICROS, Long.toUnsignedString(microsPerKilowattHour)));
    }
    GridEvent.check(zone, source, cluster, validFromWallMicros, validToWallMicros);
  }

  @Override
  public String key() {
    return Topic.key(zone, source, "PRICE", "NONE", Long.toString(validFromWallMicros));
  }
}
