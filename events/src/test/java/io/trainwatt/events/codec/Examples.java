package io.trainwatt.events.codec;

import io.trainwatt.events.account.Account;
import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.ActivityEnergy;
import io.trainwatt.events.account.CarbonFactor;
import io.trainwatt.events.account.CarbonFigure;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.CostFigure;
import io.trainwatt.events.account.DeviceGauges;
import io.trainwatt.events.account.Efficiency;
import io.trainwatt.events.account.EmbodiedShare;
import io.trainwatt.events.account.EnergyEntry;
import io.trainwatt.events.account.FactorDetail;
import io.trainwatt.events.account.LossCurve;
import io.trainwatt.events.account.LossMark;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.account.NodeShare;
import io.trainwatt.events.account.PriceLine;
import io.trainwatt.events.account.ProgressPoint;
import io.trainwatt.events.account.RankShare;
import io.trainwatt.events.account.Restatement;
import io.trainwatt.events.account.RunForecast;
import io.trainwatt.events.account.RunProgress;
import io.trainwatt.events.account.SampleBooks;
import io.trainwatt.events.account.SeriesPoint;
import io.trainwatt.events.account.SliceEntry;
import io.trainwatt.events.account.Stretch;
import io.trainwatt.events.account.Subject;
import io.trainwatt.events.account.WaterFigure;
import io.trainwatt.events.advice.Advice;
import io.trainwatt.events.advice.AdviceAction;
import io.trainwatt.events.alert.Alert;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.alert.Silence;
import io.trainwatt.events.deadletter.DeadLetter;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.GridFactor;
import io.trainwatt.events.grid.GridPrice;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.EmbodiedHardware;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.node.Tariff;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import io.trainwatt.events.quantity.Band;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.SensorEvent;
import io.trainwatt.events.sample.StageCount;
import io.trainwatt.events.sample.User;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One record of each kind with every field set: what the golden bytes mean. */
final class Examples {
  private Examples() {}

  static final long WALL = 1_795_000_000_000_000L;
  static final String RUN = "20261122-190501-3f9a2c";
  static final AgentInstance AGENT = new AgentInstance("a1b2c3", 3);
  static final StageCount STAGE = new StageCount("spool", 10, 7, 2, Map.of("full", 1L));

  static Sample sample() {
    Gauges gauges =
        new Gauges(
            Optional.of(Power.ofWatts(287)),
            OptionalInt.of(930_000),
            Optional.of(Power.ofWatts(55)),
            OptionalLong.of(40L << 30),
            OptionalLong.of(80L << 30),
            Optional.of(Power.ofWatts(400)),
            OptionalInt.of(-1_500),
            OptionalLong.of(1_410_000_000L),
            List.of("power cap"));
    DeviceSample gpu =
        new DeviceSample(
            "GPU-8f1a",
            Component.GPU,
            new Epoch("e0", 2, WALL - 5_000_000, "driver reload"),
            true,
            4_999_000_000L,
            Map.of(Quality.COUNTED, Energy.ofJoules(1_000), Quality.INTEGRATED, Energy.ofJoules(3)),
            List.of(
                new Counter(
                    new User.OfRun(RUN),
                    Quality.COUNTED,
                    Energy.ofJoules(900),
                    Energy.ofJoules(10),
                    Energy.ofMicrojoules(7)),
                Counter.of(User.Remainder.UNATTRIBUTED, Quality.COUNTED, Energy.ofJoules(60)),
                Counter.of(User.Remainder.RETIRED, Quality.COUNTED, Energy.ofJoules(40)),
                Counter.of(new User.OfRun(RUN), Quality.INTEGRATED, Energy.ofJoules(3))),
            Map.of(Quality.COUNTED, 50_000, Quality.INTEGRATED, 80_000),
            "nvml",
            1_200,
            gauges);
    return new Sample(
        "local/host",
        42,
        AGENT,
        "boot-1",
        5_000_000_000L,
        WALL,
        List.of(new ListedRun(RUN, false, 4, 1_234_567), new ListedRun("other", true, 0, 9)),
        List.of(gpu),
        List.of(
            new SensorEvent(
                "GPU-8f1a",
                "gap",
                WALL,
                Optional.of(Energy.ofJoules(5)),
                OptionalLong.of(12_000),
                "no reading for 12 s")),
        List.of(STAGE));
  }

