package io.trainwatt.agent.sensor.tpu;

import io.trainwatt.agent.sysfs.HexNumber;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A TPU chip on the PCI bus.
 *
 * @param address its PCI address, such as {@code 0000:00:04.0}
 * @param nodes the device files that whoever uses it holds open: {@code /dev/accel0} up to v4,
 *     {@code /dev/vfio/0} from v5 on
 */
record Chip(String address, Generation generation, Set<String> nodes) {
  private static final int GOOGLE = 0x1ae0;

  Chip {
    nodes = Set.copyOf(nodes);
  }

  /**
   * What was found.
   *
   * @param chips in order of their PCI addresses, which is the order of the runtime's device ids
   * @param unknown addresses and ids of Google's devices that are no chip this agent knows
   */
  record Found(List<Chip> chips, List<String> unknown) {}

  /** Looks at every PCI device below {@code bus/pci/devices}. */
  static Found under(Path sysfsRoot) {
    List<Chip> chips = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    Path folder = sysfsRoot.resolve("bus/pci/devices");
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(folder)) {
      for (Path device : devices) {
        look(device, chips, unknown);
      }
    } catch (IOException e) {
      // A machine without PCI has no TPU.
      return new Found(List.of(), List.of());
    }
    chips.sort(Comparator.comparing(Chip::address));
    return new Found(List.copyOf(chips), List.copyOf(unknown));
  }

  private static void look(Path device, List<Chip> chips, List<String> unknown) {
    OptionalInt vendor = HexNumber.of(device.resolve("vendor"));
    OptionalInt number = HexNumber.of(device.resolve("device"));
    if (vendor.isEmpty() || vendor.getAsInt() != GOOGLE || number.isEmpty()) {
      return;
    }
    String address = device.getFileName().toString();
    int subsystem = HexNumber.of(device.resolve("subsystem_device")).orElse(0);
    Generation.of(number.getAsInt(), subsystem)
        .ifPresentOrElse(
            generation -> chips.add(new Chip(address, generation, nodes(device))),
            () -> {
              if (isAccelerator(device)) {
                unknown.add("%s (1ae0:%04x)".formatted(address, number.getAsInt()));
              }
            });
  }

  /** PCI class 12h, or one that the accel class lists. Google's network cards are 1ae0 as well. */
  private static boolean isAccelerator(Path device) {
    OptionalInt kind = HexNumber.of(device.resolve("class"));
    return (kind.isPresent() && kind.getAsInt() >> 16 == 0x12)
        || Files.isDirectory(device.resolve("accel"));
  }

  private static Set<String> nodes(Path device) {
    Set<String> nodes = new HashSet<>();
    try (DirectoryStream<Path> accels = Files.newDirectoryStream(device.resolve("accel"))) {
      accels.forEach(accel -> nodes.add("/dev/" + accel.getFileName()));
    } catch (IOException e) {
      // From v5 on the chip is reached through vfio.
      nodes.clear();
    }
    try {
      Path group = Files.readSymbolicLink(device.resolve("iommu_group")).getFileName();
      nodes.add("/dev/vfio/" + group);
    } catch (IOException | UnsupportedOperationException e) {
      // Without an IOMMU there is no group.
      return nodes;
    }
    return nodes;
  }
}
