package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Paint;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextReportTest {
  private final ObjectNode report = (ObjectNode) Example.run().report();

  private String text() {
    return TextReport.of(report, Paint.when(false));
  }

  @Test
  void anAlertSaysWhatItCountedBesideWhatTheRunDidInVain() {
    ((ObjectNode) report.path("efficiency"))
        .set("wasted", Example.read("{ \"microjoules\": 0, \"share\": 0.0, \"on\": {} }"));
    report
        .withArray("alerts")
        .add(
            Example.read(
                """
                { "rule": "LossNotFinite", "summary": "A loss is NaN.", "wastedMicrojoules": 212500000,
                  "resolved": "2026-11-27T10:00:00Z" }
                """))
        .add(
            Example.read(
                """
                { "rule": "DirtyHoursAhead", "summary": "A hint.", "wastedMicrojoules": 0 }
                """));

    assertThat(text())
        .contains("0.0 % of all: nothing idle, waiting or after its last progress")
        .contains("LossNotFinite: A loss is NaN. 212.5 J wasted by its count (over)\n")
        .contains("DirtyHoursAhead: A hint.\n");
  }

  @Test
  void barsOfAllBlocksBeginInOneColumn() {
    List<String> bars = text().lines().filter(line -> line.endsWith("%")).toList();

    assertThat(bars).hasSize(6);
    assertThat(bars.stream().map(String::length).distinct()).hasSize(1);
  }

  @Test
  void ofEachLossItSaysWhichOneItIs() {
    assertThat(text())
        .contains("loss 4.000 (first) → 2.000 (last)")
        .contains("training 4.000 (first) → 2.000 (lowest, smoothed)");
  }
}
