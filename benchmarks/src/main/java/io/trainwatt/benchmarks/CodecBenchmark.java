package io.trainwatt.benchmarks;

import io.trainwatt.events.codec.MalformedRecord;
import io.trainwatt.events.codec.SampleCodec;
import io.trainwatt.events.sample.Sample;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to read and write one sample of eight devices?
 *
 * <p>{@code mvn -B -q -pl benchmarks -am package && java -cp
 * 'benchmarks/target/classes:benchmarks/target/lib/*' org.openjdk.jmh.Main Codec}
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {
  private final Sample sample = SyntheticSample.of("local/host", 1_000);
  private final byte[] bytes = SampleCodec.encode(sample);

  /** Bytes to domain records, as the meter does for every record. */
  @Benchmark
  public Sample decode() throws MalformedRecord {
    return SampleCodec.decode(bytes);
  }

  /** Domain records to bytes, as the agent does once a second. */
  @Benchmark
  public byte[] encode() {
    return SampleCodec.encode(sample);
  }
}
