package io.trainwatt.collector.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.GridEvent;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.grid.IntensityKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridFileTest {
  private static final Duration KEEP = Duration.ofDays(45);
  private static final Instant START = Instant.parse("2026-10-24T00:00:00Z");
  private static final Instant END = Instant.parse("2026-10-25T12:00:00Z");

  @TempDir Path folder;

  private List<GridSource> read(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.yaml"), yaml);
    try (GridHttp http = new GridHttp(Duration.ofSeconds(1), Clock.systemUTC())) {
      return GridFile.read(file, KEEP).sources(http);
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void everyProviderIsMadeByZone() throws Exception {
    Path key = write("key", "secret");

    List<GridSource> sources =
        read(
            """
            electricityMaps: {keyFile: %1$s, zones: [FR, NO]}
            wattTime: {loginFile: %1$s, zones: {US-CA: CAISO_NORTH}}
            ukCarbonIntensity: {}
            eco2mix: {zone: FR}
            entsoe: {tokenFile: %1$s, zones: {DE: 10Y1001A1001A82H}}
            eia: {keyFile: %1$s, zones: {US-CA: CISO}}
            """
                .formatted(key));

    assertThat(sources)
        .extracting(GridSource::name)
        .containsExactly(
            "electricity-maps FR",
            "electricity-maps NO",
            "watttime US-CA",
            "uk-carbon-intensity GB",
            "eco2mix FR",
            "entsoe DE",
            "eia US-CA");
  }

  @Test
  void aSlipIsNamedWithTheNearestKnownWord() {
    assertThatThrownBy(() -> read("electricityMap: {zones: [FR]}"))
        .hasMessageEndingWith(
            "grid.yaml: electricityMap is unknown: did you mean electricityMaps?");
    assertThatThrownBy(() -> read("entsoe: {zones: [FR]}"))
        .hasMessageEndingWith("grid.yaml: entsoe.tokenFile is missing");
    assertThatThrownBy(() -> read("entsoe: {tokenFile: /nowhere/t, zones: [FR]}"))
        .hasMessageEndingWith(
            "entsoe.tokenFile names /nowhere/t, which is not there or cannot be read");
    assertThatThrownBy(() -> read("files: [absent.csv]"))
        .hasMessageEndingWith("files names absent.csv, which is not there or cannot be read");
  }

  @Test
  void aFileOfFactorsIsReadRowByRowAndWhatCannotBeIsSaid() throws Exception {
    write(
        "factors.csv",
        """
        zone,name,kind,basis,from,to,gramsPerKilowattHour,coveredPercent,cluster
        # our wind park
        DE,wind park,contract,lifecycle,2026-10-01T00:00:00Z,2026-11-01T00:00:00Z,11,40,hpc
        DE,,residual-mix,direct,2026-01-01T00:00:00+01:00,,678.5,,
        DE,,average,lifecycle,2026-10-01T00:00:00Z,2026-10-01T01:00:00Z,-5,,
        DE,,average,lifecycle,yesterday,,100,,
        DE,,mean,lifecycle,2026-10-01T00:00:00Z,,100,,
        DE,too few
        """);

    GridSource.Answer answer = read("files: [factors.csv]").getFirst().read(START, END);

    GridFactor contract = (GridFactor) answer.events().getFirst();
    assertThat(contract.source()).isEqualTo("factors.csv: wind park");
    assertThat(contract.kind()).isEqualTo(IntensityKind.CONTRACT);
    assertThat(contract.coveredPpm()).hasValue(400_000);
    assertThat(contract.cluster()).isEqualTo("hpc");
    GridFactor residual = (GridFactor) answer.events().get(1);
    assertThat(residual.milligramsPerKilowattHour()).isEqualTo(678_500);
    assertThat(residual.basis()).isEqualTo(EmissionBasis.DIRECT);
    assertThat(residual.validToWallMicros()).isEmpty();
    assertThat(answer.events()).hasSize(2);
    assertThat(answer.refused())
        .extracting(text -> text.substring(text.indexOf("factors.csv")))
        .containsExactly(
            "factors.csv line 5: an intensity of -5 g/kWh",
            "factors.csv line 6: from is no time with an offset, such as 2026-11-22T00:00:00Z:"
                + " yesterday",
            "factors.csv line 7: kind is mean: give average, marginal, residual-mix or contract",
            "factors.csv line 8: 2 cells under 9 headings");
  }

  @Test
  void jsonIsReadAsWellAndAnUnknownFieldIsNamed() throws Exception {
    write(
        "factors.json",
        """
        [{"zone":"NO","from":"2026-10-01T00:00:00Z","gramsPerKilowattHour":31},
         {"zone":"NO","from":"2026-10-01T00:00:00Z","gramPerKilowattHour":31}]
        """);

    GridSource.Answer answer = read("files: [factors.json]").getFirst().read(START, END);

    assertThat(answer.events()).hasSize(1);
    assertThat(answer.refused().getFirst())
        .endsWith("[1]: gramPerKilowattHour is unknown: did you mean gramsPerKilowattHour?");
  }

  @Test
  void twoValuesOfOneIntervalAreNotBothTakenAndWhatChangesNothingIsRefused() throws Exception {
    write(
        "factors.csv",
        """
        zone,name,kind,from,gramsPerKilowattHour,coveredPercent,cluster,estimated
        DE,,average,2026-10-01T00:00:00Z,100,,,
        DE,,average,2026-10-01T00:00:00Z,100,,,false
        DE,,average,2026-10-01T00:00:00Z,120,,,
        DE,,average,2026-10-02T00:00:00Z,100,,hpc,
        DE,,residual-mix,2026-10-02T00:00:00Z,100,40,,
        DE,,marginal,2026-10-02T00:00:00Z,100,,,yes
        DE,,marginal,2026-10-03T00:00:00Z,1e-100000000,,,
        """);

    GridSource.Answer answer = read("files: [factors.csv]").getFirst().read(START, END);

    assertThat(answer.events()).hasSize(1);
    assertThat(answer.refused())
        .extracting(text -> text.substring(text.indexOf(": ") + 2))
        .containsExactly(
            "another value was said of factors.csv: average of DE from 2026-10-01T00:00:00Z on",
            "cluster is for a contract alone",
            "coveredPercent is for a contract alone",
            "estimated is yes: give true or false",
            "gramsPerKilowattHour is no number: 1e-100000000");
  }

  @Test
  void aTariffWhoseNameBeginsAnothersDoesNotTakeItsPricesForItsOwn() throws Exception {
    List<GridSource> tariffs =
        read(
            """
            tariffs:
              - {name: day, zone: DE, cluster: a, currency: EUR, timeZone: UTC, price: 0.3}
              - {name: day and night, zone: DE, cluster: b, currency: EUR, timeZone: UTC, price: 0.2}
            """);
    GridEvent price = tariffs.getLast().read(START, END).events().getFirst();

    assertThat(tariffs.getLast().isOwn(price)).isTrue();
    assertThat(tariffs.getFirst().isOwn(price)).isFalse();
  }

  @Test
  void aTariffFollowsTheClockOfItsPlaceThroughTheChangeToWinterTime() throws Exception {
    GridSource source =
        read("""
                tariffs:
                  - name: night and day
                    zone: DE
                    currency: EUR
                    timeZone: Europe/Berlin
                    price: 0.30
                    periods:
                      - {from: "22:00", to: "06:00", price: 0.18}
                """)
            .getFirst();

    List<GridPrice> prices =
        source.read(START, START.plus(Duration.ofDays(1))).events().stream()
            .map(GridPrice.class::cast)
            .toList();

    // The night of the 25th of October has 25 hours: 00:00 to 06:00 local are seven.
    GridPrice night = prices.getFirst();
    assertThat(night.validFromWallMicros())
        .isEqualTo(Reading.micros(Instant.parse("2026-10-24T22:00:00Z")));
    assertThat(night.validToWallMicros())
        .hasValue(Reading.micros(Instant.parse("2026-10-25T05:00:00Z")));
    assertThat(night.microsPerKilowattHour()).isEqualTo(180_000);
    assertThat(prices.get(1).microsPerKilowattHour()).isEqualTo(300_000);
    assertThat(prices.get(1).validToWallMicros())
        .hasValue(Reading.micros(Instant.parse("2026-10-25T21:00:00Z")));
  }

  @Test
  void aTariffOfWorkingDaysLeavesTheWeekendToTheOther() throws Exception {
    GridSource source =
        read("""
                tariffs:
                  - name: office
                    zone: DE
                    cluster: hpc
                    currency: EUR
                    timeZone: UTC
                    price: 0.2
                    periods:
                      - {days: [mon, tue, wed, thu, fri], from: "08:00", to: "20:00", price: 0.4}
                """)
            .getFirst();

    List<GridPrice> prices =
        source.read(Instant.parse("2026-10-23T00:00:00Z"), END).events().stream()
            .map(GridPrice.class::cast)
            .toList();

    // Saturday and Sunday are one price a day, Monday has three.
    assertThat(prices)
        .extracting(GridPrice::microsPerKilowattHour)
        .containsExactly(
            200_000L, 200_000L, 200_000L, 400_000L, 200_000L, 200_000L, 400_000L, 200_000L);
    assertThat(prices).extracting(GridPrice::cluster).containsOnly("hpc");
  }
}
