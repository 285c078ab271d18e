package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.quantity.Energy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How fast each rank of a run goes. Pure. */
final class RankPaces {
  private static final Comparator<RankShare> BY_RANK =
      Comparator.comparingInt(RankShare::rank).thenComparing(RankShare::node);
  // Slowest first: the most time for a step.
  private static final Comparator<RankShare> BY_PACE =
      Comparator.comparingDouble(
              (RankShare rank) -> (double) rank.steps() / Math.max(1, rank.durationMicros()))
          .thenComparing(BY_RANK);

  private RankPaces() {}

  /** By rank; of too many the slowest and the fastest. */
  static List<RankShare> of(Map<String, Senders> senders, Map<String, RunPart> parts) {
    List<RankShare> all = new ArrayList<>();
    senders.forEach(
        (node, said) -> {
          List<Senders.Pace> paces = said.paces();
          RunPart part = parts.get(node);
          Optional<Energy> energy =
              paces.size() == 1 && part != null
                  ? Optional.of(Energy.ofMicrojoules(part.inTotalMicrojoules()))
                  : Optional.empty();
          for (Senders.Pace pace : paces) {
            all.add(new RankShare(pace.rank(), node, pace.steps(), pace.durationMicros(), energy));
          }
        });
    if (all.size() > Efficiency.MAX_RANKS) {
      all.sort(BY_PACE);
      all.subList(Efficiency.MAX_RANKS / 2, all.size() - Efficiency.MAX_RANKS / 2).clear();
    }
    all.sort(BY_RANK);
    return all;
  }
}
