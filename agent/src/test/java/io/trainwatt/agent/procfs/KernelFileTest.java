package io.trainwatt.agent.procfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelFileTest {
  @TempDir private Path folder;

  @Test
  void whatIsBeyondTheBufferIsNotRead() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x".repeat(1_000));
    KernelFile reader = new KernelFile(64);
    reader.read(file.toString());
    assertThat(reader.length()).isEqualTo(64);
    assertThat(reader.at(64)).isZero();
  }

  @Test
  void unitsComeFromTheAuxiliaryVector() throws IOException {
    ByteBuffer vector = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    vector.putLong(6).putLong(65_536).putLong(17).putLong(250).putLong(0).putLong(0);
    Files.createDirectories(folder.resolve("self"));
    Files.write(folder.resolve("self/auxv"), vector.array());
    KernelUnits units = KernelUnits.under(folder);
    assertThat(units).isEqualTo(new KernelUnits(65_536, 250));
    assertThat(units.millis(251)).isEqualTo(1_004);
    assertThat(units.micros(251)).isEqualTo(1_004_000);
  }

  @Test
  void thisMachineTellsItsUnits() {
    KernelUnits units = KernelUnits.under(Path.of("/proc"));
    assertThat(Files.exists(Path.of("/proc/self/auxv"))).isTrue();
    assertThat(units.pageBytes()).isGreaterThanOrEqualTo(4_096);
    assertThat(units.ticksPerSecond()).isGreaterThanOrEqualTo(100);
  }
}
