package io.trainwatt.agent.sensor.nvml;

import io.trainwatt.agent.sensor.Device;
import io.trainwatt.agent.sensor.MonotonicClock;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.events.node.Finding;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One look at all GPUs of a session. */
final class BoardScan {
  /** No machine has more: a larger count is not believed. */
  private static final int MOST_GPUS = 128;

  private final Session session;
  private final MemorySegment list;
  private final NvmlConfig config;
  private final MonotonicClock clock;
  private final Map<String, String> distrusted;
  private final List<Device> devices = new ArrayList<>();
  private final List<Probe.Unused> unused = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private final List<BoardReader> readers = new ArrayList<>();
  private final List<String> forgetful = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /**
   * @param distrusted why a board's counter is not read, by its identity
   */
  BoardScan(
      Session session,
      MemorySegment list,
      NvmlConfig config,
      MonotonicClock clock,
      Map<String, String> distrusted) {
    this.session = session;
    this.list = list;
    this.config = config;
    this.clock = clock;
    this.distrusted = distrusted;
  }

  /** Who reads what was found. */
  List<BoardReader> readers() {
    return readers;
  }

  /**
   * @throws NvmlUnavailable if it does not even say how many GPUs there are
   */
  Probe look() throws NvmlUnavailable {
    Answer count = session.count();
    if (count instanceof Answer.Refused refused) {
      throw NvmlUnavailable.refused(refused.function(), refused.code());
    }
    long said = count.value().orElse(0);
    String driver = DriverLoad.of(config.sysfsRoot(), session.driverVersion());
    missing();
    if (said > MOST_GPUS) {
      findings.add(
          new Finding(
              "nvml", "the library says there are %d GPUs, which cannot be".formatted(said), ""));
    }
    for (int index = 0; index < Math.min(said, MOST_GPUS); index++) {
      if (!take(index, driver) && said > MOST_GPUS) {
        break;
      }
    }
    if (said == 0) {
      unused.add(
          new Probe.Unused("NVIDIA GPUs", config.library().orElse(""), "the driver sees none"));
    }
    forgetful();
    return new Probe(devices, unused, findings);
  }

  private void missing() {
    List<NvmlFunction> missing = session.missing();
    if (!missing.isEmpty()) {
      findings.add(
          new Finding(
              "nvml",
              missing.stream()
                  .map(
                      function ->
                          "no %s: %s is not known".formatted(function.symbol(), function.fact()))
                  .collect(Collectors.joining("; ")),
              "a newer NVIDIA driver has them"));
    }
  }

  private boolean take(int index, String driver) {
    Gpu gpu;
    try {
      gpu = session.gpu(index);
    } catch (NvmlUnavailable e) {
      findings.add(
          new Finding("nvml GPU " + index, "cannot be measured: " + e.getMessage(), e.remedy()));
      return false;
    }
    Board board = distinct(Board.of(index, gpu));
    Optional<String> doubt = Optional.ofNullable(distrusted.get(board.identity()));
    boolean counts = board.counter() && config.counters() && doubt.isEmpty();
    if (!counts && board.gauge().isEmpty()) {
      silent(board, gpu);
      return true;
    }
    doubt.ifPresent(why -> replaced(board, why));
    devicesOf(board, counts);
    String incarnation = "%s, %s%s".formatted(driver, board.identity(), counts ? "" : ", by power");
    readers.add(new BoardReader(board, gpu, counts, holders(board, gpu), incarnation, clock));
    return true;
  }

  private Holders holders(Board board, Gpu gpu) {
    Optional<DividedBoard> divided =
        board
            .slices()
            .map(
                slices ->
                    new DividedBoard(
                        slices, InstanceActivity.of(gpu, slices, list), gpu, board.gauge()));
    return new Holders(gpu, list, divided);
  }

  private Board distinct(Board board) {
    return names.add(board.name())
        ? board
        : board.renamed("%s@%d".formatted(board.name(), board.index()));
  }

  private void devicesOf(Board board, boolean counts) {
    if (counts) {
      devices.add(BoardDevice.counted(board));
      board.gauge().ifPresent(gauge -> devices.add(BoardDevice.check(board, gauge)));
      if (!board.persistent()) {
        forgetful.add(board.name());
      }
    } else {
      board
          .gauge()
          .ifPresent(
              gauge -> devices.add(BoardDevice.powered(board, gauge, config.gaugeInterval())));
    }
  }

  private void replaced(Board board, String why) {
    findings.add(
        new Finding(
            "nvml " + board.name(),
            why + "; its power is integrated instead",
            "restart the agent once it is mended: the counter is tried again then"));
  }

  private void silent(Board board, Gpu gpu) {
    Answer energy = gpu.energy();
    Answer power = gpu.power(PowerSource.USAGE);
    String why =
        energy instanceof Answer.Refused one && power instanceof Answer.Refused other
            ? "%s; %s".formatted(one.words(), other.words())
            : "it answered differently a moment ago";
    String remedy = energy instanceof Answer.Refused one ? ReturnCode.remedy(one.code()) : "";
    findings.add(
        new Finding(
            "nvml " + board.name(), "neither energy nor power can be read: " + why, remedy));
  }

  private void forgetful() {
    if (!forgetful.isEmpty()) {
      findings.add(
          new Finding(
              "nvml " + String.join(", ", forgetful),
              "persistence mode is off: the driver forgets its energy counters when the agent"
                  + " stops and nobody else uses the GPU, and what was used meanwhile is lost",
              "sudo systemctl enable --now nvidia-persistenced   # or: sudo nvidia-smi -pm 1"));
    }
  }
}
