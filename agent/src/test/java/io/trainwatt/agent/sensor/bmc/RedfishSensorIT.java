package io.trainwatt.agent.sensor.bmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.trainwatt.agent.counter.EnergySource;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.events.quantity.Quality;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against a real HTTPS server that speaks both schemas. */
final class RedfishSensorIT {
  private static final Duration PATIENT = Duration.ofMinutes(1);
  private static final String NODE = "/redfish/v1/Chassis/Node";

  @TempDir private static Path folder;
  private final AtomicLong nanos = new AtomicLong(1);
  private RedfishServer server;

  @BeforeEach
  void start() throws Exception {
    server = new RedfishServer(folder);
    server.chassis("Node");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private RedfishConfig.Account account(String password) throws Exception {
    Path file = folder.resolve("password");
    Files.writeString(file, password + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return new RedfishConfig.Account(RedfishServer.USER, file);
  }

  private RedfishConfig config() throws Exception {
    return config(RedfishConfig.Auth.SESSION, PATIENT, Optional.empty());
  }

  private RedfishConfig config(RedfishConfig.Auth auth, Duration timeout, Optional<String> chassis)
      throws Exception {
    return new RedfishConfig(
        server.url(),
        Optional.of(account(RedfishServer.PASSWORD)),
        auth,
        new RedfishConfig.Trust.Pinned(server.fingerprint()),
        chassis,
        timeout);
  }

  private RedfishSensor sensor(RedfishConfig redfish) {
    return new RedfishSensor(
        new BmcConfig(
            folder,
            BmcConfig.DEFAULT_INTERVAL,
            BmcConfig.DEFAULT_MAX_POWER,
            Optional.empty(),
            Optional.of(redfish)),
        nanos::get);
  }

  /** Probed until the meter is found, so that no test depends on how fast the machine is. */
  private static Device found(RedfishSensor sensor) {
    return await()
        .atMost(PATIENT)
        .until(() -> sensor.probe().devices().stream().findFirst(), Optional::isPresent)
        .orElseThrow();
  }

  private static long milliwatts(RedfishSensor sensor) {
    Reading only = sensor.read().getFirst();
    assertThat(only).isInstanceOf(Reading.Powered.class);
    return ((Reading.Powered) only).milliwatts();
  }

  private static String failure(RedfishSensor sensor) {
    Reading only = sensor.read().getFirst();
    assertThat(only).isInstanceOf(Reading.Failed.class);
    return ((Reading.Failed) only).reason();
  }

  private void environment(String properties) {
    server.put(NODE, "{'EnvironmentMetrics': {'@odata.id': '" + NODE + "/EnvironmentMetrics'}}");
    server.put(NODE + "/EnvironmentMetrics", "{" + properties + "}");
  }

  private void oldPower(String controls) {
    server.put(NODE, "{'Power': {'@odata.id': '" + NODE + "/Power'}}");
    server.put(NODE + "/Power", "{'PowerControl': [" + controls + "]}");
  }

  @Test
  void energyInJoulesIsCounted() throws Exception {
    environment("'PowerWatts': {'Reading': 812.5}, 'EnergyJoules': {'Reading': 123456.25}");
    RedfishSensor sensor = sensor(config());
    Device device = found(sensor);
    assertThat(device.name()).isEqualTo("bmc/redfish");
    assertThat(device.role()).isEqualTo(new Device.Role.NodeMeter());
    assertThat(device.quality()).isEqualTo(Quality.COUNTED);
    assertThat(device.energy().kind()).isEqualTo(EnergySource.Kind.COUNTER);
    assertThat(((Reading.Counted) sensor.read().getFirst()).microjoules())
        .isEqualTo(123_456_250_000L);
  }

  @Test
  void energyInKilowattHoursIsCountedToTheMicrojoule() throws Exception {
    environment("'PowerWatts': {'Reading': 812.5}, 'EnergykWh': {'Reading': 6421.337}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    assertThat(((Reading.Counted) sensor.read().getFirst()).microjoules())
        .isEqualTo(23_116_813_200_000_000L);
  }

  @Test
  void coarseKilowattHoursGiveWayToPower() throws Exception {
    environment("'PowerWatts': {'Reading': 812.5}, 'EnergykWh': {'Reading': 6421.3}");
    RedfishSensor sensor = sensor(config());
    assertThat(found(sensor).quality()).isEqualTo(Quality.INTEGRATED);
    assertThat(milliwatts(sensor)).isEqualTo(812_500);
  }

  @Test
  void meterOnceChosenStaysWhenItsDecimalsDoNot() throws Exception {
    environment("'PowerWatts': {'Reading': 812.5}, 'EnergykWh': {'Reading': 6421.337}");
    RedfishSensor sensor = sensor(config());
    Device before = found(sensor);
    environment("'PowerWatts': {'Reading': 812.5}, 'EnergykWh': {'Reading': 6421.34}");
    assertThat(sensor.probe().devices()).containsExactly(before);
    assertThat(sensor.read().getFirst()).isInstanceOf(Reading.Counted.class);
  }

  @Test
  void oldPowerResourceIsReadWhereItIsTheWhole() throws Exception {
    oldPower(
        "{'Name': 'CPU Subsystem', 'PowerConsumedWatts': 200},"
            + "{'Name': 'System Power Control', 'PowerConsumedWatts': 655}");
    RedfishSensor sensor = sensor(config());
    assertThat(found(sensor).method()).contains("PowerControl[1].PowerConsumedWatts");
    assertThat(milliwatts(sensor)).isEqualTo(655_000);
  }

  @Test
  void powerWrittenAsTextIsTaken() throws Exception {
    oldPower("{'PowerConsumedWatts': '344'}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    assertThat(milliwatts(sensor)).isEqualTo(344_000);
  }

  @Test
  void powerSuppliesAreAddedWhereNothingElseIsShown() throws Exception {
    String supplies = NODE + "/PowerSubsystem/PowerSupplies";
    server.put(NODE, "{'PowerSubsystem': {'@odata.id': '" + NODE + "/PowerSubsystem'}}");
    server.put(NODE + "/PowerSubsystem", "{'PowerSupplies': {'@odata.id': '" + supplies + "'}}");
    server.put(
        supplies,
        "{'Members': [{'@odata.id': '%s/0'}, {'@odata.id': '%s/1'}]}"
            .formatted(supplies, supplies));
    for (int i = 0; i < 2; i++) {
      String one = supplies + "/" + i;
      server.put(one, "{'Metrics': {'@odata.id': '" + one + "/Metrics'}}");
      server.put(one + "/Metrics", "{'InputPowerWatts': {'Reading': " + (400 + i) + ".25}}");
    }
    RedfishSensor sensor = sensor(config());
    found(sensor);
    assertThat(milliwatts(sensor)).isEqualTo(801_500);
  }

  @Test
  void chassisInsideAnotherIsPassedOver() throws Exception {
    oldPower("{'PowerConsumedWatts': 5000}");
    server.chassis("Node", "HGX_Baseboard");
    server.put(
        "/redfish/v1/Chassis/HGX_Baseboard",
        "{'Power': {'@odata.id': '%s/Power'}, 'Links': {'ContainedBy': {'@odata.id': '%s'}}}"
            .formatted(NODE, NODE));
    assertThat(found(sensor(config())).model()).isEqualTo("Redfish chassis Node");
  }

  @Test
  void severalOutermostChassisAreTheOperatorsToChooseFrom() throws Exception {
    oldPower("{'PowerConsumedWatts': 5000}");
    server.chassis("Node", "Other");
    server.put("/redfish/v1/Chassis/Other", "{'Power': {'@odata.id': '" + NODE + "/Power'}}");
    Probe probe = sensor(config()).probe();
    assertThat(probe.devices()).isEmpty();
    assertThat(probe.findings().getFirst().problem()).contains("Node, Other");
    assertThat(probe.findings().getFirst().remedy())
        .isEqualTo("set sensors.bmc.redfish.chassis: Node");
    RedfishSensor chosen =
        sensor(config(RedfishConfig.Auth.SESSION, PATIENT, Optional.of("Other")));
    assertThat(found(chosen).model()).isEqualTo("Redfish chassis Other");
  }

  @Test
  void oneSessionServesAllReadingsAndEndsWithTheSensor() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    milliwatts(sensor);
    milliwatts(sensor);
    assertThat(server.logins()).isEqualTo(1);
    sensor.close();
    assertThat(server.sessions()).isZero();
  }

  @Test
  void expiredSessionIsOpenedAnewWithinTheReading() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    server.expireSessions();
    assertThat(milliwatts(sensor)).isEqualTo(344_000);
    assertThat(server.logins()).isEqualTo(2);
  }

  @Test
  void basicAuthOpensNoSession() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config(RedfishConfig.Auth.BASIC, PATIENT, Optional.empty()));
    found(sensor);
    assertThat(milliwatts(sensor)).isEqualTo(344_000);
    assertThat(server.logins()).isZero();
  }

