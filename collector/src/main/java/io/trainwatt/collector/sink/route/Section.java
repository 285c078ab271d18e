package io.trainwatt.collector.sink.route;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.collector.names.NearestName;
import io.trainwatt.collector.sink.route.courier.Receiver;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mapping of the routes file. What is asked for is known; {@link #done} refuses the rest. All
 * methods throw {@link IllegalArgumentException} naming file, field and remedy.
 */
final class Section {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d)");

  private final String place;
  private final JsonNode node;
  private final TreeSet<String> known = new TreeSet<>();

  /**
   * @param place file and path of the field, for messages
   */
  Section(String place, JsonNode node) {
    this.place = place;
    this.node = node;
    if (!node.isObject()) {
      throw new IllegalArgumentException(place + ": write key: value pairs");
    }
  }

  String at(String key) {
    return place.endsWith(":") ? place + " " + key : place + "." + key;
  }

  IllegalArgumentException fault(String key, String what) {
    return new IllegalArgumentException(at(key) + " " + what);
  }

  Optional<JsonNode> get(String key) {
    known.add(key);
    JsonNode found = node.get(key);
    return found == null || found.isNull() ? Optional.empty() : Optional.of(found);
  }

  Optional<String> text(String key) {
    return get(key)
        .map(
            found -> {
              if (!found.isValueNode() || found.asText().isBlank()) {
                throw fault(key, "must be a text");
              }
              return found.asText().strip();
            });
  }

  String required(String key) {
    return text(key).orElseThrow(() -> fault(key, "is missing"));
  }

  List<String> texts(String key) {
    return get(key).map(found -> texts(key, found)).orElse(List.of());
  }

  private List<String> texts(String key, JsonNode found) {
    List<String> texts = new ArrayList<>();
    if (found.isValueNode()) {
      texts.add(found.asText());
    } else if (found.isArray()) {
      for (JsonNode one : found) {
        if (!one.isValueNode()) {
          throw fault(key, "must be a list of texts");
        }
        texts.add(one.asText());
      }
    } else {
      throw fault(key, "must be a text or a list of texts");
    }
    return texts;
  }

  /** Lists of texts by name. */
  Map<String, List<String>> map(String key) {
    Map<String, List<String>> map = new LinkedHashMap<>();
    get(key)
        .ifPresent(
            found -> {
              if (!found.isObject()) {
                throw fault(key, "must be name: value pairs");
              }
              found
                  .properties()
                  .forEach(
                      one ->
                          map.put(one.getKey(), texts(key + "." + one.getKey(), one.getValue())));
            });
    return map;
  }

  boolean flag(String key, boolean byDefault) {
    return get(key)
        .map(
            found -> {
              if (!found.asText().equals("true") && !found.asText().equals("false")) {
                throw fault(key, "must be true or false");
              }
              return found.asText().equals("true");
            })
        .orElse(byDefault);
  }

  int number(String key, int least, int most, int byDefault) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    try {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, as for a number out of range.
    }
    throw fault(key, "is %s: give %d to %d".formatted(text.get(), least, most));
  }

  /** {@code 30s}, {@code 5m}, {@code 4h}, or as ISO 8601 says it. */
  Duration duration(String key, Duration least, Duration byDefault) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return byDefault;
    }
    Duration duration =
        duration(text.get()).orElseThrow(() -> fault(key, "is no duration: write 30s, 5m or 4h"));
    if (duration.compareTo(least) < 0) {
      throw fault(key, "is %s: give %s or more".formatted(text.get(), least));
    }
    return duration;
  }

  private static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  URI url(String key, String text) {
    try {
      URI url = new URI(text);
      String scheme = String.valueOf(url.getScheme());
      if ((scheme.equals("http") || scheme.equals("https")) && url.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Said below, as for one that is not of the web.
    }
    throw fault(key, "is no address: write http://host:port or https://host");
  }

  Optional<URI> url(String key) {
    return text(key).map(text -> url(key, text));
  }

  /** {@code url}, or {@code urlFile} where the address itself is the secret. */
  Receiver.Address address() {
    Optional<URI> url = url("url");
    Optional<Receiver.Secret> file = secret("urlFile");
    if (url.isPresent() == file.isPresent()) {
      throw fault("url", "or urlFile: give one of the two");
    }
    return url.<Receiver.Address>map(Receiver.Address.Plain::new)
        .orElseGet(() -> new Receiver.Address.InFile(file.orElseThrow().file()));
  }

  /** A secret's file, which must be there. */
  Optional<Receiver.Secret> secret(String key) {
    Optional<Path> file = text(key).map(Path::of);
    if (file.isPresent() && !Files.isReadable(file.get())) {
      throw fault(key, "names %s, which is not there or cannot be read".formatted(file.get()));
    }
    return file.map(Receiver.Secret::new);
  }

  Section section(String key) {
    return new Section(at(key), get(key).orElseThrow(() -> fault(key, "is missing")));
  }

  Optional<Section> maybe(String key) {
    return get(key).map(found -> new Section(at(key), found));
  }

  /** Refuses what nobody asked for. */
  void done() {
    for (Map.Entry<String, JsonNode> one : node.properties()) {
      if (!known.contains(one.getKey())) {
        throw new IllegalArgumentException(
            at(one.getKey())
                + " is unknown"
                + NearestName.of(one.getKey(), known)
                    .map(near -> ": did you mean " + near + "?")
                    .orElse(""));
      }
    }
  }
}
