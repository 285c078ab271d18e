package io.trainwatt.collector.live.rest;

import io.trainwatt.collector.live.LiveView;
import io.trainwatt.collector.live.ViewState;
import io.trainwatt.collector.live.report.Json;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Function;

/** How the resources answer: from a view that has caught up, with an entity tag of the content. */
@Singleton
class Answers {
  private static final int TAG_BYTES = 12;

  private final LiveView view;

  @Inject
  Answers(LiveView view) {
    this.view = view;
  }

  /**
   * What the view says, read at one instant.
   *
   * @throws Problem 503 until the view has caught up: half an answer would look like a whole one
   */
  <T> T read(Function<ViewState, T> reader) {
    if (!view.caughtUp()) {
      throw Problem.notYet(
          "this collector is still reading the results",
          "try again in a second; /q/health says what it waits for");
    }
    return view.read(reader);
  }

  /** The answer as JSON, or 304 when the client has it. */
  static Response json(Request request, Object answer) {
    byte[] body = Json.bytes(answer);
    EntityTag tag = new EntityTag(hash(body), true);
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    Response.ResponseBuilder response =
        unchanged != null ? unchanged : Response.ok(body, MediaType.APPLICATION_JSON_TYPE).tag(tag);
    CacheControl revalidate = new CacheControl();
    revalidate.setNoCache(true);
    return response.cacheControl(revalidate).build();
  }

  private static String hash(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
