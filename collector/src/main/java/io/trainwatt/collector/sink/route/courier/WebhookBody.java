package io.trainwatt.collector.sink.route.courier;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.events.alert.Alert;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Alertmanager's webhook body, version 4, which many receivers know already. Pure. */
final class WebhookBody {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String NO_END = "0001-01-01T00:00:00Z";

  private WebhookBody() {}

  static byte[] of(Notice notice, Links links, int maxAlerts) {
    ObjectNode body = MAPPER.createObjectNode();
    body.put("version", "4");
    body.put("groupKey", notice.groupKey());
    body.put("truncatedAlerts", Math.max(0, notice.alerts().size() - maxAlerts));
    body.put("status", notice.firing() ? "firing" : "resolved");
    body.put("receiver", notice.route());
    body.set("groupLabels", object(Facts.plain(notice.group())));
    body.set("commonLabels", object(common(notice, Facts::labels)));
    body.set("commonAnnotations", object(common(notice, a -> Facts.annotations(a, links))));
    body.put("externalURL", links.page().map(Object::toString).orElse(""));
    ArrayNode alerts = body.putArray("alerts");
    notice.alerts().stream().limit(maxAlerts).forEach(told -> alerts.add(alert(told, links)));
    return bytes(body);
  }

  private static ObjectNode alert(Told told, Links links) {
    Alert alert = told.alert();
    ObjectNode one = MAPPER.createObjectNode();
    one.put("status", alert.firing() ? "firing" : "resolved");
    one.set("labels", object(Facts.labels(alert)));
    one.set("annotations", object(Facts.annotations(alert, links)));
    one.put("startsAt", Facts.time(alert.sinceWallMicros()));
    one.put(
        "endsAt", alert.firing() ? NO_END : Facts.time(alert.resolvedWallMicros().orElseThrow()));
    one.put("generatorURL", links.subject(alert).orElse(""));
    one.put("fingerprint", alert.fingerprint());
    return one;
  }

  private static Map<String, String> common(
      Notice notice, java.util.function.Function<Alert, SortedMap<String, String>> of) {
    Map<String, String> common = new TreeMap<>(of.apply(notice.alerts().getFirst().alert()));
    for (Told told : notice.alerts()) {
      common.entrySet().retainAll(of.apply(told.alert()).entrySet());
    }
    return common;
  }

  static ObjectNode object(Map<String, String> texts) {
    ObjectNode object = MAPPER.createObjectNode();
    texts.forEach(object::put);
    return object;
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }
}
