package io.trainwatt.collector.sink.route.courier;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.collector.sink.route.notice.Courier;
import io.trainwatt.collector.sink.route.notice.Delivery;
import io.trainwatt.collector.sink.route.notice.Notice;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;

/**
 * Posts an Adaptive Card to a Teams workflow. All text stands in rich text blocks, which know no
 * markup, so that what comes from a run is shown as it is.
 */
final class TeamsCourier implements Courier {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Receiver.Teams receiver;
  private final Links links;
  private final Http http;

  TeamsCourier(Receiver.Teams receiver, Links links, Clock clock) {
    this.receiver = receiver;
    this.links = links;
    this.http = new Http(receiver.timeout(), clock);
  }

  @Override
  public Delivery deliver(Notice notice) throws InterruptedException {
    try {
      return http.post(
          SecretFile.address(receiver.url()), body(notice, links), Map.of(), receiver.timeout());
    } catch (IOException e) {
      return Delivery.unavailable(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  static byte[] body(Notice notice, Links links) {
    ObjectNode message = MAPPER.createObjectNode().put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard").put("version", "1.4");
    ArrayNode body = card.putArray("body");
    text(body, Wording.title(notice), true);
    for (Wording.Item item : Wording.items(notice, links)) {
      ObjectNode container = body.addObject().put("type", "Container").put("separator", true);
      container.put("style", item.firing() ? "attention" : "good");
      ArrayNode items = container.putArray("items");
      text(items, item.title(), true);
      item.lines().forEach(line -> text(items, line, false));
      item.link()
          .ifPresent(
              url ->
                  items
                      .addObject()
                      .put("type", "ActionSet")
                      .putArray("actions")
                      .addObject()
                      .put("type", "Action.OpenUrl")
                      .put("title", "Open")
                      .put("url", url));
    }
    Wording.rest(notice).ifPresent(more -> text(body, more, false));
    return WebhookBody.bytes(message);
  }

  private static void text(ArrayNode where, String text, boolean bold) {
    ObjectNode run = where.addObject().put("type", "RichTextBlock").putArray("inlines").addObject();
    run.put("type", "TextRun").put("text", text);
    if (bold) {
      run.put("weight", "Bolder");
    }
  }
}
