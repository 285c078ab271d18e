package io.trainwatt.agent.progress.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.progress.ProgressBook;
import io.trainwatt.events.progress.Progress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever lies among a training's files: memory is bounded, and the rest is read. */
@Timeout(60)
final class HostileFilesTest {

  private static final long PID = 100;

  @TempDir Path machine;

  private final ProgressBook book = new ProgressBook();
  private ProcTree proc;
  private Path work;
  private FileWatch watch;
  private long nanos = Duration.ofHours(1).toNanos();

  @BeforeEach
  void machine() throws IOException {
    proc = new ProcTree(Files.createDirectories(machine.resolve("proc")));
    work = Files.createDirectories(machine.resolve("work"));
    proc.process(PID, work, "");
    WatchConfig config = new WatchConfig(proc.root(), true, Optional.empty());
    watch = new FileWatch(config, book, () -> nanos, Clock.systemUTC());
  }

  @AfterEach
  void close() {
    watch.close();
  }

  private List<Progress> passes(int times) {
    for (int pass = 0; pass < times; pass++) {
      nanos += Duration.ofSeconds(1).toNanos();
      watch.pass(List.of(new RunProcesses("r", 0, List.of(PID))));
    }
    return book.take("c/n", "boot").records();
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Path log(byte[]... parts) throws IOException {
    Path log = work.resolve("out.log");
    for (byte[] part : parts) {
      Files.write(log, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
    proc.writes(PID, 1, log);
    return log;
  }

  @Test
  void aLineOfTenMegabytesIsCutAndTheRestIsRead() throws IOException {
    byte[] endless = new byte[10 << 20];
    Arrays.fill(endless, (byte) 'l');
    log(text("step 1 loss 3\n"), endless, text("\nstep 2 loss 2\n"));
    List<Progress> records = passes(30);
    assertThat(records.getLast().step()).hasValue(2);
    assertThat(watch.count().in()).isEqualTo(3);
  }

  @Test
  void garbageAndBadUtf8AreReadPast() throws IOException {
    byte[] garbage = new byte[1 << 20];
    new Random(7).nextBytes(garbage);
    log(garbage, new byte[] {'\n', (byte) 0xc3, (byte) 0x28, '\n'}, text("step 2 loss 2\n"));
    assertThat(passes(5).getLast().step()).hasValue(2);
    assertThat(watch.count().balances()).isTrue();
  }

  @Test
  void ofALogFarBehindOnlyTheEndIsRead() throws IOException {
    Path log = log(text("step 1 loss 3\n"));
    passes(1);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      // A hole: it takes no room on the disk.
      file.setLength(1L << 30);
      file.seek(1L << 30);
      file.write(text("\nstep 900 loss 1\n"));
    }
    assertThat(passes(5).getLast().step()).hasValue(900);
  }

  @Test
  void fifosDevicesAndLoopsOfLinksAreNotOpened() throws Exception {
    Path fifo = work.resolve("fifo.log");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    proc.writes(PID, 3, fifo);
    proc.open(PID, 4, "/dev/zero", 01);
    proc.open(PID, 5, "/proc/self/mem", 01);
    proc.open(PID, 6, "socket:[123]", 02);
    proc.open(PID, 7, work.toString(), 0200001);
    Files.createSymbolicLink(work.resolve("loop"), work);
    Files.createSymbolicLink(work.resolve("metrics.csv"), work.resolve("metrics.csv"));
    Files.createSymbolicLink(work.resolve("events.out.tfevents.1.h"), Path.of("/dev/zero"));
    log(text("step 2 loss 2\n"));
    assertThat(passes(5).getLast().step()).hasValue(2);
  }

  @Test
  void aFileThatShrinksWhileItIsReadIsReadOn() throws IOException {
    Path log = log(text("step 1 loss 3\nstep 2 loss 3\nstep 3 loss 3\n"));
    passes(1);
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(5);
    }
    passes(1);
    Files.write(log, text("\nstep 4 loss 3\n"), StandardOpenOption.APPEND);
    assertThat(passes(2).getLast().step()).hasValue(4);
  }

  @Test
  void endlessDescriptorsAndFoldersAreBounded() throws IOException {
    for (int i = 0; i < 100; i++) {
      Path file = Files.writeString(work.resolve("rank" + i + ".log"), "step 2 loss 2\n");
      proc.writes(PID, 10 + i, file);
    }
    Path deep = work;
    for (int i = 0; i < 50; i++) {
      deep = Files.createDirectories(deep.resolve("d"));
    }
    assertThat(passes(3).getLast().step()).hasValue(2);
    assertThat(watch.count().in()).isLessThanOrEqualTo(32);
  }

  @Test
  void oneRunWithAFloodOfLinesLeavesOthersTheirTurn() throws IOException {
    byte[] many = text(("a line of no use, again and again" + "\n").repeat(20_000));
    for (int i = 0; i < 10; i++) {
      Path file = Files.write(work.resolve("flood" + i + ".log"), many);
      proc.writes(PID, 10 + i, file);
    }
    proc.process(200, machine.resolve("proc"), "");
    proc.writes(200, 1, Files.writeString(machine.resolve("other.out"), "step 7 loss 1\n"));
    RunProcesses flood = new RunProcesses("r", 0, List.of(PID));
    RunProcesses other = new RunProcesses("other", 0, List.of(200L));
    for (int pass = 0; pass < 2; pass++) {
      nanos += Duration.ofSeconds(1).toNanos();
      watch.pass(List.of(flood, other));
    }
    assertThat(book.take("c/n", "boot").records()).extracting(Progress::run).contains("other");
  }
}
