package io.trainwatt.agent.progress.jsonl;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import io.trainwatt.agent.progress.update.Fields;
import java.util.Optional;
import java.util.OptionalDouble;

/** One JSON object of numbers; those of objects in it are named by both names. */
public final class JsonLine {

  private static final double MICROS_PER_SECOND = 1e6;
  private static final double EARLIEST_SECOND = 1e9;
  private static final double LATEST_SECOND = 1e10;
  private static final double MILLI = 1e3;

  private JsonLine() {}

  /**
   * The numbers of a line, absent where it is no JSON object.
   *
   * @param text without blanks around it
   */
  public static Optional<Fields> read(String text) {
    if (!text.startsWith("{") || !text.endsWith("}") || text.indexOf('"') < 0) {
      return Optional.empty();
    }
    try {
      JsonObject object = JsonObject.parse(text);
      Fields fields = new Fields();
      put(object, "", fields);
      time(object).ifPresent(seconds -> fields.at((long) (seconds * MICROS_PER_SECOND)));
      return Optional.of(fields);
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static void put(JsonObject object, String within, Fields fields) {
    for (String name : object.names()) {
      number(object, name).ifPresent(value -> fields.put(within + name, value));
      if (within.isEmpty()) {
        nested(object, name).ifPresent(inner -> put(inner, name + "/", fields));
      }
    }
  }

  private static Optional<JsonObject> nested(JsonObject object, String name) {
    try {
      return object.object(name);
    } catch (MalformedJson e) {
      return Optional.empty();
    }
  }

  private static OptionalDouble number(JsonObject object, String name) {
    try {
      return object.number(name);
    } catch (MalformedJson e) {
      // Text, a list: a field that tells no number.
      return OptionalDouble.empty();
    }
  }

  /** Seconds since 1970, where a line says a time that can be one. */
  private static Optional<Double> time(JsonObject object) {
    for (String name : new String[] {"t", "time", "timestamp", "_timestamp", "wall_time"}) {
      OptionalDouble said = number(object, name);
      if (said.isPresent()) {
        double seconds =
            said.getAsDouble() > LATEST_SECOND ? said.getAsDouble() / MILLI : said.getAsDouble();
        if (seconds > EARLIEST_SECOND && seconds < LATEST_SECOND) {
          return Optional.of(seconds);
        }
      }
    }
    return Optional.empty();
  }
}
