package io.trainwatt.events.codec;

import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.account.Stretch;
import java.util.Optional;
import java.util.OptionalLong;

/** The part of a run's account that says what its energy went into. */
final class EfficiencyCodec {
  private EfficiencyCodec() {}

  static Efficiency fromWire(io.trainwatt.events.wire.v1.Efficiency wire) {
    return new Efficiency(
        wire.getActivitiesList().stream().map(EfficiencyCodec::fromWire).toList(),
        wire.hasTraining() ? Optional.of(fromWire(wire.getTraining())) : Optional.empty(),
        wire.hasRecent() ? Optional.of(fromWire(wire.getRecent())) : Optional.empty(),
        wire.hasParameters()
            ? number("efficiency.parameters", wire.getParameters())
            : OptionalLong.empty(),
        wire.hasActiveParameters()
            ? number("efficiency.active_parameters", wire.getActiveParameters())
            : OptionalLong.empty(),
        wire.getCurvesList().stream().map(EfficiencyCodec::fromWire).toList(),
        wire.getRanksList().stream().map(EfficiencyCodec::fromWire).toList());
  }

  static io.trainwatt.events.wire.v1.Efficiency toWire(Efficiency efficiency) {
    io.trainwatt.events.wire.v1.Efficiency.Builder wire =
        io.trainwatt.events.wire.v1.Efficiency.newBuilder();
    efficiency.activities().forEach(spent -> wire.addActivities(toWire(spent)));
    efficiency.training().ifPresent(stretch -> wire.setTraining(toWire(stretch)));
    efficiency.recent().ifPresent(stretch -> wire.setRecent(toWire(stretch)));
    efficiency.parameters().ifPresent(wire::setParameters);
    efficiency.activeParameters().ifPresent(wire::setActiveParameters);
    efficiency.curves().forEach(curve -> wire.addCurves(toWire(curve)));
    efficiency.ranks().forEach(rank -> wire.addRanks(toWire(rank)));
    return wire.build();
  }

  private static ActivityEnergy fromWire(io.trainwatt.events.wire.v1.ActivityEnergy wire) {
    return new ActivityEnergy(
        WireEnums.of(wire.getActivity()),
        Wire.energy(wire.getEnergyMicrojoules()),
        Wire.energy(wire.getIdleMicrojoules()),
        Wire.notNegative("activities.duration_micros", wire.getDurationMicros()),
        wire.hasCapacityGigaflops()
            ? number("activities.capacity_gigaflops", wire.getCapacityGigaflops())
            : OptionalLong.empty());
  }

  private static io.trainwatt.events.wire.v1.ActivityEnergy toWire(ActivityEnergy spent) {
    io.trainwatt.events.wire.v1.ActivityEnergy.Builder wire =
        io.trainwatt.events.wire.v1.ActivityEnergy.newBuilder()
            .setActivity(WireEnums.of(spent.activity()))
            .setEnergyMicrojoules(spent.energy().microjoules())
            .setIdleMicrojoules(spent.idle().microjoules())
            .setDurationMicros(spent.durationMicros());
    spent.capacityGigaflops().ifPresent(wire::setCapacityGigaflops);
    return wire.build();
  }

  private static Stretch fromWire(io.trainwatt.events.wire.v1.Stretch wire) {
    return new Stretch(
        wire.getFromWallMicros(),
        wire.getToWallMicros(),
        Wire.notNegative("stretch.duration_micros", wire.getDurationMicros()),
        Wire.energy(wire.getEnergyMicrojoules()),
        ProgressCodec.fromWire(wire.getWork()),
        wire.hasCapacityGigaflops()
            ? number("stretch.capacity_gigaflops", wire.getCapacityGigaflops())
            : OptionalLong.empty());
  }

  private static io.trainwatt.events.wire.v1.Stretch toWire(Stretch stretch) {
    io.trainwatt.events.wire.v1.Stretch.Builder wire =
        io.trainwatt.events.wire.v1.Stretch.newBuilder()
            .setFromWallMicros(stretch.fromWallMicros())
            .setToWallMicros(stretch.toWallMicros())
            .setDurationMicros(stretch.durationMicros())
            .setEnergyMicrojoules(stretch.energy().microjoules())
            .setWork(ProgressCodec.toWire(stretch.work()));
    stretch.capacityGigaflops().ifPresent(wire::setCapacityGigaflops);
    return wire.build();
  }

  private static LossCurve fromWire(io.trainwatt.events.wire.v1.LossCurve wire) {
    return new LossCurve(
        WireEnums.of(wire.getMetric()),
        wire.getMarksList().stream()
            .map(
                mark ->
                    new LossMark(
                        mark.getLoss(),
                        Wire.energy(mark.getEnergyMicrojoules()),
                        mark.getWallMicros(),
                        ProgressCodec.fromWire(mark.getWork())))
            .toList());
  }

  private static io.trainwatt.events.wire.v1.LossCurve toWire(LossCurve curve) {
    io.trainwatt.events.wire.v1.LossCurve.Builder wire =
        io.trainwatt.events.wire.v1.LossCurve.newBuilder().setMetric(WireEnums.of(curve.metric()));
    for (LossMark mark : curve.marks()) {
      wire.addMarks(
          io.trainwatt.events.wire.v1.LossMark.newBuilder()
              .setLoss(mark.loss())
              .setEnergyMicrojoules(mark.energy().microjoules())
              .setWallMicros(mark.wallMicros())
              .setWork(ProgressCodec.toWire(mark.work())));
    }
    return wire.build();
  }

  private static RankShare fromWire(io.trainwatt.events.wire.v1.RankShare wire) {
    return new RankShare(
        Wire.notNegative("ranks.rank", wire.getRank()),
        wire.getNode(),
        Wire.notNegative("ranks.steps", wire.getSteps()),
        Wire.notNegative("ranks.duration_micros", wire.getDurationMicros()),
        wire.hasEnergyMicrojoules()
            ? Optional.of(Wire.energy(wire.getEnergyMicrojoules()))
            : Optional.empty());
  }

  private static io.trainwatt.events.wire.v1.RankShare toWire(RankShare rank) {
    io.trainwatt.events.wire.v1.RankShare.Builder wire =
        io.trainwatt.events.wire.v1.RankShare.newBuilder()
            .setRank(rank.rank())
            .setNode(rank.node())
            .setSteps(rank.steps())
            .setDurationMicros(rank.durationMicros());
    rank.energy().ifPresent(energy -> wire.setEnergyMicrojoules(energy.microjoules()));
    return wire.build();
  }

  private static OptionalLong number(String field, long value) {
    return OptionalLong.of(Wire.notNegative(field, value));
  }
}
