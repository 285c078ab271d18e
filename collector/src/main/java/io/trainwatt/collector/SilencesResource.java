package io.trainwatt.collector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.report.Json;
import io.trainwatt.collector.live.rest.Problem;
import io.trainwatt.collector.names.NearestName;
import io.trainwatt.collector.silence.SilenceBook;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Silence;
import io.trainwatt.pipeline.watch.AlertRules;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Silences: those in force or to come, a new one, and the end of one. */
@Path("/api/v1/silences")
public final class SilencesResource {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, true);
  private static final Duration LONGEST = Duration.ofDays(366);
  private static final int LONGEST_TEXT = 1_000;
  private static final Set<String> RULES = AlertRules.names();

  private final Lifecycle lifecycle;
  private final LiveView view;
  private final Clock clock = Clock.systemUTC();

  /**
   * What a client asks for.
   *
   * @param duration ISO 8601, from now
   */
  record Wanted(
      @Nullable String fingerprint,
      @Nullable String rule,
      @Nullable String subject,
      @Nullable Map<String, String> labels,
      @Nullable String duration,
      @Nullable String author,
      @Nullable String comment) {}

  /**
   * A silence, as it is told.
   *
   * @param alerts fingerprints of what it keeps quiet now
   */
  record Told(
      String id,
      String fingerprint,
      String rule,
      String subject,
      Map<String, String> labels,
      String from,
      String until,
      String author,
      String comment,
      List<String> alerts) {
    static Told of(Silence silence, List<Alert> firing, long nowMicros) {
      return new Told(
          silence.id(),
          silence.fingerprint(),
          silence.rule(),
          silence.subject(),
          silence.labels(),
          time(silence.fromWallMicros()),
          time(silence.untilWallMicros()),
          silence.author(),
          silence.comment(),
          silence.isOn(nowMicros)
              ? firing.stream().filter(silence::fits).map(Alert::fingerprint).toList()
              : List.of());
    }

    private static String time(long micros) {
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    }
  }

  record All(List<Told> silences) {}

  @Inject
  SilencesResource(Lifecycle lifecycle, LiveView view) {
    this.lifecycle = lifecycle;
    this.view = view;
  }

  /** Those not over yet. */
  @GET
  public Response silences() {
    return answer(new All(book().current().stream().map(this::told).toList()));
  }

  /** Begins one. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response silence(String body) {
    Silence silence = silence(wanted(body));
    write(() -> book().put(silence));
    return answer(told(silence));
  }

  /** Ends one. */
  @DELETE
  @Path("{id}")
  public Response end(@PathParam("id") String id) {
    Silence[] ended = new Silence[1];
    write(
        () ->
            ended[0] =
                book()
                    .end(id)
                    .orElseThrow(
                        () ->
                            Problem.notFound(
                                "no silence \"" + id + "\" is in force",
                                "GET /api/v1/silences lists them")));
    return answer(told(ended[0]));
  }

  private Told told(Silence silence) {
    List<Alert> firing = view.read(state -> state.alerts().stream().filter(Alert::firing).toList());
    return Told.of(silence, firing, Math.multiplyExact(clock.millis(), 1_000L));
  }

  private static Wanted wanted(String body) {
    try {
      Wanted wanted = MAPPER.readValue(body, Wanted.class);
      if (wanted != null) {
        return wanted;
      }
    } catch (JsonProcessingException e) {
      throw Problem.wrongUse(
          "the silence is not understood: " + e.getOriginalMessage().lines().findFirst().orElse(""),
          "docs/reference/rest-api.md says what it may have");
    }
    throw Problem.wrongUse("there is no silence", "send it as JSON");
  }

  private Silence silence(Wanted wanted) {
    long now = Math.multiplyExact(clock.millis(), 1_000L);
    try {
      if (wanted.subject() != null) {
        Subject.parse(wanted.subject());
      }
      return new Silence(
          UUID.randomUUID().toString(),
          text(wanted.fingerprint()),
          rule(text(wanted.rule())),
          text(wanted.subject()),
          wanted.labels() == null ? Map.of() : wanted.labels(),
          now,
          now + duration(wanted.duration()).toMillis() * 1_000,
          text(wanted.author()),
          text(wanted.comment()));
    } catch (IllegalArgumentException e) {
      throw Problem.wrongUse(String.valueOf(e.getMessage()), "name what is to be silent");
    }
  }

  private static Duration duration(@Nullable String text) {
    try {
      Duration duration = Duration.parse(text == null ? "" : text);
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Said below, as for one out of range.
    }
    throw Problem.wrongUse(
        "duration is \"" + text + "\"", "give an ISO 8601 duration of at most 366 days, as PT2H");
  }

  // One that nobody knows would keep nothing quiet, and nobody would notice.
  private static String rule(String rule) {
    if (!rule.isEmpty() && !RULES.contains(rule)) {
      throw Problem.wrongUse(
          "there is no rule \"" + rule + "\"",
          NearestName.of(rule, RULES).map(near -> "did you mean " + near + "? ").orElse("")
              + "docs/reference/alerts.md lists them");
    }
    return rule;
  }

  private static String text(@Nullable String text) {
    if (text != null && text.length() > LONGEST_TEXT) {
      throw Problem.wrongUse("a text is too long", "give " + LONGEST_TEXT + " letters at most");
    }
    return text == null ? "" : text.strip();
  }

  private static void write(Runnable writing) {
    try {
      writing.run();
    } catch (KafkaException e) {
      throw Problem.notYet(
          "the broker did not take it: " + e.getMessage(), "try again; nothing is silenced yet");
    }
  }

  private SilenceBook book() {
    return lifecycle
        .engine()
        .map(Engine::silences)
        .filter(SilenceBook::ready)
        .orElseThrow(
            () ->
                Problem.notYet(
                    "this collector waits for its broker", "/q/health says what it waits for"));
  }

  private static Response answer(Object answer) {
    return Response.ok(Json.bytes(answer), MediaType.APPLICATION_JSON).build();
  }
}