  @Test
  void wrongPasswordIsNotTriedAgainUntilAMinuteHasPassedAndIsNeverTold() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishConfig right = config();
    account("wrong-but-secret");
    RedfishSensor sensor = sensor(right);
    Probe refused = sensor.probe();
    assertThat(refused.findings().getFirst().problem()).contains("with 401");
    assertThat(refused.findings().getFirst().remedy()).contains("ReadOnly");
    sensor.probe();
    Probe waiting = sensor.probe();
    assertThat(server.logins()).isEqualTo(1);
    assertThat(waiting.findings().toString()).contains("not tried again for 60 s");
    assertThat(refused + " " + waiting).doesNotContain("wrong-but-secret");
    account(RedfishServer.PASSWORD);
    nanos.addAndGet(Duration.ofSeconds(61).toNanos());
    assertThat(sensor.probe().devices()).hasSize(1);
  }

  @Test
  void bmcThatAsksNobodyIsReadWithoutAnAccount() throws Exception {
    server.openToAll();
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishConfig nobody =
        new RedfishConfig(
            server.url(),
            Optional.empty(),
            RedfishConfig.Auth.SESSION,
            new RedfishConfig.Trust.Authorities(server.certificateFile()),
            Optional.empty(),
            PATIENT);
    RedfishSensor sensor = sensor(nobody);
    found(sensor);
    assertThat(milliwatts(sensor)).isEqualTo(344_000);
  }

  @Test
  void unknownCertificateIsRefusedBeforeAnythingIsSaid() throws Exception {
    RedfishConfig javaTrust =
        new RedfishConfig(
            server.url(),
            Optional.of(account(RedfishServer.PASSWORD)),
            RedfishConfig.Auth.BASIC,
            new RedfishConfig.Trust.JavaAuthorities(),
            Optional.empty(),
            PATIENT);
    Probe probe = sensor(javaTrust).probe();
    assertThat(probe.findings().getFirst().problem()).contains("certificate is not believed");
    assertThat(probe.findings().getFirst().remedy()).contains("pinSha256");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void otherCertificateThanThePinnedIsNamed() throws Exception {
    RedfishConfig other =
        new RedfishConfig(
            server.url(),
            Optional.of(account(RedfishServer.PASSWORD)),
            RedfishConfig.Auth.BASIC,
            new RedfishConfig.Trust.Pinned("ab".repeat(32)),
            Optional.empty(),
            PATIENT);
    assertThat(sensor(other).probe().findings().getFirst().problem())
        .contains("the server's certificate has SHA-256 " + server.fingerprint());
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void missingAuthoritiesFileIsNamed() throws Exception {
    RedfishConfig missing =
        new RedfishConfig(
            server.url(),
            Optional.empty(),
            RedfishConfig.Auth.SESSION,
            new RedfishConfig.Trust.Authorities(Path.of("/no/such/ca.pem")),
            Optional.empty(),
            PATIENT);
    assertThat(sensor(missing).probe().findings().getFirst().problem()).contains("/no/such/ca.pem");
  }

  @ParameterizedTest
  @EnumSource(
      value = RedfishServer.Fault.class,
      names = {"UNAVAILABLE", "GARBAGE", "SLOW_LORIS", "NEVER", "HUGE"})
  void faultIsNoSampleAndTheNextReadingIsGood(RedfishServer.Fault fault) throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor =
        sensor(config(RedfishConfig.Auth.BASIC, Duration.ofSeconds(2), Optional.empty()));
    found(sensor);
    server.fault(fault);
    assertThat(failure(sensor)).startsWith("the BMC ").doesNotContain(RedfishServer.PASSWORD);
    server.fault(RedfishServer.Fault.NONE);
    await().atMost(PATIENT).until(() -> sensor.read().getFirst() instanceof Reading.Powered);
  }

  @Test
  void redirectToAnotherHostIsNotFollowed() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    try (RedfishServer thief = new RedfishServer(folder)) {
      server.redirectAway(thief.url().resolve("/redfish/v1/"));
      assertThat(failure(sensor)).contains("redirects away");
      assertThat(thief.requests()).isEmpty();
    }
  }

  @Test
  void zeroWattsAreNoSample() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config());
    found(sensor);
    oldPower("{'PowerConsumedWatts': 0}");
    assertThat(failure(sensor)).contains("which a running node cannot draw");
    oldPower("{'PowerConsumedWatts': null}");
    assertThat(failure(sensor)).contains("has no figure now");
  }

  @Test
  void passwordThatOthersMayReadIsAFinding() throws Exception {
    oldPower("{'PowerConsumedWatts': 344}");
    RedfishSensor sensor = sensor(config());
    Path file = folder.resolve("password");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(sensor.probe().findings().getFirst().remedy()).isEqualTo("chmod 600 " + file);
  }

  @Test
  void bmcThatIsGoneIsAFinding() throws Exception {
    RedfishSensor sensor = sensor(config());
    server.close();
    assertThat(sensor.probe().findings().getFirst().problem()).contains("cannot be asked");
    assertThat(sensor.read()).isEmpty();
  }
}
