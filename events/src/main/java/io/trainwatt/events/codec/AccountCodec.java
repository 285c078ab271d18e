package io.trainwatt.events.codec;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.wire.v1.EnergyBand;
import io.trainwatt.events.wire.v1.NodeAccount;
import io.trainwatt.events.wire.v1.RunAccount;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Records of {@code trainwatt.accounts}. Stateless; any thread. */
public final class AccountCodec {
  private AccountCodec() {}

  /**
   * @throws MalformedRecord if the bytes are no valid account
   */
  public static Account decode(byte[] bytes) throws MalformedRecord {
    return Wire.decode(io.trainwatt.events.wire.v1.Account.parser(), bytes, AccountCodec::fromWire);
  }

  /** The account as bytes. */
  public static byte[] encode(Account account) {
    io.trainwatt.events.wire.v1.Account.Builder wire =
        io.trainwatt.events.wire.v1.Account.newBuilder();
    switch (account) {
      case Account.OfRun run -> wire.setRun(toWire(run));
      case Account.OfNode node -> wire.setNode(toWire(node));
    }
    Account.Ledger ledger = account.ledger();
    wire.setRevision(ledger.revision())
        .setAsOfWallMicros(ledger.asOfWallMicros())
        .setSinceWallMicros(ledger.sinceWallMicros())
        .setTotal(
            EnergyBand.newBuilder()
                .setEnergyMicrojoules(ledger.total().energy().microjoules())
                .setPlusMinusMicrojoules(ledger.total().plusMinus().microjoules()));
    ledger.energy().forEach(entry -> wire.addEnergy(toWire(entry)));
    ledger.carbon().forEach(figure -> wire.addCarbon(FigureCodec.toWire(figure)));
    ledger.cost().forEach(figure -> wire.addCost(FigureCodec.toWire(figure)));
    ledger.water().ifPresent(figure -> wire.setWater(FigureCodec.toWire(figure)));
    ledger.restated().ifPresent(restated -> wire.setRestated(FigureCodec.toWire(restated)));
    return wire.build().toByteArray();
  }

  private static Account fromWire(io.trainwatt.events.wire.v1.Account wire) {
    Account.Ledger ledger =
        new Account.Ledger(
            wire.getRevision(),
            wire.getAsOfWallMicros(),
            wire.getSinceWallMicros(),
            wire.getEnergyList().stream().map(AccountCodec::fromWire).toList(),
            new Band(
                Wire.energy(wire.getTotal().getEnergyMicrojoules()),
                Wire.energy(wire.getTotal().getPlusMinusMicrojoules())),
            wire.getCarbonList().stream().map(FigureCodec::fromWire).toList(),
            wire.getCostList().stream().map(FigureCodec::fromWire).toList(),
            wire.hasWater() ? Optional.of(FigureCodec.fromWire(wire.getWater())) : Optional.empty(),
            wire.hasRestated()
                ? Optional.of(FigureCodec.fromWire(wire.getRestated()))
                : Optional.empty());
    return switch (wire.getSubjectCase()) {
      case RUN -> fromWire(wire.getRun(), ledger);
      case NODE -> fromWire(wire.getNode(), ledger);
      case SUBJECT_NOT_SET -> throw new IllegalArgumentException("subject is not set");
    };
  }

  private static Account.OfRun fromWire(RunAccount wire, Account.Ledger ledger) {
    return new Account.OfRun(
        wire.getRun(),
        wire.getName(),
        Wire.labels(wire.getLabelsList()),
        wire.getUser(),
        wire.getFoundBy(),
        WireEnums.of(wire.getState()),
        wire.getStartedWallMicros(),
        wire.hasEndedWallMicros()
            ? OptionalLong.of(wire.getEndedWallMicros())
            : OptionalLong.empty(),
        wire.hasExitCode() ? OptionalInt.of(wire.getExitCode()) : OptionalInt.empty(),
        wire.hasProgress() ? Optional.of(fromWire(wire.getProgress())) : Optional.empty(),
        wire.getNodesList().stream().map(AccountCodec::fromWire).toList(),
        ledger,
        wire.hasEfficiency()
            ? Optional.of(EfficiencyCodec.fromWire(wire.getEfficiency()))
            : Optional.empty(),
        wire.hasForecast()
            ? Optional.of(ForecastCodec.fromWire(wire.getForecast()))
            : Optional.empty());
  }

