package io.trainwatt.collector.sink.route.courier;

import io.trainwatt.collector.sink.route.Alerts;
import io.trainwatt.collector.sink.route.notice.Notice;
import io.trainwatt.collector.sink.route.notice.Told;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.quantity.Energy;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Notices, harmless and hostile. */
final class Notices {
  static final Links LINKS =
      new Links(
          Optional.of(URI.create("https://trainwatt.example/")),
          Optional.of(URI.create("https://docs.example")));

  /** What a hostile name, label or log line may hold. */
  static final String HOSTILE =
      "<script>alert(1)</script> \"q\" 'q' \\ *b* _i_ `c` <!channel> [x](http://evil)\r\nBcc: a@evil\0\u202e";

  private Notices() {}

  static Notice of(Alert... alerts) {
    return new Notice(
        "ops",
        Map.of("subject", alerts[0].subject().key()),
        Arrays.stream(alerts).map(alert -> new Told(alert, true)).toList(),
        0);
  }

  static Notice firing() {
    return of(Alerts.firing("a"));
  }

  static Notice many(int count) {
    return of(
        java.util.stream.IntStream.range(0, count)
            .mapToObj(i -> Alerts.firing("r" + i))
            .toArray(Alert[]::new));
  }

  static Alert hostile() {
    return new Alert(
        "fp-hostile",
        "RunSilent",
        new Subject.OfRun("a/b?c#d <x>"),
        Severity.CRITICAL,
        Alerts.SINCE,
        OptionalLong.empty(),
        HOSTILE,
        HOSTILE,
        Energy.ofMicrojoules(7_200_000_000_000L),
        1_500_000,
        Map.of("last line", HOSTILE),
        "docs/reference/alerts.md#runsilent",
        1,
        Alerts.SINCE,
        Map.of("run", HOSTILE, "severity", "mine", "9 team-name", HOSTILE, "", "x", "gone", ""));
  }

  static List<String> allTexts(com.fasterxml.jackson.databind.JsonNode node) {
    List<String> texts = new java.util.ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(child -> texts.addAll(allTexts(child)));
    return texts;
  }
}
