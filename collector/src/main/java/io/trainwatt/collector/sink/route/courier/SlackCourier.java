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
 * Posts to a Slack channel. Text from a run stands in rich text elements, which know no markup, so
 * that it can neither call people nor make links.
 */
final class SlackCourier implements Courier {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int LONGEST_HEADER = 150;

  private final Receiver.Slack receiver;
  private final Links links;
  private final Http http;

  SlackCourier(Receiver.Slack receiver, Links links, Clock clock) {
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
    ObjectNode body = MAPPER.createObjectNode();
    String title = Wording.title(notice);
    body.put("text", escaped(title));
    ArrayNode blocks = body.putArray("blocks");
    ObjectNode header = blocks.addObject().put("type", "header");
    header.putObject("text").put("type", "plain_text").put("text", cut(title, LONGEST_HEADER));
    for (Wording.Item item : Wording.items(notice, links)) {
      ArrayNode text =
          blocks
              .addObject()
              .put("type", "rich_text")
              .putArray("elements")
              .addObject()
              .put("type", "rich_text_section")
              .putArray("elements");
      text.addObject()
          .put("type", "emoji")
          .put("name", item.firing() ? "red_circle" : "white_check_mark");
      text.addObject()
          .put("type", "text")
          .put("text", " " + item.title() + "\n")
          .putObject("style")
          .put("bold", true);
      text.addObject().put("type", "text").put("text", String.join("\n", item.lines()) + "\n");
      item.link()
          .ifPresent(
              url -> text.addObject().put("type", "link").put("url", url).put("text", "Open"));
    }
    Wording.rest(notice)
        .ifPresent(
            more ->
                blocks
                    .addObject()
                    .put("type", "section")
                    .putObject("text")
                    .put("type", "plain_text")
                    .put("text", more));
    return WebhookBody.bytes(body);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
