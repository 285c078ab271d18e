package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.agent.sensor.SensorContract;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** It reads a server and no files: what a server may do to it is in its own test. */
final class RedfishContractIT extends SensorContract {
  private static final String POWER = "/redfish/v1/Chassis/Node/Power";

  @TempDir private static Path keys;
  private static RedfishServer server;
  private static RedfishConfig redfish;

  @BeforeAll
  static void start() throws Exception {
    server = new RedfishServer(keys);
    server.openToAll();
    server.chassis("Node");
    server.put("/redfish/v1/Chassis/Node", "{'Power': {'@odata.id': '" + POWER + "'}}");
    server.put(POWER, "{'PowerControl': [{'PowerConsumedWatts': 344}]}");
    redfish =
        new RedfishConfig(
            server.url(),
            Optional.empty(),
            RedfishConfig.Auth.SESSION,
            new RedfishConfig.Trust.Pinned(server.fingerprint()),
            Optional.empty(),
            Duration.ofMinutes(1));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  protected void lay(Path folder) {
    // Nothing of a BMC lies in the node's files.
  }

  @Override
  protected Sensor sensor(Path folder, MonotonicClock clock) {
    return new RedfishSensor(
        new BmcConfig(
            folder,
            BmcConfig.DEFAULT_INTERVAL,
            BmcConfig.DEFAULT_MAX_POWER,
            Optional.empty(),
            Optional.of(redfish)),
        clock);
  }
}
