package io.trainwatt.pipeline.account;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.pipeline.carbon.FigureSum;
import io.trainwatt.pipeline.carbon.Figures;
import io.trainwatt.pipeline.carbon.GridBook;
import io.trainwatt.pipeline.carbon.HoursAhead;
import io.trainwatt.pipeline.forecast.RunOutlook;
import io.trainwatt.pipeline.forecast.RunWishes;
import io.trainwatt.pipeline.meter.RunSlice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a run: energy by node, rows by node, progress. Each piece is stored by
 * itself, so that a run on a thousand nodes costs a slice no more than a run on one. Not
 * thread-safe.
 */
final class RunBook {
  private final String run;
  private final SortedMap<String, RunPart> parts = new TreeMap<>();
  private final SortedMap<String, RunFacts> rows = new TreeMap<>();
  private final SortedMap<String, Senders> senders = new TreeMap<>();
  private ProgressBook progress = new ProgressBook();
  private RunCourse course = new RunCourse();
  private RunOutlook outlook = new RunOutlook();
  private @Nullable MergedRun merged;
  // Of the newest energy; asked of the parts once, as they may be many.
  private OptionalLong newestWallMicros = OptionalLong.empty();
  // Whether something was said since the last point of the series.
  private boolean progressIsNews;

  RunBook(String run) {
    this.run = run;
  }

  SortedMap<String, RunPart> parts() {
    return parts;
  }

  /** Rows by node; changed by {@link #put} and {@link #removeRow} alone. */
  SortedMap<String, RunFacts> rows() {
    return Collections.unmodifiableSortedMap(rows);
  }

  ProgressBook progress() {
    return progress;
  }

  void progress(ProgressBook progress) {
    this.progress = progress;
  }

  RunCourse course() {
    return course;
  }

  void course(RunCourse course) {
    this.course = course;
  }

  /** Who told of its progress, by node. */
  SortedMap<String, Senders> senders() {
    return senders;
  }

  RunOutlook outlook() {
    return outlook;
  }

  void outlook(RunOutlook known) {
    outlook = known;
    outlook.wishes(RunWishes.of(merged().labels()));
  }

  void progressIsNews() {
    progressIsNews = true;
  }

  RunEnergy energy() {
    return new RunEnergy(parts.values());
  }

  MergedRun merged() {
    // Without a row it depends on the energy, too.
    if (rows.isEmpty()) {
      return MergedRun.of(run, rows.values(), since());
    }
    MergedRun known = merged;
    if (known == null) {
      known = MergedRun.of(run, rows.values(), since());
      merged = known;
    }
    return known;
  }

  void put(RunFacts row) {
    rows.put(row.node(), row);
    merged = null;
    outlook.wishes(RunWishes.of(merged().labels()));
  }

  void removeRow(String node) {
    rows.remove(node);
    merged = null;
    outlook.wishes(RunWishes.of(merged().labels()));
  }

  int size() {
    return parts.values().stream().mapToInt(part -> part.energy().size()).sum();
  }

  private long since() {
    return energy().sinceWallMicros();
  }

  /** When the newest happened that is known of it, microseconds since 1970; 0 if nothing is. */
  long newestWallMicros() {
    long newest = parts.isEmpty() ? 0 : energy().asOfWallMicros();
    for (RunFacts row : rows.values()) {
      newest = Math.max(newest, row.endedWallMicros().orElse(row.startedWallMicros()));
    }
    return Math.max(
        newest, progress.progress(energy()).map(RunProgress::lastWallMicros).orElse(0L));
  }

  private long revision() {
    long sum = progress.revision() + course.revision();
    for (RunPart part : parts.values()) {
      sum += part.revision();
    }
    for (RunFacts row : rows.values()) {
      // A row counts its own versions, from 0 or from 1.
      sum += row.revision() + 1;
    }
    return sum;
  }

  /** The account as it stands. */
  Account.OfRun account(Figures figures) {
    MergedRun merged = merged();
    Account.Ledger ledger = ledger(figures);
    return new Account.OfRun(
        run,
        merged.name(),
        merged.labels(),
        merged.user(),
        merged.foundBy(),
        merged.state(),
        merged.startedWallMicros(),
        merged.endedWallMicros(),
        merged.exitCode(),
        progress.progress(energy()),
        shares(),
        ledger,
        parts.isEmpty()
            ? Optional.empty()
            : Optional.of(
                course.efficiency(energy(), merged.state(), RankPaces.of(senders, parts))),
        merged.state() == RunState.ENDED ? Optional.empty() : forecast(ledger));
  }