  static NodeFacts nodeFacts() {
    return new NodeFacts(
        "local/host",
        "local",
        "host",
        WALL,
        AGENT,
        "0.1.0",
        Optional.of("DE"),
        OptionalInt.of(1_200_000),
        Optional.of(new Tariff("EUR", 310_000)),
        new Hardware("EPYC", 2, 128, 512L << 30, "6.1", "x86_64"),
        OptionalLong.of(-250),
        List.of(
            new DeviceFacts(
                "package-0",
                Component.CPU,
                "package-0",
                "powercap",
                true,
                "a package zone",
                Optional.of(Power.ofWatts(560)),
                List.of(Quality.COUNTED),
                "energy_uj")),
        List.of(new Finding("gpu", "no NVML library", "install the driver")));
  }

  static Progress progress() {
    return new Progress(
        RUN,
        "local/host",
        "boot-1",
        5,
        6_000_000_000L,
        WALL,
        1,
        4,
        Scope.RANK,
        "hook",
        OptionalLong.of(100),
        work(),
        Optional.of(new Loss.Finite(2.25)),
        Optional.of(Loss.NonFinite.NAN),
        OptionalDouble.of(3e-4),
        Phase.EVALUATION,
        OptionalLong.of(1_000),
        OptionalLong.of(124_000_000),
        OptionalLong.of(60_000_000),
        OptionalDouble.of(0.5));
  }

  static Work work() {
    return new Work(
        OptionalLong.of(99), OptionalLong.of(1 << 20), OptionalLong.of(3_200), OptionalLong.of(7));
  }

  static RunFacts runFacts() {
    return new RunFacts(
        RUN,
        "local/host",
        2,
        "plain",
        Map.of("strategy", "dense", "seed", "1"),
        "ann",
        "run",
        WALL,
        OptionalLong.of(WALL + 60_000_000),
        RunState.ENDED,
        OptionalInt.of(137),
        List.of("python3", "train.py"),
        4);
  }

  static GridFactor gridFactor() {
    return new GridFactor(
        "DE",
        "ember",
        IntensityKind.AVERAGE,
        EmissionBasis.LIFECYCLE,
        WALL,
        OptionalLong.of(WALL + 3_600_000_000L),
        344_000,
        true,
        "Germany",
        WALL + 5,
        OptionalInt.of(500_000));
  }

  static GridFactor gridContract() {
    return new GridFactor(
        "DE",
        "ppa:north",
        IntensityKind.CONTRACT,
        EmissionBasis.LIFECYCLE,
        WALL,
        OptionalLong.of(WALL + 3_600_000_000L),
        11_000,
        false,
        "",
        WALL + 5,
        OptionalInt.of(400_000),
        "hpc",
        FactorOrigin.FILE,
        OptionalLong.of(12_000));
  }

  static GridPrice gridPrice() {
    return new GridPrice(
        "DE",
        "night rate",
        FactorOrigin.FILE,
        "hpc",
        WALL,
        OptionalLong.of(WALL + 3_600_000_000L),
        "EUR",
        180_000,
        WALL + 5,
        OptionalLong.of(190_000));
  }

  static NodeFacts nodeFactsFootprint() {
    NodeFacts facts = nodeFacts();
    return new NodeFacts(
        facts.node(),
        facts.cluster(),
        facts.name(),
        facts.wallMicros(),
        facts.agent(),
        facts.agentVersion(),
        facts.zone(),
        facts.puePpm(),
        facts.tariff(),
        facts.hardware(),
        facts.clockOffsetMicros(),
        facts.devices(),
        facts.findings(),
        OptionalInt.of(150),
        Optional.of(new EmbodiedHardware(3_800_000_000L, 126_230_400)));
  }

  static Account.OfNode nodeAccountFigures() {
    Account.OfNode account = nodeAccount();
    return new Account.OfNode(
        account.node(),
        account.measured(),
        account.attributed(),
        account.unattributed(),
        account.books(),
        account.facts(),
        account.agentStages(),
        ledgerFigures());
  }

  private static Account.Ledger ledgerFigures() {
    Account.Ledger ledger = ledger();
    return new Account.Ledger(
        ledger.revision(),
        ledger.asOfWallMicros(),
        ledger.sinceWallMicros(),
        ledger.energy(),
        ledger.total(),
        List.of(marketBased(), embodied()),
        List.of(
            new CostFigure(
                "EUR",
                45_000,
                2_250,
                List.of(
                    new PriceLine(
                        "night rate",
                        180_000,
                        170_000,
                        190_000,
                        1_200_000,
                        Energy.ofJoules(900))))),
        Optional.of(new WaterFigure(37_500, 1_875, Energy.ofJoules(900))),
        Optional.of(new Restatement(Energy.ofJoules(300), WALL, WALL + 7_200_000_000L)));
  }

