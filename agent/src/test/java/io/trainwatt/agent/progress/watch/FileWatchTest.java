package io.trainwatt.agent.progress.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.agent.progress.Sender;
import io.trainwatt.agent.progress.SenderFacts;
import io.trainwatt.agent.progress.console.ConsoleParser;
import io.trainwatt.agent.progress.pattern.LinePattern;
import io.trainwatt.agent.progress.tensorboard.EventFile;
import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Progress;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.progress.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {

  private static final long PID = 100;

  @TempDir Path machine;

  private ProcTree proc;
  private Path work;
  private ProgressBook book = new ProgressBook();
  private FileWatch watch;
  private long nanos = 1_000_000_000_000L;
  // Files that tests make are of the run: it began long before.
  private long startedMicros;
  private Instant now = Instant.now();

  @BeforeEach
  void machine() throws IOException {
    proc = new ProcTree(Files.createDirectories(machine.resolve("proc")));
    work = Files.createDirectories(machine.resolve("work"));
    startedMicros = (now.getEpochSecond() - 3_600) * 1_000_000;
    watch = watch(Optional.empty());
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private FileWatch watch(Optional<LinePattern> pattern) {
    InstantSource wall = () -> now;
    return new FileWatch(
        new WatchConfig(proc.root(), true, pattern),
        book,
        () -> nanos,
        wall.withZone(ZoneOffset.UTC));
  }

  private List<Progress> pass(RunProcesses... runs) {
    nanos += 1_000_000_000L;
    now = now.plusSeconds(1);
    watch.pass(List.of(runs));
    return book.take("c/n", "boot").records();
  }

  private RunProcesses run(Long... pids) {
    return new RunProcesses("r", startedMicros, List.of(pids));
  }

  private Path log(String name, String text) throws IOException {
    return Files.writeString(
        work.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static Progress only(List<Progress> records) {
    assertThat(records).hasSize(1);
    return records.getFirst();
  }

  @Test
  void theOutputOfAProcessIsReadAsItGrows() throws IOException {
    proc.process(PID, work, "");
    Path log = log("slurm-7.out", "starting\nstep 10 loss 3\n");
    proc.writes(PID, 1, log);
    Progress first = only(pass(run(PID)));
    assertThat(first.source()).isEqualTo("console");
    assertThat(first.scope()).isEqualTo(Scope.JOB);
    assertThat(first.step()).hasValue(10);
    assertThat(first.work().steps()).hasValue(0);
    log("slurm-7.out", "step 20 loss 2.5\nstep 3");
    Progress second = only(pass(run(PID)));
    assertThat(second.work().steps()).hasValue(10);
    assertThat(second.loss()).contains(Loss.of(2.5));
    assertThat(pass(run(PID))).isEmpty();
    log("slurm-7.out", "0 loss 2\n");
    assertThat(only(pass(run(PID))).work().steps()).hasValue(20);
  }

  @Test
  void anOutputThatIsOpenForThreeSecondsAfterALongStartIsRead() throws IOException {
    proc.process(PID, work, "");
    for (int second = 0; second < 11; second++) {
      assertThat(pass(run(PID))).isEmpty();
    }
    proc.writes(PID, 3, log("training.log", "step 10 loss 3\n"));
    List<Progress> told = new ArrayList<>();
    for (int second = 0; second < 3; second++) {
      told.addAll(pass(run(PID)));
    }
    assertThat(only(told).step()).hasValue(10);
  }

  @Test
  void theLastLineWithoutAnEndIsReadWhenTheRunIsOver() throws IOException {
    proc.process(PID, work, "");
    proc.writes(PID, 1, log("out.log", "step 10 loss 3\nstep 11 loss 2"));
    pass(run(PID));
    proc.end(PID);
    assertThat(watch.isOver("r")).isFalse();
    assertThat(only(pass(run())).step()).hasValue(11);
    assertThat(watch.isOver("r")).isTrue();
  }

  @Test
  void whatStoodInAFileBeforeTheRunWasMeasuredIsNoWork() throws IOException {
    proc.process(PID, work, "");
    Path log = log("out.log", "step 10 loss 3\nstep 500 loss 2\n");
    proc.writes(PID, 1, log);
    startedMicros = (now.getEpochSecond() + 3_600) * 1_000_000;
    now = now.plusSeconds(7_200);
    Progress first = only(pass(run(PID)));
    assertThat(first.step()).hasValue(500);
    assertThat(first.work().steps()).hasValue(0);
    assertThat(first.loss()).contains(Loss.of(2));
    assertThat(first.wallMicros()).isGreaterThanOrEqualTo(startedMicros);
    log("out.log", "step 510 loss 1\n");
    assertThat(only(pass(run(PID))).work().steps()).hasValue(10);
  }

  @Test
  void aRunThatHangsDoesNotLookAliveBecauseItsFileIsLookedAt() throws IOException {
    proc.process(PID, work, "");
    Path log = log("out.log", "step 10 loss 3\n");
    long written = (now.getEpochSecond() - 600) * 1_000_000;
    Files.setLastModifiedTime(log, FileTime.from(written, TimeUnit.MICROSECONDS));
    proc.writes(PID, 1, log);
    assertThat(only(pass(run(PID))).wallMicros()).isEqualTo(written);
  }

  @Test
  void aLogThatIsTruncatedIsReadFromItsBeginning() throws IOException {
    proc.process(PID, work, "");
    Path log = log("out.log", "step 10 loss 3\nstep 20 loss 3\n");
    proc.writes(PID, 1, log);
    pass(run(PID));
    Files.writeString(log, "step 25 loss 2\n");
    assertThat(only(pass(run(PID))).work().steps()).hasValue(15);
  }

  @Test
  void aFileThatIsGoneIsReadToItsEnd() throws IOException {
    proc.process(PID, work, "");
    Path log = log("out.log", "step 10 loss 3\n");
    proc.writes(PID, 1, log);
    pass(run(PID));
    log("out.log", "step 20 loss 3\n");
    Files.delete(log);
    proc.end(PID);
    assertThat(only(pass(run())).step()).hasValue(20);
  }

  @Test
  void eventFilesThatAreClosedAgainAreFoundByTheProcessInTheirName() throws IOException {
    proc.process(PID, work, "");
    Path runs = Files.createDirectories(work.resolve("runs/Oct01"));
    double wall = now.getEpochSecond();
    byte[] mine = new EventFile().scalar(wall, 5, "Loss/train", 2.5f).bytes();
    byte[] others = new EventFile().scalar(wall, 99, "Loss/train", 9f).bytes();
    Files.write(runs.resolve("events.out.tfevents.1700000000.node1.100.0"), mine);
    Files.write(runs.resolve("events.out.tfevents.1700000000.node1.777.0"), others);
    Progress progress = only(pass(run(PID)));
    assertThat(progress.source()).isEqualTo("tensorboard");
    assertThat(progress.step()).hasValue(5);
    assertThat(progress.wallMicros()).isEqualTo(((long) wall) * 1_000_000);
  }

  @Test
  void theBetterSourceSpeaksAlone() throws IOException {
    proc.process(PID, work, "");
    double wall = now.getEpochSecond();
    Path events = work.resolve("events.out.tfevents.1700000000.node1.100.0");
    Files.write(events, new EventFile().scalar(wall, 5, "loss", 2.5f).bytes());
    proc.writes(PID, 1, log("out.log", "step 5 loss 2.5123\n"));
    assertThat(pass(run(PID))).extracting(Progress::source).contains("tensorboard");
    log("out.log", "step 6 loss 2.4\n");
    assertThat(pass(run(PID))).isEmpty();
    assertThat(book.count().balances()).isTrue();
  }

  @Test
  void whereTheHookSpeaksNoFileDoes() throws IOException {
    proc.process(PID, work, "");
    proc.writes(PID, 1, log("out.log", ""));
    Sender hook = new Sender("r", 0, "hook", PID);
    book.hello(hook, SenderFacts.PLAIN);
    pass(run(PID));
    book.report(
        hook,
        new Moment(nanos, startedMicros + 9)
            .report(
                new ConsoleParser().line("step 1 loss 2").orElseThrow(),
                Work.NONE,
                OptionalLong.empty(),
                startedMicros));
    log("out.log", "step 5 loss 2\n");
    assertThat(pass(run(PID))).extracting(Progress::source).containsExactly("hook");
  }

  @Test
  void aTableFoundByNameIsTheRunsWhoseFolderItIs() throws IOException {
    Path logs = Files.createDirectories(work.resolve("lightning_logs/version_0"));
    proc.process(PID, work, "");
    Files.writeString(logs.resolve("metrics.csv"), "epoch,step,train_loss\n0,4,1.5\n");
    assertThat(only(pass(run(PID))).source()).isEqualTo("csv");
  }

  @Test
  void aTableInAFolderOfTwoRunsIsNobodys() throws IOException {
    proc.process(PID, work, "");
    proc.process(200, work, "");
    Files.writeString(work.resolve("metrics.csv"), "epoch,step,train_loss\n0,4,1.5\n");
    RunProcesses other = new RunProcesses("other", startedMicros, List.of(200L));
    assertThat(pass(run(PID), other)).isEmpty();
    assertThat(pass(run(PID), other)).isEmpty();
  }

  @Test
  void aFolderNamedOnTheCommandLineIsLookedInto() throws IOException {
    Path elsewhere = Files.createDirectories(machine.resolve("elsewhere/checkpoint-5"));
    proc.process(PID, work, "", "python", "--output_dir=" + elsewhere.getParent());
    Files.writeString(
        elsewhere.resolve("trainer_state.json"),
        "{\"global_step\": 5, \"max_steps\": 9, \"log_history\": [{\"loss\": 2.5, \"step\": 5}]}");
    Progress progress = only(pass(run(PID)));
    assertThat(progress.source()).isEqualTo("trainerstate");
    assertThat(progress.step()).hasValue(5);
    assertThat(progress.plannedSteps()).hasValue(9);
  }

  @Test
  void ofCheckpointsThatAreFoundTogetherTheNewestSpeaksWhateverTheirNames() throws IOException {
    proc.process(PID, work, "");
    for (int step : new int[] {5, 10, 15}) {
      Path folder = Files.createDirectories(work.resolve("checkpoint-" + step));
      Path state = folder.resolve("trainer_state.json");
      Files.writeString(
          state,
          "{\"global_step\": %d, \"log_history\": [{\"loss\": %d.5}]}".formatted(step, step));
      Files.setLastModifiedTime(state, FileTime.from(now.minusSeconds(100 - step)));
    }
    Progress progress = only(pass(run(PID)));
    assertThat(progress.step()).hasValue(15);
    assertThat(progress.loss()).contains(Loss.of(15.5));
    assertThat(pass(run(PID))).isEmpty();
  }

  @Test
  void aCheckpointIsSilentBesideAnOutputThatIsFoundWithIt() throws IOException {
    proc.process(PID, work, "");
    Files.writeString(
        Files.createDirectories(work.resolve("checkpoint-5")).resolve("trainer_state.json"),
        "{\"global_step\": 5, \"log_history\": [{\"loss\": 2.5, \"step\": 5}]}");
    proc.writes(PID, 1, log("out.log", "step 6 loss 2.25\n"));
    assertThat(only(pass(run(PID))).source()).isEqualTo("console");
  }

  @Test
  void filesThatAProcessOnlyReadsAreNotItsProgress() throws IOException {
    proc.process(PID, machine.resolve("nowhere"), "");
    proc.open(PID, 5, log("data.csv", "step,loss\n1,2\n").toString(), 0100000);
    proc.open(PID, 6, log("data.jsonl", "{\"step\":1,\"loss\":2}\n").toString(), 0100000);
    assertThat(pass(run(PID))).isEmpty();
  }

  @Test
  void theRankOfTheProcessIsSaid() throws IOException {
    proc.process(PID, work, "HOME=/x\0RANK=3\0WORLD_SIZE=4\0");
    proc.writes(PID, 1, log("out.log", "step 5 loss 2\n"));
    assertThat(only(pass(run(PID))).rank()).isEqualTo(3);
  }

  @Test
  void aResumedRunsNewFileAddsFromItsFirstPosition() throws IOException {
    proc.process(PID, work, "");
    double wall = now.getEpochSecond();
    Path first = work.resolve("events.out.tfevents.1700000000.node1.100.0");
    Files.write(
        first, new EventFile().scalar(wall, 0, "loss", 3f).scalar(wall, 100, "loss", 2f).bytes());
    assertThat(pass(run(PID)).getLast().work().steps()).hasValue(100);
    Path second = work.resolve("events.out.tfevents.1700000900.node1.100.1");
    Files.write(
        second, new EventFile().scalar(wall, 80, "loss", 2f).scalar(wall, 130, "loss", 1f).bytes());
    Progress after = only(pass(run(PID)));
    assertThat(after.step()).hasValue(130);
    assertThat(after.work().steps()).hasValue(150);
  }

  @Test
  void filesOfSeveralRanksAreNotAddedUp() throws IOException {
    proc.process(PID, work, "");
    double wall = now.getEpochSecond();
    Path one = work.resolve("events.out.tfevents.1700000000.node1.100.0");
    Path other = work.resolve("events.out.tfevents.1700000000.node1.100.1");
    Files.write(one, new EventFile().scalar(wall, 0, "loss", 3f).bytes());
    Files.write(other, new EventFile().scalar(wall, 0, "loss", 3f).bytes());
    pass(run(PID));
    for (int step = 10; step <= 50; step += 10) {
      byte[] event = new EventFile().scalar(wall, step, "loss", 2f).bytes();
      Files.write(one, event, StandardOpenOption.APPEND);
      Files.write(other, event, StandardOpenOption.APPEND);
      assertThat(only(pass(run(PID))).work().steps()).hasValue(step);
    }
  }

  @Test
  void validationsOfAFileBesideTheLeadingOneAreTold() throws IOException {
    proc.process(PID, work, "");
    double wall = now.getEpochSecond();
    Path train = Files.createDirectories(work.resolve("logs/train"));
    Path validation = Files.createDirectories(work.resolve("logs/validation"));
    Files.write(
        train.resolve("events.out.tfevents.1700000000.node1.100.0.v2"),
        new EventFile().tensor(wall, 1, "epoch_loss", 0.5f).bytes());
    Files.write(
        validation.resolve("events.out.tfevents.1700000000.node1.100.1.v2"),
        new EventFile().tensor(wall, 1, "epoch_loss", 0.75f).bytes());
    Progress progress = only(pass(run(PID)));
    assertThat(progress.loss()).contains(Loss.of(0.5));
    assertThat(progress.validationLoss()).contains(Loss.of(0.75));
  }

  @Test
  void anotherAgentProcessGoesOnWhereThisOneStopped() throws IOException {
    proc.process(PID, work, "");
    Path log = log("out.log", "step 10 loss 3\nstep 20 loss 3\nstep 2");
    proc.writes(PID, 1, log);
    nanos += 1_000_000_000L;
    watch.pass(List.of(run(PID)));
    ProgressBook.Taken taken = book.take("c/n", "boot");
    assertThat(taken.records().getLast().work().steps()).hasValue(10);
    watch.close();
    book = new ProgressBook();
    taken.states().forEach(book::restore);
    watch = watch(Optional.empty());
    log("out.log", "5 loss 3\nstep 40 loss 2\n");
    Progress after = only(pass(run(PID)));
    assertThat(after.step()).hasValue(40);
    assertThat(after.work().steps()).hasValue(30);
  }

  @Test
  void theOperatorsPatternReadsLinesThatNoFormatHas() throws IOException {
    watch.close();
    watch = watch(Optional.of(LinePattern.of("it (?<step>\\d+) nll=(?<loss>\\S+)")));
    proc.process(PID, work, "");
    proc.writes(PID, 2, log("err.log", "it 5 nll=2.5\n"));
    assertThat(only(pass(run(PID))).step()).hasValue(5);
  }

  @Test
  void aCheckpointIsAPhaseUntilTrainingGoesOn() throws IOException {
    proc.process(PID, work, "");
    proc.writes(PID, 1, log("out.log", "iter 5: loss 2.5, time 1ms\nsaving checkpoint to out\n"));
    assertThat(only(pass(run(PID))).phase()).isEqualTo(Phase.CHECKPOINT);
    log("out.log", "iter 6: loss 2.4, time 1ms\n");
    assertThat(only(pass(run(PID))).phase()).isEqualTo(Phase.TRAINING);
  }

  @Test
  void everyLineIsCountedAndTheBooksBalance() throws IOException {
    proc.process(PID, work, "");
    proc.writes(PID, 1, log("out.log", "hello\nstep 5 loss 2\nbye\n"));
    pass(run(PID));
    assertThat(watch.count().in()).isEqualTo(3);
    assertThat(watch.count().out()).isEqualTo(1);
    assertThat(watch.count().balances()).isTrue();
    pass();
    assertThat(watch.count().in()).isEqualTo(3);
  }

  @Test
  void aRunThatIsOverLeavesNothingBehind() throws IOException {
    proc.process(PID, work, "");
    proc.writes(PID, 1, log("out.log", "step 5 loss 2\n"));
    pass(run(PID));
    book.forget("r");
    log("out.log", "step 6 loss 2\n");
    assertThat(pass(run(PID))).isEmpty();
    assertThat(book.knows("r")).isFalse();
  }
}
