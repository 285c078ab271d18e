package io.trainwatt.agent.sysfs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A chip of the kernel's hardware monitoring class (Documentation/hwmon/sysfs-interface.rst).
 *
 * @param name content of its {@code name}, such as {@code amdgpu}
 * @param folder such as {@code /sys/class/hwmon/hwmon3}; the number changes from boot to boot
 * @param device the folder of what it belongs to, such as a PCI device
 * @param key what tells it from another chip of its name across boots: the PCI address or the name
 *     of its device; the hwmon number where neither is known
 */
public record HwmonChip(String name, Path folder, Optional<Path> device, String key) {
  private static final List<String> LIMITS =
      List.of("cap_max", "rated_max", "max", "cap", "crit", "cap_default");
  private static final long MICROWATTS_PER_MILLIWATT = 1_000;
  private static final long HEADROOM = 2;
  private static final long LEAST_BOUND = 20_000;
  private static final long HIGHEST_BOUND = 4_000_000;

  /**
   * One thing a chip measures.
   *
   * @param number as in {@code energy2_input}
   */
  public record Channel(String kind, int number, Path input) {}

  /** An attribute, which lies in its folder or in its device's. */
  public Optional<Path> attribute(String attribute) {
    Path own = folder.resolve(attribute);
    if (Files.exists(own)) {
      return Optional.of(own);
    }
    return device.map(path -> path.resolve(attribute)).filter(Files::exists);
  }

  /**
   * What it measures of a kind.
   *
   * @param kind {@code energy} or {@code power}
   * @param suffixes of the attribute to read, the preferred first
   * @return one a channel, by number
   */
  public List<Channel> channels(Look look, String kind, String... suffixes) {
    Pattern pattern = Pattern.compile(kind + "(\\d{1,3})_(" + String.join("|", suffixes) + ")");
    TreeSet<Integer> numbers = new TreeSet<>();
    List<Path> places = new ArrayList<>(List.of(folder));
    device.ifPresent(places::add);
    for (Path place : places) {
      for (Path entry : look.entries(place, kind)) {
        Matcher matcher = pattern.matcher(entry.getFileName().toString());
        if (matcher.matches()) {
          numbers.add(Integer.parseInt(matcher.group(1)));
        }
      }
    }
    List<Channel> channels = new ArrayList<>();
    for (int number : numbers) {
      for (String suffix : suffixes) {
        Optional<Path> input = attribute(kind + number + "_" + suffix);
        if (input.isPresent()) {
          channels.add(new Channel(kind, number, input.get()));
          break;
        }
      }
    }
    return channels;
  }

  /**
   * What a channel of power can never exceed: twice the largest limit its driver tells, because
   * short peaks pass the sustained one.
   *
   * @param otherwise milliwatts, where the driver tells none
   * @return milliwatts
   */
  public long powerBoundMilliwatts(Look look, int number, long otherwise) {
    long largest = 0;
    for (String limit : LIMITS) {
      Optional<Path> file = attribute("power" + number + "_" + limit);
      if (file.isPresent()) {
        largest = Math.max(largest, look.number(file.get()).orElse(0));
      }
    }
    long bound = Math.min(largest / MICROWATTS_PER_MILLIWATT, HIGHEST_BOUND) * HEADROOM;
    return bound == 0 ? otherwise : Math.clamp(bound, LEAST_BOUND, HIGHEST_BOUND);
  }
}
