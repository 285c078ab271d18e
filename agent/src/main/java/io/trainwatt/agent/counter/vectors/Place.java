package io.trainwatt.agent.counter.vectors;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A place in a vector, which knows its own name for messages such as {@code readings[2].value is
 * not a JSON integer: 1.5}.
 */
record Place(String name, JsonTree tree) {
  private static final int SHOWN = 60;

  /** The place itself, once it is known to be an object without slips of the pen. */
  Place object(Set<String> known) throws InvalidVector {
    JsonTree.Members members = members();
    if (members.repeated().isPresent()) {
      throw new InvalidVector(name + " has the member " + members.repeated().get() + " twice");
    }
    for (String member : members.byName().keySet()) {
      Optional<String> meant = known.contains(member) ? Optional.empty() : Slip.of(member, known);
      if (meant.isPresent()) {
        throw new InvalidVector(
            "%s has the unknown member %s: did you mean %s?".formatted(name, member, meant.get()));
      }
    }
    return this;
  }

  boolean has(String member) {
    return tree instanceof JsonTree.Members members && members.byName().containsKey(member);
  }

  Place member(String member) throws InvalidVector {
    Optional<Place> found = optional(member);
    if (found.isEmpty()) {
      throw new InvalidVector(name + " has no " + member);
    }
    return found.get();
  }

  Optional<Place> optional(String member) throws InvalidVector {
    return Optional.ofNullable(members().byName().get(member))
        .map(tree -> new Place(inside(member), tree));
  }

  /** The members of an object, whatever their names, in the document's order. */
  List<String> names() throws InvalidVector {
    return List.copyOf(members().byName().keySet());
  }

  /** The text, if it is one of some words. */
  String oneOf(List<String> words) throws InvalidVector {
    if (words.contains(text())) {
      return text();
    }
    throw new InvalidVector(
        "%s is none of %s: %s".formatted(name, String.join(", ", words), tree.shown()));
  }

  List<String> texts() throws InvalidVector {
    List<String> texts = new ArrayList<>();
    for (Place item : items()) {
      texts.add(item.text());
    }
    return texts;
  }

  /** A vector's own members go by their bare names. */
  private String inside(String member) {
    return name.equals(VectorReader.ROOT) ? member : name + "." + member;
  }

  private JsonTree.Members members() throws InvalidVector {
    if (tree instanceof JsonTree.Members members) {
      return members;
    }
    throw isNot("a JSON object");
  }

  List<Place> items() throws InvalidVector {
    if (!(tree instanceof JsonTree.Items array)) {
      throw isNot("a JSON array");
    }
    List<Place> places = new ArrayList<>(array.items().size());
    for (JsonTree item : array.items()) {
      places.add(new Place(name + "[" + places.size() + "]", item));
    }
    return places;
  }

  String text() throws InvalidVector {
    if (tree instanceof JsonTree.Text text) {
      return text.value();
    }
    throw isNot("a JSON string");
  }

  BigInteger whole() throws InvalidVector {
    if (tree instanceof JsonTree.Whole whole) {
      return whole.value();
    }
    throw isNot("a JSON integer");
  }

  long int64(long least) throws InvalidVector {
    BigInteger value = whole();
    if (value.bitLength() >= Long.SIZE) {
      throw new InvalidVector(name + " does not fit signed 64 bits");
    }
    if (value.longValueExact() < least) {
      throw new InvalidVector("%s is below %d: %d".formatted(name, least, value));
    }
    return value.longValueExact();
  }

  private InvalidVector isNot(String wanted) {
    String shown = tree.shown();
    return new InvalidVector(
        "%s is not %s: %s"
            .formatted(
                name,
                wanted,
                shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN - 3) + "..."));
  }
}
