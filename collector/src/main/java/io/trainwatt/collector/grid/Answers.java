package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What fields of answers hold; a field that is not as documented is garbage, by name. */
final class Answers {
  private static final int MOST_DIGITS = 400;

  private Answers() {}

  static JsonNode array(JsonNode node, String field) throws SourceFailed {
    JsonNode found = node.path(field);
    if (!found.isArray()) {
      throw new SourceFailed("garbage", "the answer has no list \"" + field + "\"");
    }
    return found;
  }

  /** A number, or one in a text; absent where there is none. */
  static Optional<BigDecimal> number(JsonNode node, String field) throws SourceFailed {
    JsonNode found = node.path(field);
    if (found.isMissingNode() || found.isNull()) {
      return Optional.empty();
    }
    try {
      return Optional.of(found.isNumber() ? found.decimalValue() : decimal(found.asText().strip()));
    } catch (NumberFormatException e) {
      throw new SourceFailed("garbage", "\"" + field + "\" is no number");
    }
  }

  /**
   * A number as it is written.
   *
   * @throws NumberFormatException if it is none, or has more digits than a machine should work out
   */
  static BigDecimal decimal(String text) {
    BigDecimal number = new BigDecimal(text);
    if (Math.abs((long) number.scale()) > MOST_DIGITS || number.precision() > MOST_DIGITS) {
      throw new NumberFormatException(text);
    }
    return number;
  }

  /** A time with its offset; seconds may be left out. */
  static Instant time(JsonNode node, String field) throws SourceFailed {
    return time(node.path(field).asText(), field);
  }

  static Instant time(String text, String field) throws SourceFailed {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new SourceFailed("garbage", "\"" + field + "\" is no time with an offset");
    }
  }
}
