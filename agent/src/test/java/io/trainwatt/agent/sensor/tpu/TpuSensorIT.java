package io.trainwatt.agent.sensor.tpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real gRPC server, with the chips in a tree like the kernel's. */
final class TpuSensorIT {
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final String V4 = "0x005e";

  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong(1);
  private MetricService service;

  @BeforeEach
  void start() throws Exception {
    service = new MetricService();
    Files.createDirectories(folder.resolve("proc"));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private void chip(int number, String device, String subsystem) throws IOException {
    Path chip = folder.resolve("sys/bus/pci/devices/0000:00:%02x.0".formatted(4 + number));
    Files.createDirectories(chip.resolve("accel/accel" + number));
    Files.writeString(chip.resolve("vendor"), "0x1ae0\n");
    Files.writeString(chip.resolve("device"), device + "\n");
    Files.writeString(chip.resolve("subsystem_device"), subsystem + "\n");
    Files.writeString(chip.resolve("class"), "0x120000\n");
  }

  private void holder(long pid, String node) throws IOException {
    Path files = Files.createDirectories(folder.resolve("proc/" + pid + "/fd"));
    Files.createSymbolicLink(files.resolve("7"), Path.of(node));
  }

  private TpuSensor sensor(Duration timeout, TpuConfig.Address... addresses) {
    return new TpuSensor(
        new TpuConfig(
            folder.resolve("sys"),
            folder.resolve("proc"),
            List.of(addresses),
            timeout,
            Optional.empty(),
            Optional.empty()),
        nanos::get);
  }

  private TpuSensor probed() {
    TpuSensor sensor = sensor(PATIENT, service.address());
    sensor.probe();
    return sensor;
  }

  private static String failure(Reading reading) {
    assertThat(reading).isInstanceOf(Reading.Failed.class);
    return ((Reading.Failed) reading).reason();
  }

  @Test
  void chipsAreModelledFromTheirDutyCycle() throws Exception {
    chip(0, V4, "0x0000");
    chip(1, V4, "0x0000");
    holder(4711, "/dev/accel1");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 25.0, 1L, 100.0));
    service.put(RuntimeMetrics.MEMORY_USED, Map.of(0L, 7L, 1L, 30_000_000_000L));
    service.put(RuntimeMetrics.MEMORY_TOTAL, Map.of(0L, 34_359_738_368L, 1L, 34_359_738_368L));
    try (Closing closing = new Closing(sensor(PATIENT, service.address()))) {
      TpuSensor sensor = closing.sensor();
      Device device = sensor.probe().devices().get(1);
      assertThat(device.name()).isEqualTo("tpu-1");
      assertThat(device.model()).isEqualTo("TPU v4");
      assertThat(device.component()).isEqualTo(Component.TPU);
      assertThat(device.quality()).isEqualTo(Quality.MODELLED);
      assertThat(device.errorPpm()).isEqualTo(200_000);
      List<Reading> readings = sensor.read();
      Reading.Powered idle = (Reading.Powered) readings.get(0);
      Reading.Powered busy = (Reading.Powered) readings.get(1);
      assertThat(idle.milliwatts()).isEqualTo(110_000);
      assertThat(busy.milliwatts()).isEqualTo(170_000);
      assertThat(busy.gauges().utilizationPpm()).isEqualTo(OptionalInt.of(1_000_000));
      assertThat(busy.gauges().memoryUsedBytes()).isEqualTo(OptionalLong.of(30_000_000_000L));
      assertThat(busy.gauges().memoryTotalBytes()).isEqualTo(OptionalLong.of(34_359_738_368L));
      assertThat(busy.uses()).containsExactly(new Reading.Use(4711, 0));
      assertThat(idle.uses()).isEmpty();
    }
  }

  /** So that a sensor's thread ends with its test. */
  private record Closing(TpuSensor sensor) implements AutoCloseable {
    @Override
    public void close() {
      sensor.close();
    }
  }

  @Test
  void bothCoresOfAChipAreOneChip() throws Exception {
    chip(0, "0x0027", "0x004f");
    chip(1, "0x0027", "0x004f");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 0.0, 1L, 100.0));
    service.put(RuntimeMetrics.MEMORY_USED, Map.of(0L, 1L, 1L, 2L, 2L, 3L, 3L, 4L));
    try (Closing closing = new Closing(probed())) {
      List<Reading> readings = closing.sensor().read();
      assertThat(((Reading.Powered) readings.get(0)).milliwatts()).isEqualTo(123_000);
      assertThat(((Reading.Powered) readings.get(1)).milliwatts()).isEqualTo(220_000);
      assertThat(((Reading.Powered) readings.get(1)).gauges().memoryUsedBytes())
          .isEqualTo(OptionalLong.of(7));
    }
  }

  @Test
  void chipThatNobodyHoldsIsIdle() throws Exception {
    chip(0, V4, "0x0000");
    TpuConfig.Address free = freeAddress();
    try (Closing closing = new Closing(sensor(PATIENT, free))) {
      closing.sensor().probe();
      Reading.Powered only = (Reading.Powered) closing.sensor().read().getFirst();
      assertThat(only.milliwatts()).isEqualTo(90_000);
    }
  }

  @Test
  void chipHeldByWhoeverServesNoMetricsIsNoSample() throws Exception {
    chip(0, V4, "0x0000");
    holder(4711, "/dev/accel0");
    try (Closing closing = new Closing(sensor(PATIENT, freeAddress()))) {
      closing.sensor().probe();
      assertThat(failure(closing.sensor().read().getFirst()))
          .contains("nothing serves libtpu's metrics")
          .contains("process 4711 holds the chip");
    }
  }

  @Test
  void errorAndGarbageAreNoSampleAndTheNextReadingIsGood() throws Exception {
    chip(0, V4, "0x0000");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 50.0));
    try (Closing closing = new Closing(probed())) {
      service.fault(MetricService.Fault.ERROR);
      assertThat(failure(closing.sensor().read().getFirst())).contains("gRPC status 5");
      service.fault(MetricService.Fault.GARBAGE);
      assertThat(failure(closing.sensor().read().getFirst())).contains("its answer");
      service.fault(MetricService.Fault.NONE);
      assertThat(closing.sensor().read().getFirst()).isInstanceOf(Reading.Powered.class);
    }
  }

  @Test
  void lateAnswerIsStillAnAnswer() throws Exception {
    chip(0, V4, "0x0000");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 50.0));
    service.delay(700);
    try (Closing closing = new Closing(probed())) {
      assertThat(closing.sensor().read().getFirst()).isInstanceOf(Reading.Powered.class);
    }
  }

  @Test
  void serviceThatNeverAnswersCostsNoMoreThanItsTime() throws Exception {
    chip(0, V4, "0x0000");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 50.0));
    service.fault(MetricService.Fault.NEVER);
    try (Closing closing = new Closing(sensor(Duration.ofSeconds(1), service.address()))) {
      closing.sensor().probe();
      assertThat(failure(closing.sensor().read().getFirst())).contains("localhost");
      service.fault(MetricService.Fault.NONE);
      await()
          .atMost(PATIENT)
          .until(() -> closing.sensor().read().getFirst() instanceof Reading.Powered);
    }
  }

  @Test
  void serverThatSpeaksNoHttp2IsNoSample() throws Exception {
    chip(0, V4, "0x0000");
    try (ServerSocket other = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> speakGarbage(other));
      TpuConfig.Address address = new TpuConfig.Address("localhost", other.getLocalPort());
      try (Closing closing = new Closing(sensor(Duration.ofSeconds(2), address))) {
        closing.sensor().probe();
        assertThat(failure(closing.sensor().read().getFirst())).contains("localhost");
      }
    }
  }

  private static void speakGarbage(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client
            .getOutputStream()
            .write("HTTP/1.1 400 What?\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        return;
      }
    }
  }

  @Test
  void twoRuntimesOnTheSameChipAreNotAdded() throws Exception {
    chip(0, V4, "0x0000");
    service.put(RuntimeMetrics.DUTY_CYCLE, Map.of(0L, 50.0));
    try (Closing closing = new Closing(sensor(PATIENT, service.address(), service.address()))) {
      closing.sensor().probe();
      assertThat(failure(closing.sensor().read().getFirst()))
          .contains("two runtimes name device 0");
    }
  }

  @Test
  void machineWithoutChipsSaysNothing() {
    TpuSensor sensor = sensor(PATIENT, service.address());
    assertThat(sensor.probe()).isEqualTo(Probe.NOTHING);
    assertThat(sensor.read()).isEmpty();
  }

  @Test
  void chipOfAnUnknownGenerationIsAFinding() throws Exception {
    chip(0, "0x00ff", "0x0000");
    Probe probe = sensor(PATIENT, service.address()).probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings().getFirst().problem()).contains("0000:00:04.0 (1ae0:00ff)");
  }

  private static TpuConfig.Address freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new TpuConfig.Address("localhost", free.getLocalPort());
    }
  }
}
