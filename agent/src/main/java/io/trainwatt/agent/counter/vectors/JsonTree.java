package io.trainwatt.agent.counter.vectors;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON document as far as vectors need it: integers of any size, and nothing rounded. */
sealed interface JsonTree {

  /**
   * An object.
   *
   * @param repeated a name it gives twice
   */
  record Members(Map<String, JsonTree> byName, Optional<String> repeated) implements JsonTree {
    @Override
    public String shown() {
      return "an object";
    }
  }

  /** An array. */
  record Items(List<JsonTree> items) implements JsonTree {
    @Override
    public String shown() {
      return "an array";
    }
  }

  /** A string. */
  record Text(String value) implements JsonTree {
    @Override
    public String shown() {
      return '"' + value + '"';
    }
  }

  /** A number without fraction and exponent. */
  record Whole(BigInteger value) implements JsonTree {
    @Override
    public String shown() {
      return value.toString();
    }
  }

  /** Anything else, as it was written: a number with fraction or exponent, true, false, null. */
  record Other(String text) implements JsonTree {
    @Override
    public String shown() {
      return text;
    }
  }

  /** For a message. */
  String shown();
}
