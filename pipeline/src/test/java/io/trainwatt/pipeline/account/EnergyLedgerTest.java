package io.trainwatt.pipeline.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnergyLedgerTest {
  private final EnergyLedger ledger = new EnergyLedger();

  private void add(String device, Quality quality, long energy, int ppm, String group) {
    ledger.add(0, device, Component.GPU, quality, true, energy, 0, 0, ppm, group);
  }

  private static long plusMinus(EnergyLedger ledger) {
    BandSum sum = new BandSum();
    sum.add("n", ledger);
    return sum.band().plusMinus().microjoules();
  }

  @Test
  void errorsOfOneGroupAddUp() {
    add("gpu0", Quality.COUNTED, 1_000_000, 50_000, "nvml");
    add("gpu1", Quality.COUNTED, 3_000_000, 50_000, "nvml");

    assertThat(plusMinus(ledger)).isEqualTo(200_000);
  }

  @Test
  void errorsOfTwoGroupsAddInQuadrature() {
    add("gpu0", Quality.COUNTED, 60_000_000, 50_000, "nvml");
    add("cpu", Quality.MODELLED, 10_000_000, 400_000, "model");

    // 3 J and 4 J make 5 J.
    assertThat(plusMinus(ledger)).isEqualTo(5_000_000);
  }

  @Test
  void linesWithoutAGroupStandAlone() {
    add("gpu0", Quality.COUNTED, 60_000_000, 50_000, "");
    add("gpu1", Quality.COUNTED, 80_000_000, 50_000, "");

    assertThat(plusMinus(ledger)).isEqualTo(5_000_000);
  }

  @Test
  void anErrorIsSummedAsItWasStatedAtTheTime() {
    add("gpu0", Quality.INTEGRATED, 1_000_000, 100_000, "g");
    add("gpu0", Quality.INTEGRATED, 1_000_000, 300_000, "g");

    assertThat(plusMinus(ledger)).isEqualTo(400_000);
    assertThat(entries().getFirst().errorPpm()).isEqualTo(200_000);
  }

  @Test
  void partsOfAMicrojouleOfErrorAreCarriedAndTheSumRoundedUp() {
    for (int i = 0; i < 1_000; i++) {
      add("gpu0", Quality.COUNTED, 3, 50_000, "g");
    }

    // 3 000 µJ x 5 %, to the microjoule; one more and a part of a microjoule counts as one.
    assertThat(plusMinus(ledger)).isEqualTo(150);
    add("gpu0", Quality.COUNTED, 1, 50_000, "g");
    assertThat(plusMinus(ledger)).isEqualTo(151);
  }

  @Test
  void aDeviceOutsideTheTotalIsListedAndInNoSum() {
    ledger.add(0, "psys", Component.NODE, Quality.COUNTED, false, 500, 0, 0, 50_000, "g");
    add("cpu", Quality.COUNTED, 100, 0, "g");

    assertThat(ledger.inTotalMicrojoules()).isEqualTo(100);
    assertThat(entries()).hasSize(2);
  }

  @Test
  void theSameDeviceCountedAnotherWayIsAnotherLine() {
    add("cpu", Quality.COUNTED, 100, 0, "g");
    add("cpu", Quality.MODELLED, 50, 0, "g");
    add("cpu", Quality.COUNTED, 1, 0, "g");

    assertThat(entries())
        .extracting(EnergyEntry::quality)
        .containsExactly(Quality.COUNTED, Quality.MODELLED);
    assertThat(entries().getFirst().energy().microjoules()).isEqualTo(101);
  }

  @Test
  void whatIsBridgedAndFilledIsKeptApart() {
    ledger.add(0, "cpu", Component.CPU, Quality.COUNTED, true, 100, 30, 7, 0, "g");

    EnergyEntry entry = entries().getFirst();
    assertThat(entry.energy().microjoules()).isEqualTo(100);
    assertThat(entry.bridged().microjoules()).isEqualTo(30);
    assertThat(entry.filled().microjoules()).isEqualTo(7);
  }

  @Test
  void itIsReadAsItWasWritten() {
    add("gpu0", Quality.COUNTED, 3, 50_000, "g");
    ledger.add(1, "psys", Component.NODE, Quality.MODELLED, false, 9, 2, 1, 77, "");
    StateWriter out = new StateWriter();
    ledger.write(out);

    EnergyLedger read = EnergyLedger.read(new StateReader(out.toBytes()));

    List<EnergyEntry> again = new ArrayList<>();
    read.entries("n", again);
    assertThat(again).isEqualTo(entries());
    assertThat(plusMinus(read)).isEqualTo(plusMinus(ledger));
  }

  private List<EnergyEntry> entries() {
    List<EnergyEntry> entries = new ArrayList<>();
    ledger.entries("n", entries);
    return entries;
  }
}
