package io.trainwatt.collector.grid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.trainwatt.collector.names.NearestName;
import io.trainwatt.events.grid.EmissionBasis;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Reads the grid file: {@code docs/how-to/bring-your-grid-data.md} says what may stand in it. */
public final class GridFile {
  // Norway is NO, and no is a word.
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  private final Path file;
  private final List<Function<GridHttp, GridSource>> makers = new ArrayList<>();

  private GridFile(Path file) {
    this.file = file;
  }

  /**
   * Reads all of it.
   *
   * @param keep how far back gaps are filled
   * @throws IllegalArgumentException naming file, field and remedy
   */
  public static GridConfig read(Path file, Duration keep) {
    GridFile reader = new GridFile(file);
    reader.all();
    return new GridConfig(reader.makers, keep);
  }

  private void all() {
    JsonNode root;
    try {
      root = YAML.readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "%s line %d: %s"
              .formatted(
                  file,
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getOriginalMessage().lines().findFirst().orElse("")),
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException("the grid file cannot be read: " + e, e);
    }
    Part all = new Part(file + ":", root);
    all.part("electricityMaps").ifPresent(this::electricityMaps);
    all.part("wattTime").ifPresent(this::wattTime);
    all.part("ukCarbonIntensity").ifPresent(this::ukCarbonIntensity);
    all.part("eco2mix").ifPresent(this::eco2mix);
    all.part("entsoe").ifPresent(this::entsoe);
    all.part("eia").ifPresent(this::eia);
    files(all);
    tariffs(all);
    all.done();
  }

  private void electricityMaps(Part part) {
    URI url = part.url("https://api.electricitymaps.com");
    Secret key = part.secret("keyFile");
    EmissionBasis basis = part.basis();
    part.zones()
        .forEach(
            (zone, theirs) ->
                makers.add(http -> new ElectricityMaps(http, url, key, zone, theirs, basis)));
    part.done();
  }

  private void wattTime(Part part) {
    URI url = part.url("https://api.watttime.org");
    Secret login = part.secret("loginFile");
    part.zones()
        .forEach(
            (zone, region) -> makers.add(http -> new WattTime(http, url, login, zone, region)));
    part.done();
  }

  private void ukCarbonIntensity(Part part) {
    URI url = part.url("https://api.carbonintensity.org.uk");
    String zone = part.text("zone").orElse("GB");
    makers.add(http -> new UkCarbonIntensity(http, url, zone));
    part.done();
  }

  private void eco2mix(Part part) {
    URI url = part.url("https://reseaux-energies-rte.opendatasoft.com");
    String zone = part.text("zone").orElse("FR");
    makers.add(http -> new Eco2mix(http, url, zone));
    part.done();
  }

  private void entsoe(Part part) {
    URI url = part.url("https://web-api.tp.entsoe.eu");
    Secret token = part.secret("tokenFile");
    part.zones()
        .forEach((zone, domain) -> makers.add(http -> new Entsoe(http, url, token, zone, domain)));
    part.done();
  }

  private void eia(Part part) {
    URI url = part.url("https://api.eia.gov");
    Secret key = part.secret("keyFile");
    part.zones()
        .forEach(
            (zone, respondent) -> makers.add(http -> new Eia(http, url, key, zone, respondent)));
    part.done();
  }

  private void files(Part all) {
    Set<String> names = new HashSet<>();
    for (String text : all.texts("files")) {
      Path given = Path.of(text);
      // Beside the grid file, where it is no whole path.
      Path factors = file.toAbsolutePath().resolveSibling(given);
      String name = String.valueOf(factors.getFileName());
      if (!Files.isReadable(factors)) {
        throw all.fault("files", "names %s, which is not there or cannot be read".formatted(text));
      }
      if (!names.add(name)) {
        throw all.fault("files", "has two files called %s: rename one".formatted(name));
      }
      makers.add(http -> new FactorFile(factors));
    }
  }

  private void tariffs(Part all) {
    Set<String> names = new HashSet<>();
    for (Part part : all.parts("tariffs")) {
      Tariff tariff = tariff(part);
      if (!names.add(tariff.name())) {
        throw part.fault("name", "is there twice");
      }
      makers.add(http -> tariff);
    }
  }

  private static Tariff tariff(Part part) {
    List<Tariff.Period> periods = new ArrayList<>();
    for (Part period : part.parts("periods")) {
      periods.add(
          new Tariff.Period(
              period.days(), period.time("from"), period.time("to"), period.price("price")));
      period.done();
    }
    String currency = part.required("currency");
    if (!currency.matches("[A-Z]{3}")) {
      throw part.fault("currency", "is no ISO 4217 code such as EUR: " + currency);
    }
    Tariff tariff =
        new Tariff(
            part.required("name"),
            part.required("zone"),
            part.text("cluster").orElse(""),
            currency,
            part.timeZone(),
            part.price("price"),
            periods);
    part.done();
    return tariff;
  }

  /** A mapping of the file; {@link #done} refuses what nobody asked for. */
  private static final class Part {
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);
    private final String place;
    private final JsonNode node;
    private final TreeSet<String> known = new TreeSet<>();