  private static CarbonFigure marketBased() {
    return new CarbonFigure(
        CarbonMethod.MARKET_BASED_HOURLY,
        3_300,
        165,
        List.of(
            new CarbonFactor(
                "DE",
                "Germany",
                "ppa:north",
                11_000,
                false,
                1_200_000,
                false,
                Energy.ofJoules(900),
                Optional.of(
                    new FactorDetail(
                        IntensityKind.CONTRACT,
                        EmissionBasis.LIFECYCLE,
                        FactorOrigin.FILE,
                        Energy.ofJoules(100),
                        Energy.ofJoules(300),
                        10_000,
                        12_000)))));
  }

  private static CarbonFigure embodied() {
    return new CarbonFigure(
        CarbonMethod.EMBODIED,
        1_806_255,
        0,
        List.of(),
        List.of(
            new EmbodiedShare(
                "local/host", "configured", 3_800_000_000L, 126_230_400, 60_000_000, true)));
  }

  static Account.OfRun runAccount() {
    return new Account.OfRun(
        RUN,
        "plain",
        Map.of("strategy", "dense"),
        "ann",
        "run",
        RunState.ENDED,
        WALL,
        OptionalLong.of(WALL + 60_000_000),
        OptionalInt.of(0),
        Optional.of(
            new RunProgress(
                work(),
                OptionalLong.of(100),
                Optional.of(new Loss.Finite(4.1)),
                Optional.of(new Loss.Finite(2.2)),
                Optional.of(Loss.NonFinite.POSITIVE_INFINITY),
                OptionalDouble.of(1e-4),
                Phase.FINISHED,
                OptionalLong.of(1_000),
                4,
                4,
                WALL,
                WALL + 50_000_000,
                Optional.of(Energy.ofJoules(800)),
                work(),
                Energy.ofJoules(9),
                List.of("hook"))),
        List.of(
            new NodeShare(
                "local/host",
                Energy.ofJoules(1_000),
                Energy.ofJoules(900),
                Energy.ofJoules(100),
                WALL,
                WALL + 60_000_000)),
        ledger());
  }

  static Account.OfRun runAccountWithEfficiency() {
    Account.OfRun plain = runAccount();
    return new Account.OfRun(
        plain.run(),
        plain.name(),
        plain.labels(),
        plain.user(),
        plain.foundBy(),
        plain.state(),
        plain.startedWallMicros(),
        plain.endedWallMicros(),
        plain.exitCode(),
        plain.progress(),
        plain.nodes(),
        plain.ledger(),
        Optional.of(efficiency()));
  }

  static Efficiency efficiency() {
    return new Efficiency(
        Arrays.stream(Activity.values())
            .map(
                activity ->
                    new ActivityEnergy(
                        activity,
                        Energy.ofJoules(100),
                        Energy.ofJoules(3),
                        8_000_000,
                        OptionalLong.of(7_912_000)))
            .toList(),
        Optional.of(stretch(55_000_000)),
        Optional.of(stretch(30_000_000)),
        OptionalLong.of(124_000_000),
        OptionalLong.of(60_000_000),
        List.of(
            new LossCurve(
                LossMetric.TRAINING,
                List.of(
                    new LossMark(4.1, Energy.ofJoules(20), WALL + 2_000_000, Work.NONE),
                    new LossMark(2.2, Energy.ofJoules(800), WALL + 50_000_000, work()))),
            new LossCurve(
                LossMetric.VALIDATION,
                List.of(new LossMark(2.4, Energy.ofJoules(790), WALL + 49_000_000, Work.NONE)))),
        List.of(
            new RankShare(0, "local/host", 99, 50_000_000, Optional.of(Energy.ofJoules(900))),
            new RankShare(1, "local/host", 98, 50_000_000, Optional.empty())));
  }

  private static Stretch stretch(long micros) {
    return new Stretch(
        WALL, WALL + 60_000_000, micros, Energy.ofJoules(400), work(), OptionalLong.of(29_670_000));
  }

