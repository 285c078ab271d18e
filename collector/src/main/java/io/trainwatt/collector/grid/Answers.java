package io.trainwatt.collector.grid;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** What fields of answers hold; a field that is not as documented is garbage, by name. */
final class Answers {
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
      return Optional.of(
          found.isNumber() ? found.decimalValue() : new BigDecimal(found.asText().strip()));
    } catch (NumberFormatException e) {
      throw new SourceFailed("garbage", "\"" + field + "\" is no number");
    }
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
