package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.settings.ConfigError;
import io.trainwatt.agent.settings.Settings;
import io.trainwatt.events.quantity.Power;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what is configured below {@code sensors.bmc}. */
final class BmcSettings {
  private static final String IPMI = "sensors.bmc.ipmi.";
  private static final String REDFISH = "sensors.bmc.redfish.";
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final Settings settings;

  BmcSettings(Settings settings) {
    this.settings = settings;
  }

  BmcConfig read(Path sysfsRoot) throws ConfigError {
    Duration interval =
        settings
            .get("sensors.bmc.interval", text -> interval(sysfsRoot, text))
            .orElse(BmcConfig.DEFAULT_INTERVAL);
    Power maxPower =
        settings.get("sensors.bmc.maxWatts", Settings::watts).orElse(BmcConfig.DEFAULT_MAX_POWER);
    return new BmcConfig(sysfsRoot, interval, maxPower, ipmi(), redfish());
  }

  private static Duration interval(Path sysfsRoot, String text) {
    return new BmcConfig(
            sysfsRoot,
            Settings.duration(text),
            BmcConfig.DEFAULT_MAX_POWER,
            Optional.empty(),
            Optional.empty())
        .interval();
  }

  private Optional<IpmiConfig> ipmi() throws ConfigError {
    Optional<List<String>> command = settings.get(IPMI + "command", BmcSettings::command);
    Duration timeout =
        settings.get(IPMI + "timeout", BmcSettings::timeout).orElse(IpmiConfig.DEFAULT_TIMEOUT);
    return command.map(words -> new IpmiConfig(words, timeout));
  }

  /** Words between spaces; a list of the file comes with commas between them. */
  private static List<String> command(String text) {
    String line = Settings.text(text).strip();
    return SPACE.matcher(line).find() ? List.of(SPACE.split(line)) : Settings.words(line);
  }

  private static Duration timeout(String text) {
    Duration timeout = Settings.duration(text);
    if (timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
      throw new IllegalArgumentException("is outside 1ms to 1m");
    }
    return timeout;
  }

  private Optional<RedfishConfig> redfish() throws ConfigError {
    Optional<String> user = settings.get(REDFISH + "user", Settings::text);
    Optional<Path> password = settings.get(REDFISH + "passwordFile", Settings::path);
    Optional<Path> caFile = settings.get(REDFISH + "caFile", Settings::path);
    Optional<RedfishConfig.Trust.Pinned> pin =
        settings.get(REDFISH + "pinSha256", RedfishConfig.Trust.Pinned::new);
    Optional<String> chassis = settings.get(REDFISH + "chassis", Settings::text);
    RedfishConfig.Auth auth =
        settings.get(REDFISH + "auth", BmcSettings::auth).orElse(RedfishConfig.Auth.SESSION);
    Duration timeout =
        settings
            .get(REDFISH + "timeout", BmcSettings::timeout)
            .orElse(RedfishConfig.DEFAULT_TIMEOUT);
    if (user.isPresent() != password.isPresent()) {
      throw new ConfigError(
          "sensors.bmc.redfish has %s without %s: set both or neither"
              .formatted(
                  user.isPresent() ? "user" : "passwordFile",
                  user.isPresent() ? "passwordFile" : "user"));
    }
    if (caFile.isPresent() && pin.isPresent()) {
      throw new ConfigError("sensors.bmc.redfish has caFile and pinSha256: set one of them");
    }
    Optional<RedfishConfig.Account> account =
        user.flatMap(name -> password.map(file -> new RedfishConfig.Account(name, file)));
    RedfishConfig.Trust trust = trust(caFile, pin);
    Optional<RedfishConfig> redfish =
        settings.get(
            REDFISH + "url",
            text -> new RedfishConfig(url(text), account, auth, trust, chassis, timeout));
    if (redfish.isEmpty() && (user.isPresent() || caFile.isPresent() || pin.isPresent())) {
      throw new ConfigError("sensors.bmc.redfish has no url such as https://bmc.example");
    }
    return redfish;
  }

  private static RedfishConfig.Trust trust(
      Optional<Path> caFile, Optional<RedfishConfig.Trust.Pinned> pin) {
    if (caFile.isPresent()) {
      return new RedfishConfig.Trust.Authorities(caFile.get());
    }
    return pin.isPresent() ? pin.get() : new RedfishConfig.Trust.JavaAuthorities();
  }

  /** With its path cut off: the service's root is at a fixed one. */
  private static URI url(String text) {
    URI whole = URI.create(text);
    if (whole.isOpaque() || whole.getHost() == null) {
      throw new IllegalArgumentException("is no URL such as https://bmc.example");
    }
    return whole.resolve("/");
  }

  private static RedfishConfig.Auth auth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "session" -> RedfishConfig.Auth.SESSION;
      case "basic" -> RedfishConfig.Auth.BASIC;
      default -> throw new IllegalArgumentException("is neither session nor basic");
    };
  }
}