  private static RunAccount toWire(Account.OfRun run) {
    RunAccount.Builder wire =
        RunAccount.newBuilder()
            .setRun(run.run())
            .setName(run.name())
            .addAllLabels(Wire.labels(run.labels()))
            .setUser(run.user())
            .setFoundBy(run.foundBy())
            .setState(WireEnums.of(run.state()))
            .setStartedWallMicros(run.startedWallMicros());
    run.endedWallMicros().ifPresent(wire::setEndedWallMicros);
    run.exitCode().ifPresent(wire::setExitCode);
    run.progress().ifPresent(progress -> wire.setProgress(toWire(progress)));
    run.nodes().forEach(share -> wire.addNodes(toWire(share)));
    run.efficiency().ifPresent(known -> wire.setEfficiency(EfficiencyCodec.toWire(known)));
    run.forecast().ifPresent(forecast -> wire.setForecast(ForecastCodec.toWire(forecast)));
    return wire.build();
  }

  private static Account.OfNode fromWire(NodeAccount wire, Account.Ledger ledger) {
    return new Account.OfNode(
        wire.getNode(),
        Wire.energy(wire.getMeasuredMicrojoules()),
        Wire.energy(wire.getAttributedMicrojoules()),
        Wire.energy(wire.getUnattributedMicrojoules()),
        new SampleBooks(
            wire.getBooks().getReceived(),
            wire.getBooks().getAccepted(),
            wire.getBooks().getRepeated(),
            wire.getBooks().getRefused(),
            wire.getBooks().getMissing()),
        wire.hasFacts() ? Optional.of(NodeFactsCodec.fromWire(wire.getFacts())) : Optional.empty(),
        wire.getAgentStagesList().stream().map(SampleCodec::fromWire).toList(),
        ledger);
  }

  private static NodeAccount toWire(Account.OfNode node) {
    NodeAccount.Builder wire =
        NodeAccount.newBuilder()
            .setNode(node.node())
            .setMeasuredMicrojoules(node.measured().microjoules())
            .setAttributedMicrojoules(node.attributed().microjoules())
            .setUnattributedMicrojoules(node.unattributed().microjoules())
            .setBooks(
                io.trainwatt.events.wire.v1.SampleBooks.newBuilder()
                    .setReceived(node.books().received())
                    .setAccepted(node.books().accepted())
                    .setRepeated(node.books().repeated())
                    .setRefused(node.books().refused())
                    .setMissing(node.books().missing()));
    node.facts().ifPresent(facts -> wire.setFacts(NodeFactsCodec.toWire(facts)));
    node.agentStages().forEach(stage -> wire.addAgentStages(SampleCodec.toWire(stage)));
    return wire.build();
  }

  private static EnergyEntry fromWire(io.trainwatt.events.wire.v1.EnergyEntry wire) {
    return new EnergyEntry(
        wire.getNode(),
        wire.getDevice(),
        WireEnums.of(wire.getComponent()),
        WireEnums.of(wire.getQuality()),
        wire.getInTotal(),
        Wire.energy(wire.getEnergyMicrojoules()),
        Wire.energy(wire.getBridgedMicrojoules()),
        Wire.energy(wire.getFilledMicrojoules()),
        Wire.notNegative("energy.error_ppm", wire.getErrorPpm()),
        wire.getCorrelationGroup());
  }

  private static io.trainwatt.events.wire.v1.EnergyEntry toWire(EnergyEntry entry) {
    return io.trainwatt.events.wire.v1.EnergyEntry.newBuilder()
        .setNode(entry.node())
        .setDevice(entry.device())
        .setComponent(WireEnums.of(entry.component()))
        .setQuality(WireEnums.of(entry.quality()))
        .setInTotal(entry.inTotal())
        .setEnergyMicrojoules(entry.energy().microjoules())
        .setBridgedMicrojoules(entry.bridged().microjoules())
        .setFilledMicrojoules(entry.filled().microjoules())
        .setErrorPpm(entry.errorPpm())
        .setCorrelationGroup(entry.correlationGroup())
        .build();
  }

