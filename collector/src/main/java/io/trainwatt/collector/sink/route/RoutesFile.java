package io.trainwatt.collector.sink.route;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.trainwatt.collector.sink.route.courier.Links;
import io.trainwatt.collector.sink.route.courier.Receiver;
import io.trainwatt.events.alert.Severity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads the routes file: {@code docs/how-to/route-alerts.md} says what may stand in it. */
public final class RoutesFile {
  // Norway is NO, and no is a word.
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration A_MILLISECOND = Duration.ofMillis(1);
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final int MOST_ALERTS = 1_000;

  private RoutesFile() {}

  /**
   * Reads all routes.
   *
   * @throws IllegalArgumentException naming file, field and remedy
   */
  public static RoutesConfig read(Path file) {
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
      throw new IllegalArgumentException("the routes file cannot be read: " + e, e);
    }
    Section all = new Section(file + ":", root);
    Links links = new Links(all.url("externalUrl"), all.url("docsUrl"));
    List<RouteConfig> routes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    JsonNode list =
        all.get("routes")
            .filter(JsonNode::isArray)
            .orElseThrow(() -> all.fault("routes", "must be a list"));
    for (int i = 0; i < list.size(); i++) {
      RouteConfig route = route(new Section(all.at("routes[" + i + "]"), list.get(i)));
      if (!names.add(route.name())) {
        throw all.fault("routes[" + i + "].name", "is there twice: " + route.name());
      }
      routes.add(route);
    }
    all.done();
    return new RoutesConfig(links, routes);
  }

  private static RouteConfig route(Section route) {
    String name = route.required("name");
    if (!name.matches("[a-z0-9][a-z0-9-]{0,39}")) {
      throw route.fault("name", "must be 1 to 40 of a-z, 0-9 and -");
    }
    Receiver receiver = receiver(route.section("receiver"));
    AlertMatcher matcher = route.maybe("match").map(RoutesFile::matcher).orElse(AlertMatcher.ALL);
    Pacing pacing =
        receiver instanceof Receiver.Alertmanager manager ? atOnce(manager) : pacing(route);
    route.done();
    return new RouteConfig(name, matcher, pacing, receiver);
  }

  private static AlertMatcher matcher(Section match) {
    Set<Severity> severities = new HashSet<>();
    for (String word : match.texts("severity")) {
      severities.add(constant(match, "severity", word, Severity.class));
    }
    Map<String, Set<String>> labels = new TreeMap<>();
    match.map("labels").forEach((label, values) -> labels.put(label, Set.copyOf(values)));
    AlertMatcher matcher = new AlertMatcher(severities, Set.copyOf(match.texts("rule")), labels);
    match.done();
    return matcher;
  }

  private static Pacing pacing(Section route) {
    List<String> groupBy =
        route.get("groupBy").isPresent() ? route.texts("groupBy") : List.of("subject");
    return new Pacing(
        groupBy,
        route.duration("groupWait", Duration.ZERO, Duration.ZERO),
        route.duration("groupInterval", A_MILLISECOND, Duration.ofSeconds(30)),
        route.duration("repeatInterval", A_SECOND, Duration.ofHours(4)),
        route.flag("resolved", true),
        false);
  }

  /** An Alertmanager groups and repeats by itself, and forgets what it is not told again. */
  private static Pacing atOnce(Receiver.Alertmanager manager) {
    return new Pacing(List.of(), Duration.ZERO, Duration.ZERO, manager.resend(), true, true);
  }

  private static Receiver receiver(Section receiver) {
    String type = receiver.required("type");
    Duration timeout = receiver.duration("timeout", A_MILLISECOND, TIMEOUT);
    Receiver made =
        switch (type) {
          case "webhook" ->
              new Receiver.Webhook(
                  receiver.address(),
                  receiver.secret("secretFile"),
                  receiver.secret("tokenFile"),
                  receiver.number("maxAlerts", 1, 100_000, MOST_ALERTS),
                  timeout);
          case "alertmanager" -> alertmanager(receiver, timeout);
          case "slack" -> new Receiver.Slack(receiver.address(), timeout);
          case "teams" -> new Receiver.Teams(receiver.address(), timeout);
          case "email" -> email(receiver, timeout);
          case "command" -> command(receiver, timeout);
          default ->
              throw receiver.fault(
                  "type",
                  "is \"%s\": give webhook, alertmanager, slack, teams, email or command"
                      .formatted(type));
        };
    receiver.done();
    return made;
  }

  private static Receiver alertmanager(Section receiver, Duration timeout) {
    List<URI> urls =
        receiver.texts("urls").stream().map(text -> receiver.url("urls", text)).toList();
    if (urls.isEmpty()) {
      throw receiver.fault("urls", "is missing: list every replica");
    }
    return new Receiver.Alertmanager(
        urls,
        receiver.secret("tokenFile"),
        receiver.duration("resend", A_SECOND, Duration.ofMinutes(1)),
        timeout);
  }

  private static Receiver email(Section receiver, Duration timeout) {
    Receiver.Tls tls =
        receiver
            .text("tls")
            .map(word -> constant(receiver, "tls", word, Receiver.Tls.class))
            .orElse(Receiver.Tls.STARTTLS);
    int port =
        switch (tls) {
          case NONE -> 25;
          case STARTTLS -> 587;
          case IMPLICIT -> 465;
        };
    Optional<String> user = receiver.text("user");
    Optional<Receiver.Secret> password = receiver.secret("passwordFile");
    if (user.isPresent() != password.isPresent()) {
      throw receiver.fault("user", "and passwordFile go together");
    }
    List<String> to = receiver.texts("to");
    if (to.isEmpty()) {
      throw receiver.fault("to", "is missing");
    }
    to.forEach(address -> mailbox(receiver, "to", address));
    return new Receiver.Email(
        receiver.required("host"),
        receiver.number("port", 1, 65_535, port),
        tls,
        user,
        password,
        mailbox(receiver, "from", receiver.required("from")),
        to,
        timeout);
  }

  private static String mailbox(Section receiver, String key, String address) {
    if (!address.matches("[^\\s@<>,;:\\\\\"\\[\\]()]{1,64}@[A-Za-z0-9.-]{1,255}")) {
      throw receiver.fault(key, "is \"%s\": write name@host".formatted(address));
    }
    return address;
  }

  private static Receiver command(Section receiver, Duration timeout) {
    List<String> arguments = receiver.texts("command");
    if (arguments.isEmpty()) {
      throw receiver.fault("command", "is missing: list the program and its arguments");
    }
    if (!Files.isExecutable(Path.of(arguments.getFirst()))) {
      throw receiver.fault(
          "command",
          "begins with %s: give the whole path of a program".formatted(arguments.getFirst()));
    }
    return new Receiver.Command(arguments, timeout);
  }

  private static <E extends Enum<E>> E constant(
      Section section, String key, String word, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                section.fault(
                    key,
                    "is \"%s\": give one of %s"
                        .formatted(
                            word,
                            Arrays.stream(type.getEnumConstants())
                                .map(one -> one.name().toLowerCase(Locale.ROOT))
                                .toList())));
  }
}
