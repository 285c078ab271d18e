package io.trainwatt.collector.sink.route.courier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.trainwatt.collector.sink.route.Alerts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class BodiesTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void webhookBodyIsAlertmanagersVersion4() throws IOException {
    JsonNode body =
        MAPPER.readTree(
            WebhookBody.of(
                Notices.of(Alerts.firing("a"), Alerts.resolved("b")), Notices.LINKS, 10));

    assertThat(body)
        .isEqualTo(
            MAPPER.readTree(
                """
                {"version":"4",
                 "groupKey":"{route=\\"ops\\"}:subject=\\"run/a\\"",
                 "truncatedAlerts":0,
                 "status":"firing",
                 "receiver":"ops",
                 "groupLabels":{"subject":"run/a"},
                 "commonLabels":{"alertname":"RunSilent","severity":"warning","team":"vision"},
                 "commonAnnotations":{"description":"look at its log","evidence_silentSeconds":"60",
                   "runbook_url":"https://docs.example/docs/reference/alerts.md#runsilent",
                   "wasted_co2_grams":"0.0006"},
                 "externalURL":"https://trainwatt.example/",
                 "alerts":[
                   {"status":"firing",
                    "labels":{"alertname":"RunSilent","run":"name of a","run_id":"a",
                      "severity":"warning","team":"vision"},
                    "annotations":{"summary":"run a says nothing and uses energy",
                      "description":"look at its log","evidence_silentSeconds":"60",
                      "runbook_url":"https://docs.example/docs/reference/alerts.md#runsilent",
                      "wasted_co2_grams":"0.0006","wasted_joules":"5"},
                    "startsAt":"2026-11-18T11:06:40Z","endsAt":"0001-01-01T00:00:00Z",
                    "generatorURL":"https://trainwatt.example/#/run/a","fingerprint":"fp-a"},
                   {"status":"resolved",
                    "labels":{"alertname":"RunSilent","run":"name of b","run_id":"b",
                      "severity":"warning","team":"vision"},
                    "annotations":{"summary":"run b says nothing and uses energy",
                      "description":"look at its log","evidence_silentSeconds":"60",
                      "runbook_url":"https://docs.example/docs/reference/alerts.md#runsilent",
                      "wasted_co2_grams":"0.0006","wasted_joules":"10"},
                    "startsAt":"2026-11-18T11:06:40Z","endsAt":"2026-11-18T11:07:40Z",
                    "generatorURL":"https://trainwatt.example/#/run/b","fingerprint":"fp-b"}]}
                """));
  }

  @Test
  void longNoticeIsCutAndSaysSo() throws IOException {
    JsonNode body = MAPPER.readTree(WebhookBody.of(Notices.many(25), Notices.LINKS, 10));

    assertThat(body.get("alerts")).hasSize(10);
    assertThat(body.get("truncatedAlerts").asInt()).isEqualTo(15);
    assertThat(EmailCourier.text(Notices.many(25), Notices.LINKS)).contains("and 5 more");
  }

  @Test
  void labelsHaveNamesThatEveryReceiverTakesAndOursAreOurs() {
    assertThat(Facts.labels(Notices.hostile()).keySet())
        .allSatisfy(name -> assertThat(name).matches("[A-Za-z_][A-Za-z0-9_]*"))
        .contains("_9_team_name", "label_severity", "_");
    assertThat(Facts.labels(Notices.hostile())).containsEntry("severity", "critical");
    assertThat(Facts.labels(Notices.hostile()).values()).doesNotContain("");
  }

  @Test
  void hostileTextIsOneLineInMailAndCanAddNoHeader() {
    String title = Wording.title(Notices.of(Notices.hostile()));
    String text = EmailCourier.text(Notices.of(Notices.hostile()), Notices.LINKS);

    assertThat(title).doesNotContain("\r", "\n", "\0");
    assertThat(text.lines()).noneMatch(line -> line.startsWith("Bcc"));
    assertThat(text.replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
  }

  @Test
  void hostileTextStandsOnlyWhereChatsKnowNoMarkup() throws IOException {
    JsonNode slack =
        MAPPER.readTree(SlackCourier.body(Notices.of(Notices.hostile()), Notices.LINKS));
    JsonNode teams =
        MAPPER.readTree(TeamsCourier.body(Notices.of(Notices.hostile()), Notices.LINKS));

    assertThat(slack.get("text").asText()).doesNotContain("<", ">").contains("&lt;script&gt;");
    assertThat(slack.findValuesAsText("type")).doesNotContain("mrkdwn");
    assertThat(teams.findValuesAsText("type")).doesNotContain("TextBlock").contains("TextRun");
    assertThat(Notices.allTexts(slack)).anyMatch(text -> text.contains("<!channel>"));
    assertThat(Notices.allTexts(teams)).anyMatch(text -> text.contains("[x](http://evil)"));
    assertThat(teams.findValuesAsText("url"))
        .containsExactly("https://trainwatt.example/#/run/a%2Fb%3Fc%23d%20%3Cx%3E");
  }

  @Test
  void signatureIsTheHmacOfTimestampAndBody() {
    // printf '1700000000.{}' | openssl dgst -sha256 -hmac key
    assertThat(WebhookCourier.signature("key", "1700000000", "{}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("9d713ed406bb7076d4123f0dc2c39d2df5c654ed4b0cd56b52c8b4c940bd63ae");
  }
}
