// SPDX-License-Identifier: Apache-2.0
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.constant.ClassDesc;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes the schemas of Kafka's messages out of the enum of its APIs, in a jar of its client: {@code
 * java KafkaWithoutSchemas.java JAR}. The jar is changed in place.
 *
 * <p>That enum asks each of some 170 messages for its schemas, of every version that ever was. A
 * client reads and writes messages by code made for each; only a broker (does a request keep its
 * buffer?) and the generator of Kafka's own documentation look at the schemas. With them an agent
 * holds some 400 classes more and all that they describe: see docs/reference/performance.md.
 */
final class KafkaWithoutSchemas {

  private static final String APIS = "/org/apache/kafka/common/message/ApiMessageType.class";
  private static final ClassDesc SCHEMA =
      ClassDesc.of("org.apache.kafka.common.protocol.types.Schema");

  public static void main(String[] arguments) throws IOException {
    URI jar = URI.create("jar:" + Path.of(arguments[0]).toUri());
    try (FileSystem files = FileSystems.newFileSystem(jar, Map.of())) {
      Path apis = files.getPath(APIS);
      AtomicInteger taken = new AtomicInteger();
      ClassFile format = ClassFile.of();
      byte[] without =
          format.transformClass(
              format.parse(apis),
              ClassTransform.transformingMethodBodies(
                  method -> method.methodName().equalsString("<clinit>"),
                  (code, element) -> take(code, element, taken)));
      if (taken.get() == 0) {
        throw new IllegalStateException(
            arguments[0] + APIS + " names no schemas: see how it does now");
      }
      Files.write(apis, without);
    }
  }

  private static void take(CodeBuilder code, CodeElement element, AtomicInteger taken) {
    if (element instanceof FieldInstruction field && field.name().equalsString("SCHEMAS")) {
      code.iconst_0().anewarray(SCHEMA);
      taken.incrementAndGet();
    } else {
      code.with(element);
    }
  }
}
