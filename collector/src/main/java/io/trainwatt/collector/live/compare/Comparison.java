package io.trainwatt.collector.live.compare;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Ways of training beside each other.
 *
 * @param by the label whose values are the groups; absent where runs were named
 * @param metric which loss: {@code validation} where every run told it twice at least, else {@code
 *     training}
 * @param targetLoss absent where no run told a loss
 * @param currency of money; absent where not every run has a price in one and the same
 * @param targetChosen nobody gave one: it is the highest of the best losses, which every run
 *     reached
 */
public record Comparison(
    Optional<String> by,
    String metric,
    OptionalDouble targetLoss,
    boolean targetChosen,
    Optional<String> currency,
    List<ComparedGroup> groups,
    List<ComparedRun> runs,
    List<Reservation> reservations) {}
