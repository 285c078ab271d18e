package io.trainwatt.cli.simulate;

import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Hardware;
import io.trainwatt.events.node.NodeFacts;
import io.trainwatt.events.quantity.Energy;
import io.trainwatt.events.quantity.Power;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunFacts;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.AgentInstance;
import io.trainwatt.events.sample.Component;
import io.trainwatt.events.sample.Counter;
import io.trainwatt.events.sample.DeviceSample;
import io.trainwatt.events.sample.Epoch;
import io.trainwatt.events.sample.Gauges;
import io.trainwatt.events.sample.ListedRun;
import io.trainwatt.events.sample.Sample;
import io.trainwatt.events.sample.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A fleet that does not exist and says so: cluster {@code simulated}, a run on every node, devices
 * whose power is a function of their number and the second. Its energy is therefore known exactly.
 *
 * @param id tells this fleet from others, part of every node's and run's name
 * @param nodes how many
 * @param devices of each node
 * @param startWallMicros when its counters begin, microseconds since 1970 UTC
 */
record Fleet(String id, int nodes, int devices, long startWallMicros) {
  private static final int GPU_ERROR_PPM = 50_000;
  private static final long RUN_SHARE_PERCENT = 90;
  // A minute of load that is not flat, the same for every device but shifted.
  private static final int PERIOD_SECONDS = 60;
  private static final long IDLE_MILLIWATTS = 60_000;
  private static final long SWING_MILLIWATTS = 7_000;

  Fleet {
    if (nodes < 1 || devices < 1) {
      throw new IllegalArgumentException("a fleet has at least one node and one device");
    }
  }

  String node(int node) {
    return "simulated/%s-%05d".formatted(id, node);
  }

  String run(int node) {
    return "simulated-%s-%05d".formatted(id, node);
  }

  /** Mean power of a device within a second, mW. */
  static long milliwatts(int node, int device, int second) {
    int phase = Math.floorMod(second + 7 * device + 13 * node, PERIOD_SECONDS);
    return IDLE_MILLIWATTS + SWING_MILLIWATTS * Math.min(phase, PERIOD_SECONDS - phase);
  }

  /** What a device used in its first seconds. A milliwatt-second is a thousand microjoules. */
  static long microjoules(int node, int device, int seconds) {
    long whole = 0;
    for (int second = 0; second < Math.min(seconds, PERIOD_SECONDS); second++) {
      long periods = (seconds - 1 - second) / PERIOD_SECONDS + 1L;
      whole = Math.addExact(whole, periods * milliwatts(node, device, second) * 1_000);
    }
    return whole;
  }

  private static long ofRun(long microjoules) {
    return microjoules / 100 * RUN_SHARE_PERCENT;
  }

  /** What a node's run used in its first seconds. */
  long runMicrojoules(int node, int seconds) {
    long sum = 0;
    for (int device = 0; device < devices; device++) {
      sum = Math.addExact(sum, ofRun(microjoules(node, device, seconds)));
    }
    return sum;
  }

  /** What a node used in its first seconds. */
  long nodeMicrojoules(int node, int seconds) {
    long sum = 0;
    for (int device = 0; device < devices; device++) {
      sum = Math.addExact(sum, microjoules(node, device, seconds));
    }
    return sum;
  }

  /**
   * A node's record at the end of a second.
   *
   * @param used what each device used so far, grown by this call
   * @param last whether it is the last: the run has ended
   */
  Sample sample(int node, int second, long[] used, boolean last) {
    String run = run(node);
    long nanos = (second + 1) * 1_000_000_000L;
    List<DeviceSample> samples = new ArrayList<>(devices);
    for (int device = 0; device < devices; device++) {
      long milliwatts = milliwatts(node, device, second);
      used[device] = Math.addExact(used[device], milliwatts * 1_000);
      samples.add(device(device, run, nanos, used[device], milliwatts));
    }
    return new Sample(
        node(node),
        second,
        new AgentInstance("simulate-" + id, 1),
        "simulated-" + id,
        nanos,
        startWallMicros + nanos / 1_000,
        List.of(new ListedRun(run, last, last ? 0 : 1, nanos / 1_000)),
        samples,
        List.of(),
        List.of());
  }

  private DeviceSample device(int device, String run, long nanos, long used, long milliwatts) {
    long ofRun = ofRun(used);
    return new DeviceSample(
        "gpu-" + device,
        Component.GPU,
        new Epoch("simulated-" + id, 1, startWallMicros, "first start"),
        true,
        nanos,
        Map.of(Quality.COUNTED, Energy.ofMicrojoules(used)),
        List.of(
            Counter.of(new User.OfRun(run), Quality.COUNTED, Energy.ofMicrojoules(ofRun)),
            Counter.of(
                User.Remainder.UNATTRIBUTED, Quality.COUNTED, Energy.ofMicrojoules(used - ofRun))),
        Map.of(Quality.COUNTED, GPU_ERROR_PPM),
        "simulated",
        0,
        Gauges.of(
            Optional.of(Power.ofMilliwatts(milliwatts)),
            OptionalInt.of(900_000),
            Optional.of(Power.ofMilliwatts(IDLE_MILLIWATTS))));
  }

  NodeFacts nodeFacts(int node) {
    List<DeviceFacts> facts = new ArrayList<>();
    for (int device = 0; device < devices; device++) {
      facts.add(
          new DeviceFacts(
              "gpu-" + device,
              Component.GPU,
              "simulated",
              "simulate",
              true,
              "it is all there is",
              Optional.empty(),
              List.of(Quality.COUNTED),
              "no device: load made by `trainwatt simulate`"));
    }
    return new NodeFacts(
        node(node),
        "simulated",
        "%s-%05d".formatted(id, node),
        startWallMicros,
        new AgentInstance("simulate-" + id, 1),
        "simulate",
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        new Hardware("simulated", 1, 1, 1, "none", "none"),
        OptionalLong.empty(),
        facts,
        List.of());
  }

  RunFacts runFacts(int node, OptionalLong endedWallMicros) {
    boolean ended = endedWallMicros.isPresent();
    return new RunFacts(
        run(node),
        node(node),
        ended ? 2 : 1,
        "simulated-" + id,
        Map.of("simulated", "true"),
        "simulate",
        "simulate",
        startWallMicros,
        endedWallMicros,
        ended ? RunState.ENDED : RunState.RUNNING,
        OptionalInt.empty(),
        List.of("trainwatt", "simulate"),
        1);
  }
}