  static Account.OfRun forecastAccount() {
    return runAccount()
        .with(
            new RunForecast(
                WALL + 50_000_000,
                new RunForecast.Figures(
                    new RunForecast.Range(80_000_000, 100_000_000, 130_000_000),
                    new RunForecast.Range(1_300_000_000, 1_600_000_000, 2_000_000_000),
                    Optional.of(new RunForecast.Range(170_000, 210_000, 262_000)),
                    Optional.of(
                        new RunForecast.Money("EUR", new RunForecast.Range(110, 138, 172)))),
                OptionalDouble.of(1.5),
                Optional.of(new RunForecast.NotKnown("not before the planned end")),
                Optional.of(new RunForecast.LossRange(1.6, 1.7, 1.9)),
                Optional.of(Energy.ofJoules(31))));
  }

  static Account.OfNode nodeAccount() {
    return new Account.OfNode(
        "local/host",
        Energy.ofJoules(1_000),
        Energy.ofJoules(900),
        Energy.ofJoules(100),
        new SampleBooks(10, 8, 1, 1, 2),
        Optional.of(nodeFacts()),
        List.of(STAGE),
        ledger());
  }

  static Account.Ledger ledger() {
    return new Account.Ledger(
        7,
        WALL + 60_000_000,
        WALL,
        List.of(
            new EnergyEntry(
                "local/host",
                "GPU-8f1a",
                Component.GPU,
                Quality.COUNTED,
                true,
                Energy.ofJoules(900),
                Energy.ofJoules(10),
                Energy.ofMicrojoules(7),
                50_000,
                "nvml")),
        new Band(Energy.ofJoules(900), Energy.ofJoules(45)),
        List.of(
            new CarbonFigure(
                CarbonMethod.LOCATION_BASED,
                118_250,
                5_912,
                List.of(
                    new CarbonFactor(
                        "WORLD",
                        "World",
                        "Ember",
                        473_000,
                        true,
                        1_000_000,
                        true,
                        Energy.ofJoules(900))))));
  }

  static SeriesPoint seriesPoint() {
    return new SeriesPoint(
        new Subject.OfRun(RUN),
        "local/host",
        WALL,
        WALL + 1_000_000,
        List.of(
            new SliceEntry(
                "GPU-8f1a",
                Component.GPU,
                Quality.COUNTED,
                true,
                Energy.ofJoules(287),
                Energy.ofJoules(1))),
        Energy.ofJoules(900),
        List.of(
            new DeviceGauges(
                "GPU-8f1a",
                Component.GPU,
                Optional.of(Power.ofWatts(287)),
                OptionalInt.of(930_000),
                OptionalLong.of(1L << 30),
                OptionalInt.of(61_000))),
        Optional.of(
            new ProgressPoint(
                OptionalLong.of(100),
                work(),
                Optional.of(new Loss.Finite(2.2)),
                Optional.of(new Loss.Finite(2.4)),
                OptionalDouble.of(1e-4),
                Phase.TRAINING)));
  }

  static Alert alert() {
    return new Alert(
        "f00d",
        "RunSilent",
        new Subject.OfRun(RUN),
        Severity.WARNING,
        WALL,
        OptionalLong.of(WALL + 9),
        "No progress for 5 min while 287 W go on.",
        "Look at the training's log.",
        Energy.ofJoules(12),
        1_577,
        Map.of("power", "287 W"),
        "docs/reference/alerts.md#runsilent",
        3,
        WALL + 9,
        Map.of("strategy", "dense"));
  }

  static Silence silence() {
    return new Silence(
        "s-1",
        "f00d",
        "RunSilent",
        "run/" + RUN,
        Map.of("strategy", "dense"),
        WALL,
        WALL + 3_600_000_000L,
        "ann",
        "We know.");
  }

  static Advice advice() {
    return new Advice(
        RUN,
        "ad-1",
        AdviceAction.STOP,
        WALL,
        WALL + 600_000_000,
        "f00d",
        "plateau",
        Map.of("gain", "0.1 %"),
        true);
  }

  static Advice auditedAdvice() {
    return new Advice(
        RUN,
        "0123456789ab-1",
        AdviceAction.STOP,
        WALL,
        WALL + 86_400_000_000L,
        "0123456789ab",
        "The loss has flattened.",
        Map.of("energySaved", "31 kJ"),
        true,
        "Plateau",
        "Advised run plain to stop, as a dry run: the loss has flattened.",
        "none of its labels stands in trainwatt.advice.act-for");
  }

  static DeadLetter deadLetter() {
    return new DeadLetter(
        "undecodable",
        "truncated",
        "trainwatt.samples",
        3,
        77,
        "local/host".getBytes(StandardCharsets.UTF_8),
        new byte[] {1, 2, 3},
        false,
        WALL,
        "meter");
  }
}
