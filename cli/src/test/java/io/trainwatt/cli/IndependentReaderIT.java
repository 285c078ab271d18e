package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.trainwatt.cli.console.Json;
import io.trainwatt.events.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else's client and somebody else's Protobuf read what we write: kcat, and Python with
 * nothing but the committed {@code .proto} files.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class IndependentReaderIT {

  private static final String DECODE =
      """
      import json, subprocess, sys
      from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
      protos, name, record, out = sys.argv[1:]
      file = out + '.descriptors'
      subprocess.run(['protoc', '-I', protos, '--include_imports', '--descriptor_set_out=' + file,
                      'trainwatt/v1/sample.proto', 'trainwatt/v1/node.proto'], check=True)
      files = descriptor_pb2.FileDescriptorSet.FromString(open(file, 'rb').read())
      pool = descriptor_pool.DescriptorPool()
      for each in files.file:
          pool.Add(each)
      kind = pool.FindMessageTypeByName('trainwatt.v1.' + name)
      make = getattr(message_factory, 'GetMessageClass', None)
      kind = make(kind) if make else message_factory.MessageFactory(pool).GetPrototype(kind)
      message = kind.FromString(open(record, 'rb').read())
      print(json.dumps(json_format.MessageToDict(message, preserving_proto_field_name=True)))
      """;

  private static final boolean MUST_RUN =
      "true".equals(System.getenv("TRAINWATT_TEST_REQUIRE_ALL"));

  @TempDir static Path folder;
  private static LocalStackFixture stack;

  @BeforeAll
  static void up() throws Exception {
    need("kcat", isThere("kcat", "-V"));
    stack = LocalStackFixture.in(folder);
    assertThat(stack.trainwatt().run("up").exitCode()).isZero();
  }

  @AfterAll
  static void down() throws Exception {
    if (stack != null) {
      stack.trainwatt().run("down");
    }
  }

  @Test
  void kcatListsEveryTopic() throws Exception {
    String listed = text(kcat("-L"));

    for (Topic topic : Topic.values()) {
      assertThat(listed).contains("topic \"" + topic.topicName() + "\"");
    }
  }

  @Test
  void pythonDecodesWhatKcatReads() throws Exception {
    String python = pythonWithProtobuf();
    need("protoc", isThere("protoc", "--version"));
    need("python3 with google.protobuf", !python.isEmpty());
    String node = stack.status().path("parts").get(2).path("detail").asText();

    JsonNode sample = decode(python, "Sample", Topic.SAMPLES);
    JsonNode facts = decode(python, "NodeFacts", Topic.NODES);

    assertThat(node).contains(sample.path("node").asText());
    assertThat(sample.path("devices")).isNotEmpty();
    assertThat(facts.path("node").asText()).isEqualTo(sample.path("node").asText());
  }

  private static JsonNode decode(String python, String message, Topic topic) throws Exception {
    byte[] record =
        kcat("-C", "-t", topic.topicName(), "-o", "beginning", "-c", "1", "-e", "-D", "");
    Path file = Files.write(folder.resolve(message + ".bin"), record);
    Path script = stack.trainwatt().script("decode.py", DECODE);
    Path protos = Path.of(System.getProperty("trainwatt.root")).resolve("events/src/main/proto");
    return Json.read(
        text(
            output(
                python,
                script.toString(),
                protos.toString(),
                message,
                file.toString(),
                folder.resolve(message).toString())));
  }

  private static byte[] kcat(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("kcat", "-q", "-b", "127.0.0.1:" + stack.kafkaPort()));
    command.addAll(Arrays.asList(arguments));
    return output(command.toArray(String[]::new));
  }

  private static String pythonWithProtobuf() {
    for (String python : List.of("python3", "/usr/bin/python3")) {
      if (isThere(python, "-c", "import google.protobuf")) {
        return python;
      }
    }
    return "";
  }

  private static void need(String what, boolean there) {
    if (MUST_RUN) {
      assertThat(there).as(what + " is there, as TRAINWATT_TEST_REQUIRE_ALL says").isTrue();
    }
    assumeThat(there).as(what + " is not here").isTrue();
  }

  private static boolean isThere(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static byte[] output(String... command) throws Exception {
    Path errors = folder.resolve("errors");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectError(errors.toFile())
            .start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    return output;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
