package io.trainwatt.agent.counter.vectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a file of JSON, strictly. */
final class JsonTreeReader {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  /** Longer integers are far outside 64 bits, which is all that matters of them. */
  private static final int DIGITS_KEPT = 64;

  private static final BigInteger FAR_OUTSIDE = BigInteger.TWO.pow(200);

  private JsonTreeReader() {}

  /**
   * The one value the file holds.
   *
   * @throws InvalidVector if it cannot be read, or is not one JSON value in UTF-8
   */
  static JsonTree read(Path file) throws InvalidVector {
    try (JsonParser parser = FACTORY.createParser(Files.readString(file))) {
      if (parser.nextToken() == null) {
        throw new InvalidVector("the file is empty");
      }
      JsonTree tree = value(parser);
      if (parser.nextToken() != null) {
        throw new InvalidVector(
            "the file goes on after its end, in line "
                + parser.currentTokenLocation().getLineNr()
                + ": several vectors go into an array");
      }
      return tree;
    } catch (JsonProcessingException e) {
      throw new InvalidVector("the file is not JSON: " + where(e) + e.getOriginalMessage());
    } catch (CharacterCodingException e) {
      throw new InvalidVector("the file is not in UTF-8");
    } catch (NoSuchFileException e) {
      throw new InvalidVector("there is no such file");
    } catch (AccessDeniedException e) {
      throw new InvalidVector("the file may not be read by this user");
    } catch (IOException e) {
      throw new InvalidVector("the file cannot be read: " + e.getMessage());
    }
  }

  private static String where(JsonProcessingException e) {
    return e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
  }

  private static JsonTree value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new JsonTree.Text(parser.getText());
      case VALUE_NUMBER_INT -> new JsonTree.Whole(whole(parser.getText()));
      default -> new JsonTree.Other(parser.getText());
    };
  }

  private static JsonTree members(JsonParser parser) throws IOException {
    Map<String, JsonTree> byName = new LinkedHashMap<>();
    Optional<String> repeated = Optional.empty();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      if (byName.put(name, value(parser)) != null && repeated.isEmpty()) {
        repeated = Optional.of(name);
      }
    }
    return new JsonTree.Members(byName, repeated);
  }

  private static JsonTree items(JsonParser parser) throws IOException {
    List<JsonTree> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value(parser));
    }
    return new JsonTree.Items(items);
  }

  private static BigInteger whole(String digits) {
    if (digits.length() <= DIGITS_KEPT) {
      return new BigInteger(digits);
    }
    return digits.startsWith("-") ? FAR_OUTSIDE.negate() : FAR_OUTSIDE;
  }
}
