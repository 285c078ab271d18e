package io.trainwatt.collector.live.report;

import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.events.account.FactorDetail;
import io.trainwatt.events.quantity.Energy;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Grams of CO2 equivalent by one method.
 *
 * @param plusMinusGrams the energy band carried over, k = 2
 */
public record CarbonReport(
    String method,
    double grams,
    double plusMinusGrams,
    List<Factor> factors,
    List<Embodied> embodied) {

  private static final double MICROGRAMS_PER_GRAM = 1e6;
  private static final double MILLIGRAMS_PER_GRAM = 1e3;
  private static final double PPM = 1e6;
  private static final double MICROS_PER_SECOND = 1e6;
  private static final double SECONDS_PER_YEAR = 31_557_600;

  /**
   * A factor that went in.
   *
   * @param assumed nobody configured the zone: it is a stated default
   * @param gramsPerKilowattHour the mean over the energy it met
   * @param microjoules IT energy it met
   * @param kind average, marginal, residual-mix or contract
   * @param basis direct or lifecycle
   * @param origin live, file or static
   * @param estimatedMicrojoules of it: met by estimates and values carried on from earlier
   * @param correctedMicrojoules of it: met by values that were corrected
   */
  public record Factor(
      String zone,
      String zoneName,
      String source,
      double gramsPerKilowattHour,
      boolean assumed,
      double pue,
      boolean pueAssumed,
      long microjoules,
      Optional<String> kind,
      Optional<String> basis,
      Optional<String> origin,
      OptionalLong estimatedMicrojoules,
      OptionalLong correctedMicrojoules,
      OptionalDouble lowestGramsPerKilowattHour,
      OptionalDouble highestGramsPerKilowattHour) {}

  /**
   * What was reserved of a node's hardware.
   *
   * @param grams of CO2e to make the whole node
   * @param reservedSeconds time reserved times share reserved
   */
  public record Embodied(
      String node,
      String source,
      double grams,
      double lifetimeYears,
      double reservedSeconds,
      boolean assumed) {}

  static CarbonReport of(CarbonFigure figure) {
    return new CarbonReport(
        Words.of(figure.method()),
        figure.micrograms() / MICROGRAMS_PER_GRAM,
        figure.plusMinusMicrograms() / MICROGRAMS_PER_GRAM,
        figure.factors().stream().map(CarbonReport::factor).toList(),
        figure.embodied().stream().map(CarbonReport::embodied).toList());
  }

  private static Embodied embodied(EmbodiedShare share) {
    return new Embodied(
        share.node(),
        share.source(),
        share.milligrams() / MILLIGRAMS_PER_GRAM,
        share.lifetimeSeconds() / SECONDS_PER_YEAR,
        share.reservedMicros() / MICROS_PER_SECOND,
        share.assumed());
  }

  private static Factor factor(CarbonFactor factor) {
    return new Factor(
        factor.zone(),
        factor.zoneName(),
        factor.source(),
        factor.milligramsPerKilowattHour() / MILLIGRAMS_PER_GRAM,
        factor.assumed(),
        factor.puePpm() / PPM,
        factor.pueAssumed(),
        factor.energy().microjoules(),
        factor.detail().map(detail -> Words.of(detail.kind())),
        factor.detail().map(detail -> Words.of(detail.basis())),
        factor.detail().map(detail -> Words.of(detail.origin())),
        microjoules(factor.detail().map(FactorDetail::estimated)),
        microjoules(factor.detail().map(FactorDetail::corrected)),
        grams(factor.detail().map(FactorDetail::lowestMilligrams)),
        grams(factor.detail().map(FactorDetail::highestMilligrams)));
  }

  private static OptionalLong microjoules(Optional<Energy> energy) {
    return energy.isPresent() ? OptionalLong.of(energy.get().microjoules()) : OptionalLong.empty();
  }

  private static OptionalDouble grams(Optional<Long> milligrams) {
    return milligrams.isPresent()
        ? OptionalDouble.of(milligrams.get() / MILLIGRAMS_PER_GRAM)
        : OptionalDouble.empty();
  }
}
