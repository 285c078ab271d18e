package io.trainwatt.agent.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object. Reading a field of another type than asked for is an error that names it; a
 * field that is not there, or is {@code null}, is empty. {@code NaN} and {@code Infinity} are read
 * as numbers, since Python writes them. Immutable.
 */
public final class JsonObject {

  private static final int MAX_DEPTH = 16;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final Map<String, @Nullable Object> fields;

  private JsonObject(Map<String, @Nullable Object> fields) {
    this.fields = fields;
  }

  /**
   * The object that a text holds, and nothing besides.
   *
   * @throws MalformedJson if it holds anything else, or is nested deeper than 16
   */
  public static JsonObject parse(String text) throws MalformedJson {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJson("not a JSON object");
      }
      JsonObject object = new JsonObject(fieldsOf(parser));
      if (parser.nextToken() != null) {
        throw new MalformedJson("more than one JSON object on the line");
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new MalformedJson("not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static Map<String, @Nullable Object> fieldsOf(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      fields.put(name, value(parser, parser.nextToken()));
    }
    return fields;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> new JsonObject(fieldsOf(parser));
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static Object whole(JsonParser parser) throws IOException {
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      BigInteger big = parser.getBigIntegerValue();
      return big.doubleValue();
    }
    return parser.getLongValue();
  }

  private static List<@Nullable Object> elements(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != null && token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return elements;
  }

  /** The names of all fields, in the order they came. */
  public Set<String> names() {
    return Set.copyOf(fields.keySet());
  }

  /** Whether the field is there and not {@code null}. */
  public boolean has(String name) {
    return fields.get(name) != null;
  }

  /**
   * @throws MalformedJson if it is something else
   */
  public Optional<String> text(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      return Optional.of(text);
    }
    throw wrong(name, "a string");
  }

  /**
   * A whole number in 64 bits; one written with a fraction of zero is taken.
   *
   * @throws MalformedJson if it is something else
   */
  public OptionalLong whole(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    if (value instanceof Long number) {
      return OptionalLong.of(number);
    }
    if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 9e18) {
      return OptionalLong.of(number.longValue());
    }
    throw wrong(name, "a whole number");
  }

  /**
   * A whole number that is not negative.
   *
   * @throws MalformedJson if it is something else
   */
  public OptionalLong count(String name) throws MalformedJson {
    OptionalLong number = whole(name);
    if (number.isPresent() && number.getAsLong() < 0) {
      throw wrong(name, "zero or more");
    }
    return number;
  }

  /**
   * Any number, {@code NaN} and infinities among them, also where they are written as strings.
   *
   * @throws MalformedJson if it is something else
   */
  public OptionalDouble number(String name) throws MalformedJson {
    Object value = fields.get(name);
    return switch (value) {
      case null -> OptionalDouble.empty();
      case Long number -> OptionalDouble.of(number.doubleValue());
      case Double number -> OptionalDouble.of(number);
      case String text -> OptionalDouble.of(spelled(name, text));
      default -> throw wrong(name, "a number");
    };
  }

  private static double spelled(String name, String text) throws MalformedJson {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          throw wrong(name, "a number");
        }
      }
    };
  }

  /**
   * Empty where the field is not there.
   *
   * @throws MalformedJson if it is no array of strings
   */
  public List<String> texts(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> elements)) {
      throw wrong(name, "an array of strings");
    }
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      if (!(element instanceof String text)) {
        throw wrong(name, "an array of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * Empty where the field is not there.
   *
   * @throws MalformedJson if it is no object of strings
   */
  public Map<String, String> textMap(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof JsonObject object)) {
      throw wrong(name, "an object of strings");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, @Nullable Object> field : object.fields.entrySet()) {
      if (!(field.getValue() instanceof String text)) {
        throw wrong(name + "." + field.getKey(), "a string");
      }
      texts.put(field.getKey(), text);
    }
    return texts;
  }

  /**
   * Empty where the field is not there.
   *
   * @throws MalformedJson if it is no array of objects
   */
  public List<JsonObject> objects(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> elements)) {
      throw wrong(name, "an array of objects");
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Object element : elements) {
      if (!(element instanceof JsonObject object)) {
        throw wrong(name, "an array of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  /**
   * @throws MalformedJson if it is something else
   */
  public Optional<JsonObject> object(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonObject object) {
      return Optional.of(object);
    }
    throw wrong(name, "an object");
  }

  /**
   * @throws MalformedJson if it is something else
   */
  public Optional<Boolean> bool(String name) throws MalformedJson {
    Object value = fields.get(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Boolean bool) {
      return Optional.of(bool);
    }
    throw wrong(name, "true or false");
  }

  private static MalformedJson wrong(String name, String wanted) {
    return new MalformedJson("field " + name + " is not " + wanted);
  }
}
