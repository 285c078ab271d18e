package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.sensor.Cadence;
import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.agent.sensor.Sensor;
import io.trainwatt.events.node.Finding;
import io.trainwatt.events.sample.Gauges;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The node's power by IPMI DCMI, through {@code ipmitool} or {@code ipmi-dcmi} as a child process:
 * whole watts at the instant, as the BMC last refreshed them. Each reading blocks for as long as
 * the command takes, at most its timeout.
 */
public final class IpmiSensor implements Sensor {
  static final String DEVICE = "bmc/dcmi";
  private static final long MILLIWATTS_PER_WATT = 1_000;
  private static final int SHOWN = 160;

  private final BmcConfig config;
  private final MonotonicClock clock;
  private final Bounded commands = new Bounded();
  private Answer last = new Answer.None("not asked yet", "");

  /** Nothing is started before the probe. */
  public IpmiSensor(BmcConfig config, MonotonicClock clock) {
    this.config = config;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ipmi";
  }

  @Override
  public Cadence cadence() {
    return config.ipmi().isPresent() ? Cadence.every(config.interval()) : Cadence.AT_TICK;
  }

  @Override
  public Probe probe() {
    if (config.ipmi().isEmpty()) {
      return unread();
    }
    Answer answer = last instanceof Answer.Watts ? last : ask(config.ipmi().get());
    String command = String.join(" ", config.ipmi().get().command());
    List<Finding> findings =
        answer instanceof Answer.None none
            ? List.of(new Finding("bmc ipmi", command + ": " + none.why(), none.remedy()))
            : List.of();
    // It stays a device: a BMC that is busy now answers later, and its failed reads are told.
    return new Probe(List.of(device(command)), List.of(), findings);
  }

  private Device device(String command) {
    return NodeMeter.of(
        config,
        DEVICE,
        "IPMI DCMI",
        "ipmi",
        "DCMI Get Power Reading by \"%s\": whole watts at the instant".formatted(command),
        config.redfish().isPresent()
            ? new Device.Role.Check(RedfishSensor.DEVICE)
            : new Device.Role.NodeMeter());
  }

  /** A BMC is there and nobody was told to read it. */
  private Probe unread() {
    Path seen = config.sysfsRoot().resolve("class/ipmi/ipmi0");
    if (config.redfish().isPresent() || !Files.exists(seen)) {
      return Probe.NOTHING;
    }
    return new Probe(
        List.of(),
        List.of(),
        List.of(
            new Finding(
                "bmc ipmi",
                "this node has a BMC (%s) that may meter the whole node and is not read"
                    .formatted(seen),
                "set sensors.bmc.ipmi.command: ipmitool dcmi power reading")));
  }

  @Override
  public List<Reading> read() {
    if (config.ipmi().isEmpty()) {
      return List.of();
    }
    last = ask(config.ipmi().get());
    return switch (last) {
      case Answer.Watts(long watts) ->
          List.of(
              new Reading.Powered(DEVICE, clock.nanos(), watts * MILLIWATTS_PER_WATT, Gauges.NONE));
      case Answer.None none -> List.of(new Reading.Failed(DEVICE, clock.nanos(), none.why()));
    };
  }

  private sealed interface Answer {
    record Watts(long watts) implements Answer {}

    record None(String why, String remedy) implements Answer {}
  }

  private Answer ask(IpmiConfig ipmi) {
    return switch (commands.run(ipmi.command(), ipmi.timeout())) {
      case Bounded.Outcome.NotStarted(String why) ->
          new Answer.None(
              "cannot be started: " + why, "install ipmitool, or name its path in the command");
      case Bounded.Outcome.Killed(var after) ->
          new Answer.None(
              "gave no answer in %d ms and was killed".formatted(after.toMillis()),
              "run it by hand; a BMC that hangs often needs: ipmitool mc reset cold");
      case Bounded.Outcome.Ended(int exit, String output) -> answer(exit, output);
    };
  }

  private static Answer answer(int exit, String output) {
    DcmiReport report = DcmiReport.of(output);
    if (exit != 0 || report.watts().isEmpty()) {
      return new Answer.None(
          "exit code %d, no power in: %s".formatted(exit, excerpt(output)), remedy(output));
    }
    if (!report.active().orElse(true)) {
      return new Answer.None(
          "the BMC says that it does not measure power", "ipmitool dcmi power activate");
    }
    long watts = report.watts().getAsLong();
    return watts == 0
        ? new Answer.None("the BMC says 0 W, which a running node cannot draw", "")
        : new Answer.Watts(watts);
  }

  private static String remedy(String output) {
    if (output.contains("Could not open device") || output.contains("driver")) {
      return "sudo modprobe ipmi_si ipmi_devintf; the agent needs to read and write /dev/ipmi0";
    }
    if (output.contains("Invalid command") || output.contains("invalid command")) {
      return "this BMC has no DCMI power reading; try sensors.bmc.redfish.url";
    }
    return "";
  }

  private static String excerpt(String output) {
    Optional<String> line = output.lines().map(String::strip).filter(l -> !l.isEmpty()).findFirst();
    String shown = line.orElse("no output").replaceAll("\\p{Cntrl}", "?");
    return shown.length() <= SHOWN ? shown : shown.substring(0, SHOWN) + "…";
  }
}
