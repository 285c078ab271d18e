package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class HtmlReportTest {

  @Test
  void figuresStandOnThePageWithBandAndQuality() {
    assertThat(HtmlReport.of(Example.run()))
        .contains("<h1>demo</h1>")
        .contains(
            "<p class=\"value\">1.800 MJ</p><p class=\"band\">± 90.00 kJ</p><p class=\"note\">75\u00a0% counted, 25\u00a0% modelled</p>")
        .contains(
            "<p class=\"value\">206.4 g</p><p class=\"band\">± 10.32 g</p><p class=\"note\">location-based, Germany</p>")
        .contains("<p class=\"value\">31.0 %</p>")
        .contains("<h2>Money and water</h2>")
        .contains("NVML&#39;s energy counter");
  }

  @Test
  void aHostileNameIsTextAndNothingElse() {
    String page = HtmlReport.of(Example.named(Example.HOSTILE));

    assertThat(page)
        .doesNotContain("<script")
        .doesNotContain("onload='")
        .doesNotContain("\u202e")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;");
  }

  @Test
  void thePageAsksForNothingFromElsewhereAndForbidsIt() {
    String page = HtmlReport.of(Example.run());

    assertThat(page)
        .contains("default-src 'none'; style-src 'unsafe-inline'")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("src=")
        .doesNotContain("url(");
  }

  @Test
  void everyDrawingIsWellFormed() throws Exception {
    String page = HtmlReport.of(Example.named(Example.HOSTILE));
    int drawings = 0;
    for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
      String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
      DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(svg)));
      drawings++;
    }

    assertThat(drawings).isEqualTo(3);
  }

  @Test
  void whatCannotBeDrawnSaysWhy() {
    String page = HtmlReport.of(RunFile.of(Example.run().report()));

    assertThat(page).contains("Not drawn: the collector keeps no series of it any more.");
  }

  @Test
  void aRunOfWhichNothingIsKnownYetHasAPage() {
    RunFile empty =
        RunFile.of(Example.read("{\"run\":{\"id\":\"r\",\"name\":\"n\"},\"energy\":{}}"));

    assertThat(HtmlReport.of(empty)).contains("<h1>n</h1>").doesNotContain("NaN");
  }
}