  private static NodeShare fromWire(io.trainwatt.events.wire.v1.NodeShare wire) {
    return new NodeShare(
        wire.getNode(),
        Wire.energy(wire.getMeasuredMicrojoules()),
        Wire.energy(wire.getAttributedMicrojoules()),
        Wire.energy(wire.getUnattributedMicrojoules()),
        wire.getFromWallMicros(),
        wire.getToWallMicros());
  }

  private static io.trainwatt.events.wire.v1.NodeShare toWire(NodeShare share) {
    return io.trainwatt.events.wire.v1.NodeShare.newBuilder()
        .setNode(share.node())
        .setMeasuredMicrojoules(share.measured().microjoules())
        .setAttributedMicrojoules(share.attributed().microjoules())
        .setUnattributedMicrojoules(share.unattributed().microjoules())
        .setFromWallMicros(share.fromWallMicros())
        .setToWallMicros(share.toWallMicros())
        .build();
  }

  private static RunProgress fromWire(io.trainwatt.events.wire.v1.RunProgress wire) {
    return new RunProgress(
        ProgressCodec.fromWire(wire.getWork()),
        wire.hasStep()
            ? OptionalLong.of(Wire.notNegative("progress.step", wire.getStep()))
            : OptionalLong.empty(),
        wire.hasFirstLoss() ? Optional.of(Wire.loss(wire.getFirstLoss())) : Optional.empty(),
        wire.hasLastLoss() ? Optional.of(Wire.loss(wire.getLastLoss())) : Optional.empty(),
        wire.hasLastValidationLoss()
            ? Optional.of(Wire.loss(wire.getLastValidationLoss()))
            : Optional.empty(),
        wire.hasLearningRate() ? OptionalDouble.of(wire.getLearningRate()) : OptionalDouble.empty(),
        WireEnums.of(wire.getPhase()),
        wire.hasPlannedSteps()
            ? OptionalLong.of(Wire.notNegative("progress.planned_steps", wire.getPlannedSteps()))
            : OptionalLong.empty(),
        wire.getRanksSeen(),
        wire.getWorldSize(),
        wire.getFirstWallMicros(),
        wire.getLastWallMicros(),
        wire.hasEnergyBetweenMicrojoules()
            ? Optional.of(Wire.energy(wire.getEnergyBetweenMicrojoules()))
            : Optional.empty(),
        ProgressCodec.fromWire(wire.getWorkBetween()),
        Wire.energy(wire.getEnergySinceLastMicrojoules()),
        List.copyOf(wire.getSourcesList()));
  }

  private static io.trainwatt.events.wire.v1.RunProgress toWire(RunProgress progress) {
    io.trainwatt.events.wire.v1.RunProgress.Builder wire =
        io.trainwatt.events.wire.v1.RunProgress.newBuilder()
            .setWork(ProgressCodec.toWire(progress.work()))
            .setPhase(WireEnums.of(progress.phase()))
            .setRanksSeen(progress.ranksSeen())
            .setWorldSize(progress.worldSize())
            .setFirstWallMicros(progress.firstWallMicros())
            .setLastWallMicros(progress.lastWallMicros())
            .setWorkBetween(ProgressCodec.toWire(progress.workBetween()))
            .setEnergySinceLastMicrojoules(progress.energySinceLast().microjoules())
            .addAllSources(progress.sources());
    progress.step().ifPresent(wire::setStep);
    progress.firstLoss().ifPresent(loss -> wire.setFirstLoss(Wire.loss(loss)));
    progress.lastLoss().ifPresent(loss -> wire.setLastLoss(Wire.loss(loss)));
    progress.lastValidationLoss().ifPresent(loss -> wire.setLastValidationLoss(Wire.loss(loss)));
    progress.learningRate().ifPresent(wire::setLearningRate);
    progress.plannedSteps().ifPresent(wire::setPlannedSteps);
    progress
        .energyBetween()
        .ifPresent(energy -> wire.setEnergyBetweenMicrojoules(energy.microjoules()));
    return wire.build();
  }
}
