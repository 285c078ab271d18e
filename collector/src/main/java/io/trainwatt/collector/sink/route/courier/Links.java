package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where a reader finds more.
 *
 * @param page the live page, as its readers reach it; absent: no link to it
 * @param docs what {@code docs/} is below, as its readers reach it; absent: no link to it
 */
public record Links(Optional<URI> page, Optional<URI> docs) {

  /** The run or node on the live page. */
  Optional<String> subject(Alert alert) {
    return page.map(
        base ->
            base.toString().replaceAll("/+$", "")
                + switch (alert.subject()) {
                  case Subject.OfRun(String id) -> "/#/run/" + encoded(id);
                  case Subject.OfNode(String id) -> "/#/node/" + encoded(id);
                  case Subject.OfCluster ignored -> "/";
                });
  }

  /** The rule's section in the documentation. */
  Optional<String> rule(Alert alert) {
    return docs.map(base -> base.toString().replaceAll("/+$", "") + "/" + alert.docs());
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
