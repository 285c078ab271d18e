package io.trainwatt.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.cli.console.Json;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class CarbonLinesTest {
  private static final String REPORT =
      """
          {"co2":[
            {"method":"market-based","grams":106.08,"plusMinusGrams":5.304,"factors":[
              {"zone":"FR","zoneName":"France","source":"factors.csv: wind park","gramsPerKilowattHour":11.0,
               "assumed":false,"pue":1.2,"pueAssumed":false,"microjoules":1440000000000,
               "estimatedMicrojoules":720000000000,"lowestGramsPerKilowattHour":10.0,
               "highestGramsPerKilowattHour":12.0}]},
            {"method":"embodied","grams":1.806,"plusMinusGrams":0.0,"factors":[],"embodied":[
              {"node":"hpc/one","source":"configured","grams":3800000.0,"lifetimeYears":4.0,
               "reservedSeconds":60.0,"assumed":false}]}],
           "cost":[{"currency":"EUR","amount":0.576,"plusMinusAmount":0.0288,"prices":[
              {"source":"tariff night","pricePerKilowattHour":0.24,"lowest":0.18,"highest":0.3,
               "pue":1.2,"microjoules":7200000000000}]}],
           "water":{"liters":2.3,"plusMinusLiters":0.23,"microjoules":7200000000000},
           "restated":{"microjoules":3600000000000,"since":"2026-11-23T00:00:00Z",
                       "publishedAt":"2026-11-23T03:00:00Z"}}
          """;

  private static ReportLines lines(String report) throws IOException {
    return new ReportLines(Json.read(report));
  }

  @Test
  void eachFigureStandsByItselfWithWhatWentIntoIt() throws IOException {
    assertThat(lines(REPORT).carbon())
        .containsExactly(
            "106.1 g ± 5.304 g, market-based",
            "  France, 11.00 g/kWh (10.00 to 12.00), 50 % estimated, PUE 1.200: factors.csv: wind"
                + " park",
            "1.806 g, embodied",
            "  hpc/one, 3.800 t over 4.000 years, 1 min 0 s of it: configured");
  }

  @Test
  void ofSeveralFactorsEachSaysItsShareAndADirectOneThatItIs() throws IOException {
    String report =
        """
        {"co2":[{"method":"market-based","grams":1.0,"plusMinusGrams":0.1,"factors":[
          {"zone":"DE","source":"mix","gramsPerKilowattHour":690.0,"basis":"direct","pue":1.0,
           "microjoules":750,"lowestGramsPerKilowattHour":690.0,"highestGramsPerKilowattHour":690.0},
          {"zone":"DE","source":"wind park","gramsPerKilowattHour":11.0,"basis":"lifecycle","pue":1.0,
           "microjoules":250,"lowestGramsPerKilowattHour":11.0,"highestGramsPerKilowattHour":11.0}]}]}
        """;

    assertThat(lines(report).carbon())
        .containsExactly(
            "1.000 g ± 100.0 mg, market-based",
            "  75 % of it: DE, 690.0 g/kWh direct, PUE 1.000: mix",
            "  25 % of it: DE, 11.00 g/kWh, PUE 1.000: wind park");
  }

  @Test
  void aRunThatOneOfItsRanksTellsSaysSo() throws IOException {
    assertThat(
            lines("{\"progress\":{\"step\":60,\"tokens\":6000,\"ranksSeen\":1,\"worldSize\":4}}")
                .progress())
        .contains("at step 60, 6 000 tokens, told by 1 of 4 ranks");
    assertThat(
            lines("{\"progress\":{\"steps\":60,\"step\":60,\"ranksSeen\":4,\"worldSize\":4}}")
                .progress())
        .contains("60 steps");
  }

  @Test
  void aMixtureOfExpertsHasItsTokensForAnActiveParameterBesideAllOfThem() throws IOException {
    assertThat(
            lines(
                    """
                    {"efficiency":{"tokensPerParameter":2.5,"parameters":8000,"activeParameters":1000,
                                   "computeOptimalTokensPerParameter":20.0}}
                    """)
                .efficiency()
                .compute())
        .containsExactly(
            "2.500 tokens a parameter, 20.00 an active one (20 would be compute-optimal for a dense"
                + " model: a reference, no verdict)");
  }

  @Test
  void moneyWaterAndCorrectionsAreSaidWhereKnown() throws IOException {
    assertThat(lines(REPORT).cost())
        .containsExactly(
            "0.5760 ± 0.0288 EUR",
            "  0.2400 EUR/kWh (0.1800 to 0.3000) for 2.000 kWh, PUE 1.200: tariff night");
    assertThat(lines(REPORT).water()).contains("2.300 l ± 230.0 ml at the site, for 2.000 kWh");
    assertThat(lines(REPORT).restated())
        .contains(
            "1.000 kWh since 2026-11-23T00:00:00Z met factors that were corrected, last at"
                + " 2026-11-23T03:00:00Z");
    assertThat(lines("{}").cost()).isEmpty();
    assertThat(lines("{}").water()).isEmpty();
  }
}