    private Part(String place, JsonNode node) {
      this.place = place;
      this.node = node;
      if (!node.isObject()) {
        throw new IllegalArgumentException(place + " write key: value pairs");
      }
    }

    private String at(String key) {
      return place.endsWith(":") ? place + " " + key : place + "." + key;
    }

    private IllegalArgumentException fault(String key, String what) {
      return new IllegalArgumentException(at(key) + " " + what);
    }

    private Optional<JsonNode> get(String key) {
      known.add(key);
      JsonNode found = node.get(key);
      return found == null || found.isNull() ? Optional.empty() : Optional.of(found);
    }

    private Optional<Part> part(String key) {
      return get(key).map(found -> new Part(at(key), found));
    }

    private List<Part> parts(String key) {
      List<Part> parts = new ArrayList<>();
      Optional<JsonNode> list = get(key);
      if (list.isPresent()) {
        if (!list.get().isArray()) {
          throw fault(key, "must be a list");
        }
        for (int i = 0; i < list.get().size(); i++) {
          parts.add(new Part(at(key + "[" + i + "]"), list.get().get(i)));
        }
      }
      return parts;
    }

    private Optional<String> text(String key) {
      return get(key)
          .map(
              found -> {
                if (!found.isValueNode() || found.asText().isBlank()) {
                  throw fault(key, "must be a text");
                }
                return found.asText().strip();
              });
    }

    private String required(String key) {
      return text(key).orElseThrow(() -> fault(key, "is missing"));
    }

    private List<String> texts(String key) {
      List<String> texts = new ArrayList<>();
      get(key)
          .ifPresent(
              found -> {
                if (!found.isArray()) {
                  throw fault(key, "must be a list of texts");
                }
                found.forEach(one -> texts.add(one.asText()));
              });
      return texts;
    }

    /** Their zone by ours; a list where both have the same name. */
    private Map<String, String> zones() {
      JsonNode found = get("zones").orElseThrow(() -> fault("zones", "is missing"));
      Map<String, String> zones = new TreeMap<>();
      if (found.isArray()) {
        found.forEach(one -> zones.put(one.asText(), one.asText()));
      } else if (found.isObject()) {
        found.properties().forEach(one -> zones.put(one.getKey(), one.getValue().asText()));
      }
      if (zones.isEmpty()) {
        throw fault("zones", "must be a list of zones, or ours: theirs pairs");
      }
      zones.forEach(
          (ours, theirs) -> {
            if (!theirs.matches("[A-Za-z0-9_.-]{1,64}")) {
              throw fault("zones", "has \"%s\", which is no zone of theirs".formatted(theirs));
            }
          });
      return zones;
    }

    private URI url(String byDefault) {
      String text = text("url").orElse(byDefault);
      try {
        URI url = URI.create(text);
        String scheme = String.valueOf(url.getScheme());
        if ((scheme.equals("http") || scheme.equals("https")) && url.getHost() != null) {
          return url;
        }
      } catch (IllegalArgumentException e) {
        // Said below, as for one that is not of the web.
      }
      throw fault("url", "is no address: write https://host");
    }

    private Secret secret(String key) {
      Path path = Path.of(required(key));
      if (!Files.isReadable(path)) {
        throw fault(key, "names %s, which is not there or cannot be read".formatted(path));
      }
      return new Secret(path);
    }

    private EmissionBasis basis() {
      try {
        return FactorRow.basis(text("basis").orElse("lifecycle"));
      } catch (IllegalArgumentException e) {
        throw fault("basis", "must be lifecycle or direct");
      }
    }

    private BigDecimal price(String key) {
      try {
        BigDecimal price = new BigDecimal(required(key));
        if (price.signum() >= 0 && price.compareTo(MOST) <= 0) {
          return price;
        }
      } catch (NumberFormatException e) {
        // Said below, as for a number out of range.
      }
      throw fault(key, "is no price for a kilowatt-hour from 0 to 1000000");
    }

    private LocalTime time(String key) {
      String text = required(key);
      try {
        LocalTime time = LocalTime.parse(text.equals("24:00") ? "00:00" : text);
        if (time.toSecondOfDay() % 300 == 0) {
          return time;
        }
      } catch (DateTimeException e) {
        // Said below, as for a time between.
      }
      throw fault(key, "is %s: write HH:MM, in steps of five minutes".formatted(text));
    }

    private Set<DayOfWeek> days() {
      Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
      for (String word : texts("days")) {
        String upper = word.toUpperCase(Locale.ROOT);
        DayOfWeek day =
            List.of(DayOfWeek.values()).stream()
                .filter(one -> upper.length() >= 2 && one.name().startsWith(upper))
                .findFirst()
                .orElseThrow(() -> fault("days", "has %s: write mon, tue, ...".formatted(word)));
        days.add(day);
      }
      return days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days;
    }

    private ZoneId timeZone() {
      String text = required("timeZone");
      try {
        return ZoneId.of(text);
      } catch (DateTimeException e) {
        throw fault("timeZone", "is %s: write one such as Europe/Berlin".formatted(text));
      }
    }

    private void done() {
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
}
