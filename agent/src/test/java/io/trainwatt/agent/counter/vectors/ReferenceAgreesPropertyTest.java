package io.trainwatt.agent.counter.vectors;

import static org.assertj.core.api.Assertions.assertThat;

import io.trainwatt.agent.counter.EnergySource;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Two implementations by two hands, asked the same questions. */
final class ReferenceAgreesPropertyTest {
  private static final int BATCH = 2_000;
  private static final Meaning NOT_YET = new Meaning(Map.of(), Map.of());

  /**
   * One process of the reference for each batch; what it says of a disagreement names the vector.
   */
  @Property(tries = 3, shrinking = ShrinkingMode.OFF)
  void anyReadingsMeanTheSameToTheReference(@ForAll long seed) throws Exception {
    referenceAgrees(seed, ones(seed));
  }

  @Property(tries = 2, shrinking = ShrinkingMode.OFF)
  void anySourcesTogetherMeanTheSameToTheReference(@ForAll long seed) throws Exception {
    referenceAgrees(seed, nodes(seed));
  }

  /** A batch that never met a rule would agree about nothing. */
  @Property(tries = 1, shrinking = ShrinkingMode.OFF)
  void suchReadingsMeetEveryRule(@ForAll long seed) {
    Set<String> events = new HashSet<>();
    int quiet = 0;
    for (Vector vector : ones(seed)) {
      List<String> own = vector.played().lists().getOrDefault(Meaning.EVENTS, List.of());
      events.addAll(own);
      quiet += own.size() < 5 ? 1 : 0;
    }

    assertThat(events)
        .containsExactlyInAnyOrder(
            "newBoot", "failedRead", "stale", "ambiguous", "implausible", "wrap", "reset", "gap");
    assertThat(quiet).isGreaterThan(BATCH / 10);
  }

  @Property(tries = 1, shrinking = ShrinkingMode.OFF)
  void suchNodesHaveARestAndDisagreements(@ForAll long seed) {
    int rests = 0;
    Set<String> disagreements = new HashSet<>();
    for (Vector vector : nodes(seed)) {
      Meaning meaning = vector.played();
      rests += meaning.figures().getOrDefault("total.restMicrojoules", BigInteger.ZERO).signum();
      disagreements.addAll(meaning.lists().getOrDefault("disagreements", List.of()));
    }

    assertThat(rests).isGreaterThan(BATCH / 10);
    assertThat(disagreements).contains("node", "source-1", "source-2");
  }

  private static List<Vector> ones(long seed) {
    RandomVectors random = new RandomVectors(seed);
    return many(
        () -> {
          EnergySource source = random.source();
          return new Vector.OfOne(source, random.readings(source), NOT_YET);
        });
  }

  private static List<Vector> nodes(long seed) {
    return many(new RandomNodes(seed)::next);
  }

  private static List<Vector> many(Supplier<Vector> next) {
    List<Vector> vectors = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      vectors.add(next.get());
    }
    return vectors;
  }

  private static void referenceAgrees(long seed, List<Vector> vectors) throws Exception {
    List<String> texts = new ArrayList<>();
    for (Vector vector : vectors) {
      texts.add(VectorText.of("seed %d, vector %d".formatted(seed, texts.size()), vector));
    }
    Path file = Files.createTempFile("vectors", ".json");
    try {
      Files.writeString(file, "[" + String.join(",\n", texts) + "]");
      Reference reference = Reference.run(file.toString());

      assertThat(reference.exitCode()).as(reference.output()).isZero();
      assertThat(reference.output()).startsWith(BATCH + " vectors: " + BATCH + " equal");
    } finally {
      Files.delete(file);
    }
  }
}