  private Optional<RunForecast> forecast(Account.Ledger ledger) {
    RunEnergy energy = energy();
    outlook.meet(energy::at, energy.knownUntil());
    return Forecasting.of(outlook, ledger);
  }

  private List<NodeShare> shares() {
    List<NodeShare> shares = new ArrayList<>(parts.size());
    parts.forEach((node, part) -> part.share(node).ifPresent(shares::add));
    return shares;
  }

  private Account.Ledger ledger(Figures figures) {
    List<EnergyEntry> entries = new ArrayList<>();
    BandSum sum = new BandSum();
    FigureSum meant = new FigureSum();
    List<EmbodiedShare> embodied = new ArrayList<>();
    parts.forEach(
        (node, part) -> {
          part.energy().entries(node, entries);
          sum.add(node, part.energy());
          part.time().addTo(meant, figures, node);
          part.reserved().share(node).ifPresent(embodied::add);
        });
    Band total = sum.band();
    List<CarbonFigure> carbon = new ArrayList<>(meant.carbon(total));
    ReservedTime.figure(embodied).ifPresent(carbon::add);
    return new Account.Ledger(
        revision(),
        energy().asOfWallMicros(),
        since(),
        entries,
        total,
        carbon,
        meant.cost(total),
        meant.water(total),
        meant.restated());
  }

  /** A cleaner time for what is left of it; only of a run in one zone whose end is forecast. */
  Optional<HoursAhead.Window> cleaner(Account.OfRun account, HoursAhead hours) {
    Optional<RunForecast.Figures> rest = account.forecast().flatMap(RunForecast::restToEnd);
    if (rest.isEmpty() || parts.isEmpty() || reach().zones().size() != 1) {
      return Optional.empty();
    }
    return hours.cleanest(
        parts.firstEntry().getValue().time().place(),
        account.ledger().asOfWallMicros(),
        rest.get().micros().middle());
  }

  /** Energy came. */
  void used(RunSlice slice) {
    newestWallMicros = OptionalLong.of(Math.max(newestEnergyMicros(), slice.toWallMicros()));
  }

  private long newestEnergyMicros() {
    return newestWallMicros.isPresent() ? newestWallMicros.getAsLong() : energy().asOfWallMicros();
  }

  /**
   * Which parts met energy.
   *
   * @param progress that of how far it is
   * @param course that of what it was doing
   */
  record Settled(boolean progress, boolean course) {
    static final Settled NOTHING = new Settled(false, false);
  }

  /**
   * Meets times with their energy for good. At each record, so that a recount does the same: older
   * energy is kept coarsely, and what is met later is met with less. What energy is known is asked
   * only where a time waits for it: on many nodes that takes a while.
   */
  Settled settle() {
    long next =
        Math.min(
            outlook.nextWallMicros(), Math.min(progress.nextWallMicros(), course.nextWallMicros()));
    long newest = newestEnergyMicros();
    if (next == Long.MAX_VALUE || next > newest - RunEnergy.SETTLING_MICROS) {
      return Settled.NOTHING;
    }
    RunEnergy energy = energy();
    long until = energy.settledUntil(newest);
    if (next > until) {
      return Settled.NOTHING;
    }
    outlook.settle(energy::at, until);
    return new Settled(progress.settle(energy, until), course.settle(energy, until));
  }

  /** Where and when its energy was used, as far as the grid goes. */
  Reach reach() {
    Set<String> zones = new TreeSet<>();
    long until = 0;
    for (RunPart part : parts.values()) {
      zones.addAll(part.time().zones());
      until = Math.max(until, part.asOfWallMicros());
    }
    return new Reach(zones, since(), until);
  }

  /** Zones and a stretch of time. */
  record Reach(Set<String> zones, long fromWallMicros, long toWallMicros) {
    boolean isTouchedBy(GridBook.Change change) {
      return change.touches(zones, fromWallMicros, toWallMicros + 1);
    }
  }

  /** Progress for the next point of the series, if there is any news; asked once a point. */
  Optional<ProgressPoint> takeProgressNews() {
    boolean news = progressIsNews;
    progressIsNews = false;
    return news ? Optional.of(progress.point()) : Optional.empty();
  }
}
