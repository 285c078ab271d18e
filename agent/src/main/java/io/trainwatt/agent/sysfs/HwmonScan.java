package io.trainwatt.agent.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds hardware monitoring chips below a sysfs root. */
public final class HwmonScan {
  private static final Pattern SLOT = Pattern.compile("(?m)^PCI_SLOT_NAME=(\\S+)$");

  private HwmonScan() {}

  /**
   * The chips of {@code class/hwmon}, and those below {@code class/drm/card<n>/device} that a
   * recorded tree may have instead.
   *
   * @param wanted by the chip's name
   */
  public static List<HwmonChip> of(Path sysfsRoot, Look look, Predicate<String> wanted) {
    Map<String, Path> folders = new LinkedHashMap<>();
    for (Path folder : look.entries(sysfsRoot.resolve("class/hwmon"), "hwmon")) {
      folders.put(folder.getFileName().toString(), folder);
    }
    Map<String, Path> cards = new LinkedHashMap<>();
    for (Path card : look.entries(sysfsRoot.resolve("class/drm"), "card")) {
      for (Path folder : look.entries(card.resolve("device/hwmon"), "hwmon")) {
        String number = folder.getFileName().toString();
        folders.putIfAbsent(number, folder);
        cards.putIfAbsent(number, card.resolve("device"));
      }
    }
    List<HwmonChip> chips = new ArrayList<>();
    folders.forEach(
        (number, folder) ->
            name(folder, look, wanted)
                .ifPresent(name -> chips.add(chip(name, folder, cards.get(number), look))));
    return chips;
  }

  /** Only who wants chips without a name says that one has none, so that it is said once. */
  private static Optional<String> name(Path folder, Look look, Predicate<String> wanted) {
    Look quiet = new Look("");
    Optional<String> name =
        quiet
            .text(folder.resolve("name"))
            .or(() -> quiet.text(folder.resolve("device/name")))
            .filter(text -> !text.isEmpty() && text.indexOf('\n') < 0);
    if (name.isEmpty() && wanted.test("")) {
      look.tell("hwmon " + folder.getFileName(), "the chip has no usable name: " + folder, "");
    }
    return name.filter(wanted);
  }

  private static HwmonChip chip(String name, Path folder, @Nullable Path card, Look look) {
    Path own = folder.resolve("device");
    Optional<Path> device = Files.isDirectory(own) ? Optional.of(own) : Optional.ofNullable(card);
    String key =
        device.flatMap(path -> key(path, look)).orElseGet(() -> folder.getFileName().toString());
    return new HwmonChip(name, folder, device, key);
  }

  private static Optional<String> key(Path device, Look look) {
    Optional<Path> uevent = Optional.of(device.resolve("uevent")).filter(Files::isReadable);
    Optional<Matcher> slot = uevent.flatMap(look::text).map(SLOT::matcher).filter(Matcher::find);
    if (slot.isPresent()) {
      return slot.map(matcher -> matcher.group(1));
    }
    return linkTarget(device);
  }

  private static Optional<String> linkTarget(Path device) {
    try {
      String name = device.toRealPath().getFileName().toString();
      return name.equals("device") ? Optional.empty() : Optional.of(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
