package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void energyIsShownInAUnitThatFitsIt() {
    assertThat(Figures.energy(0)).isEqualTo("0 J");
    assertThat(Figures.energy(250)).isEqualTo("250 µJ");
    assertThat(Figures.energy(25_000)).isEqualTo("25.00 mJ");
    assertThat(Figures.energy(1_500_000)).isEqualTo("1.500 J");
    assertThat(Figures.energy(12_345_000_000L)).isEqualTo("12.35 kJ");
    assertThat(Figures.energy(3_600_000_000_000L)).isEqualTo("1.000 kWh");
  }

  @Test
  void whatIsSmallKeepsThreeDigitsThatCount() {
    assertThat(Figures.number(0.0512)).isEqualTo("0.051");
    assertThat(Figures.number(0.00042)).isEqualTo("0.00042");
    assertThat(Figures.number(-0.000_000_042)).isEqualTo("-4.2E-8");
    assertThat(Figures.number(0)).isEqualTo("0");
    assertThat(Figures.joules(0.000_000_817)).isEqualTo("0.817 µJ");
    assertThat(Figures.joules(0.000_25)).isEqualTo("250.0 µJ");
    assertThat(Figures.money(0.000_002)).isEqualTo("0.000002");
    assertThat(Figures.money(0.31)).isEqualTo("0.3100");
    assertThat(Figures.liters(0.000_003_7)).isEqualTo("3.700 µl");
    assertThat(Figures.liters(0.25)).isEqualTo("250.0 ml");
    assertThat(Figures.liters(0)).isEqualTo("0 l");
  }

  @Test
  void aBandStandsBesideItsEnergy() {
    assertThat(Figures.energy(2_000_000, 800_000)).isEqualTo("2.000 J ± 800.0 mJ");
  }

  @Test
  void shareOfNothingIsNoNumber() {
    assertThat(Figures.share(1, 0)).isEqualTo("–");
  }

  @Test
  void errorsAreShownWithoutDigitsTheyDoNotHave() {
    assertThat(Figures.percent(400_000)).isEqualTo("40 %");
    assertThat(Figures.percent(1_000_000)).isEqualTo("100 %");
    assertThat(Figures.percent(12_500)).isEqualTo("1.25 %");
  }

  @Test
  void timesHaveTheirTwoLargestUnits() {
    assertThat(Figures.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
    assertThat(Figures.duration(Duration.ofSeconds(90))).isEqualTo("1 min 30 s");
    assertThat(Figures.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
  }
}
