package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Energy of a subject. The maps and the two sums at the end hold devices in the total only; the
 * list holds all.
 *
 * @param plusMinusMicrojoules half the width of the band, k = 2
 * @param bridgedMicrojoules counted by the hardware while nobody was reading; part of the total
 * @param filledMicrojoules an estimate of what gauges missed; in no total
 */
public record EnergyReport(
    long totalMicrojoules,
    long plusMinusMicrojoules,
    Map<String, Long> byQuality,
    Map<String, Long> byComponent,
    List<Device> byDevice,
    long bridgedMicrojoules,
    long filledMicrojoules) {

  private static final Comparator<EnergyEntry> BY_PLACE =
      Comparator.comparing(EnergyEntry::node)
          .thenComparing(EnergyEntry::device)
          .thenComparing(EnergyEntry::quality);

  /** One device in one quality. */
  public record Device(
      String node,
      String device,
      String component,
      String quality,
      boolean inTotal,
      long microjoules,
      int errorPpm) {}

  static EnergyReport of(Account.Ledger ledger) {
    List<EnergyEntry> counted = ledger.energy().stream().filter(EnergyEntry::inTotal).toList();
    Map<Quality, Long> byQuality = new EnumMap<>(Quality.class);
    Map<Component, Long> byComponent = new EnumMap<>(Component.class);
    for (EnergyEntry entry : counted) {
      long energy = entry.energy().microjoules();
      byQuality.merge(entry.quality(), energy, Math::addExact);
      byComponent.merge(entry.component(), energy, Math::addExact);
    }
    return new EnergyReport(
        ledger.total().energy().microjoules(),
        ledger.total().plusMinus().microjoules(),
        named(byQuality),
        named(byComponent),
        ledger.energy().stream().sorted(BY_PLACE).map(EnergyReport::device).toList(),
        sum(counted, EnergyEntry::bridged),
        sum(counted, EnergyEntry::filled));
  }

  private static <E extends Enum<E>> Map<String, Long> named(Map<E, Long> sums) {
    Map<String, Long> named = new LinkedHashMap<>();
    sums.forEach((key, sum) -> named.put(Words.of(key), sum));
    return named;
  }

  private static long sum(List<EnergyEntry> entries, Function<EnergyEntry, Energy> part) {
    return entries.stream().map(part).mapToLong(Energy::microjoules).reduce(0, Math::addExact);
  }

  private static Device device(EnergyEntry entry) {
    return new Device(
        entry.node(),
        entry.device(),
        Words.of(entry.component()),
        Words.of(entry.quality()),
        entry.inTotal(),
        entry.energy().microjoules(),
        entry.errorPpm());
  }
}
