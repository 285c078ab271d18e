package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Gauges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The node's power or energy by Redfish: the energy counter of EnvironmentMetrics where there is a
 * fine one, else its power, else the older Power resource, else the sum of the power supplies'
 * input. Each reading blocks for as long as the BMC takes, at most the timeout for each request.
 */
public final class RedfishSensor implements Sensor {
  static final String DEVICE = "bmc/redfish";
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  private final BmcConfig config;
  private final MonotonicClock clock;
  private Optional<RedfishClient> client = Optional.empty();
  private Optional<RedfishMeter> meter = Optional.empty();
  private String chassis = "";
  private boolean answers;

  /** Nothing is asked before the probe. */
  public RedfishSensor(BmcConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "redfish";
  }

  @Override
  public Cadence cadence() {
    return config.redfish().isPresent() ? Cadence.every(config.interval()) : Cadence.AT_TICK;
  }

  @Override
  public Probe probe() {
    if (config.redfish().isEmpty()) {
      return Probe.NOTHING;
    }
    RedfishConfig redfish = config.redfish().get();
    List<Finding> findings = new ArrayList<>();
    redfish.account().ifPresent(account -> checkPrivacy(account.passwordFile(), findings));
    if (!answers) {
      search(redfish, findings);
    }
    return new Probe(
        meter.map(chosen -> device(redfish, chosen)).stream().toList(), List.of(), findings);
  }

  private void search(RedfishConfig redfish, List<Finding> findings) {
    try {
      RedfishSearch.Found found = RedfishSearch.in(client(redfish), redfish.chassis());
      findings.addAll(found.findings());
      // What was chosen once stays, so that a reading with fewer decimals changes no device.
      if (meter.isEmpty()) {
        meter = found.meter();
        chassis = found.chassis();
      }
    } catch (RedfishFailure e) {
      findings.add(new Finding("bmc redfish", redfish.url() + " " + e.problem(), e.remedy()));
    }
  }

  private RedfishClient client(RedfishConfig redfish) throws RedfishFailure {
    if (client.isEmpty()) {
      client = Optional.of(new RedfishClient(redfish, clock));
    }
    return client.get();
  }

  private Device device(RedfishConfig redfish, RedfishMeter chosen) {
    String model = "Redfish chassis " + chassis;
    String how = "%s at %s".formatted(chosen.where(), redfish.url());
    return chosen.counts()
        ? NodeMeter.counter(config, DEVICE, model, "redfish", how, new Device.Role.NodeMeter())
        : NodeMeter.of(config, DEVICE, model, "redfish", how, new Device.Role.NodeMeter());
  }

  private static void checkPrivacy(Path file, List<Finding> findings) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (OTHERS.stream().anyMatch(permissions::contains)) {
        findings.add(new Finding("bmc redfish", "others may read " + file, "chmod 600 " + file));
      }
    } catch (IOException | UnsupportedOperationException e) {
      // Whether it can be read at all is told by the login.
      return;
    }
  }

  @Override
  public List<Reading> read() {
    if (client.isEmpty() || meter.isEmpty()) {
      return List.of();
    }
    answers = false;
    try {
      RedfishMeter.Said said = meter.get().read(client.get());
      answers = true;
      return List.of(
          switch (said) {
            case RedfishMeter.Said.Energy(long microjoules) ->
                new Reading.Counted(DEVICE, clock.nanos(), microjoules, Gauges.NONE);
            case RedfishMeter.Said.Power(long milliwatts) ->
                new Reading.Powered(DEVICE, clock.nanos(), milliwatts, Gauges.NONE);
          });
    } catch (RedfishFailure e) {
      return List.of(new Reading.Failed(DEVICE, clock.nanos(), "the BMC " + e.problem()));
    }
  }

  /** Ends the session with the BMC. */
  @Override
  public void close() {
    client.ifPresent(RedfishClient::close);
    client = Optional.empty();
    meter = Optional.empty();
  }
}
