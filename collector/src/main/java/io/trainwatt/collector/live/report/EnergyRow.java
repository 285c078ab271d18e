package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.quantity.Quality;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Energy as a row of a list shows it: under the names of {@link EnergyReport}, without components
 * and devices.
 *
 * @param plusMinusMicrojoules half the width of the band, k = 2
 */
public record EnergyRow(
    long totalMicrojoules, long plusMinusMicrojoules, Map<String, Long> byQuality) {

  static EnergyRow of(Account.Ledger ledger) {
    Map<Quality, Long> sums = new EnumMap<>(Quality.class);
    for (EnergyEntry entry : ledger.energy()) {
      if (entry.inTotal()) {
        sums.merge(entry.quality(), entry.energy().microjoules(), Math::addExact);
      }
    }
    Map<String, Long> byQuality = new LinkedHashMap<>();
    sums.forEach((quality, sum) -> byQuality.put(Words.of(quality), sum));
    return new EnergyRow(
        ledger.total().energy().microjoules(), ledger.total().plusMinus().microjoules(), byQuality);
  }
}
