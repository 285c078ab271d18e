package io.trainwatt.events.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes written by a released version mean for ever what they meant then. A new field gets a new
 * file; the files here are never rewritten.
 */
class GoldenBytesTest {

  interface Decoder {
    Object decode(byte[] bytes) throws MalformedRecord;
  }

  record Golden(String file, Object meaning, Supplier<byte[]> encoder, Decoder decoder) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Golden> goldens() {
    return Stream.of(
        new Golden(
            "sample",
            Examples.sample(),
            () -> SampleCodec.encode(Examples.sample()),
            SampleCodec::decode),
        new Golden(
            "node-facts",
            Examples.nodeFacts(),
            () -> NodeFactsCodec.encode(Examples.nodeFacts()),
            NodeFactsCodec::decode),
        new Golden(
            "progress",
            Examples.progress(),
            () -> ProgressCodec.encode(Examples.progress()),
            ProgressCodec::decode),
        new Golden(
            "run-facts",
            Examples.runFacts(),
            () -> RunFactsCodec.encode(Examples.runFacts()),
            RunFactsCodec::decode),
        new Golden(
            "grid-factor",
            Examples.gridFactor(),
            () -> GridCodec.encode(Examples.gridFactor()),
            GridCodec::decode),
        new Golden(
            "grid-contract",
            Examples.gridContract(),
            () -> GridCodec.encode(Examples.gridContract()),
            GridCodec::decode),
        new Golden(
            "grid-price",
            Examples.gridPrice(),
            () -> GridCodec.encode(Examples.gridPrice()),
            GridCodec::decode),
        new Golden(
            "node-facts-footprint",
            Examples.nodeFactsFootprint(),
            () -> NodeFactsCodec.encode(Examples.nodeFactsFootprint()),
            NodeFactsCodec::decode),
        new Golden(
            "node-account-figures",
            Examples.nodeAccountFigures(),
            () -> AccountCodec.encode(Examples.nodeAccountFigures()),
            AccountCodec::decode),
        new Golden(
            "run-account",
            Examples.runAccount(),
            () -> AccountCodec.encode(Examples.runAccount()),
            AccountCodec::decode),
        new Golden(
            "run-account-efficiency",
            Examples.runAccountWithEfficiency(),
            () -> AccountCodec.encode(Examples.runAccountWithEfficiency()),
            AccountCodec::decode),
        new Golden(
            "run-account-forecast",
            Examples.forecastAccount(),
            () -> AccountCodec.encode(Examples.forecastAccount()),
            AccountCodec::decode),
        new Golden(
            "node-account",
            Examples.nodeAccount(),
            () -> AccountCodec.encode(Examples.nodeAccount()),
            AccountCodec::decode),
        new Golden(
            "series-point",
            Examples.seriesPoint(),
            () -> SeriesPointCodec.encode(Examples.seriesPoint()),
            SeriesPointCodec::decode),
        new Golden(
            "alert",
            Examples.alert(),
            () -> AlertCodec.encode(Examples.alert()),
            AlertCodec::decode),
        new Golden(
            "silence",
            Examples.silence(),
            () -> SilenceCodec.encode(Examples.silence()),
            SilenceCodec::decode),
        new Golden(
            "advice",
            Examples.advice(),
            () -> AdviceCodec.encode(Examples.advice()),
            AdviceCodec::decode),
        new Golden(
            "advice-audited",
            Examples.auditedAdvice(),
            () -> AdviceCodec.encode(Examples.auditedAdvice()),
            AdviceCodec::decode),
        new Golden(
            "dead-letter",
            Examples.deadLetter(),
            () -> DeadLetterCodec.encode(Examples.deadLetter()),
            DeadLetterCodec::decode));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void committedBytesKeepTheirMeaning(Golden golden) throws Exception {
    byte[] committed = read(golden);

    assertThat(golden.decoder().decode(committed)).isEqualTo(golden.meaning());
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void todaysEncoderWritesTheCommittedBytes(Golden golden) throws Exception {
    assertThat(golden.encoder().get()).isEqualTo(read(golden));
  }

  private static byte[] read(Golden golden) throws Exception {
    String name = "/golden/v1/" + golden.file() + ".bin";
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream(name)) {
      assertThat(in).as("%s is committed; write a new one with %s", name, Writer.class).isNotNull();
      return in.readAllBytes();
    }
  }

  /** Writes the files that are missing, never one that is there. Argument: the golden folder. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] args) throws Exception {
      for (Golden golden : goldens().toList()) {
        Path file = Path.of(args[0], golden.file() + ".bin");
        if (!Files.exists(file)) {
          Files.write(file, golden.encoder().get());
        }
      }
    }
  }
}
