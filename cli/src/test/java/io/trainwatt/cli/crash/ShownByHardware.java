package io.trainwatt.cli.crash;

import static java.util.Objects.requireNonNull;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the stand-ins have shown: in the end to the microjoule, and before that between what they
 * had shown a moment earlier and could have a moment later.
 */
final class ShownByHardware implements Follower.Hardware {
  private static final long SLACK_NANOS = 2_000_000_000L;

  private final List<MatrixNode> nodes;
  private final StandInClock clock;

  ShownByHardware(List<MatrixNode> nodes, StandInClock clock) {
    this.nodes = List.copyOf(nodes);
    this.clock = clock;
  }

  /** What the counters of a node rose by, once they rest. */
  Map<String, Long> truth(MatrixNode node) {
    Map<String, Long> truth = new TreeMap<>(node.rapl().orElseThrow().used(clock.millis()));
    truth.put(StandInGpus.COUNTED, gpu());
    return truth;
  }

  /** What the first GPU of each node used, once they rest. */
  long gpu() {
    return StandInGpus.countedMicrojoules(clock.gpuNanos(System.nanoTime()));
  }

  @Override
  public Optional<String> impossible(NodeBook book, Sample sample, DeviceSample device) {
    MatrixNode node =
        nodes.stream().filter(one -> one.id().equals(sample.node())).findFirst().orElseThrow();
    long read = device.readMonotonicNanos();
    long least;
    long most;
    if (node.rapl().isPresent() && node.rapl().get().used(0).containsKey(device.device())) {
      StandInRapl rapl = node.rapl().get();
      least = used(rapl, device, clock.surelyShown(read - SLACK_NANOS));
      most = used(rapl, device, clock.maybeShown(read + SLACK_NANOS));
    } else if (device.device().equals(StandInGpus.COUNTED)) {
      least = StandInGpus.countedMicrojoules(clock.gpuNanos(read - SLACK_NANOS));
      most = StandInGpus.countedMicrojoules(clock.gpuNanos(read + SLACK_NANOS));
    } else {
      return Optional.empty();
    }
    long total = book.total(device.device(), Quality.COUNTED);
    return total >= least && total <= most
        ? Optional.empty()
        : Optional.of(
            "%s has %d µJ, and its counter can have shown %d to %d since the beginning"
                .formatted(device.device(), total, least, most));
  }

  private static long used(StandInRapl rapl, DeviceSample device, long millis) {
    return requireNonNull(rapl.used(millis).get(device.device()));
  }
}
