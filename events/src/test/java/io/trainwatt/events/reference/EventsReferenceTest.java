package io.trainwatt.events.reference;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/reference/events.md}: every record and field with its number, type and comment, from
 * the descriptors that {@code protoc} makes of the contract.
 */
class EventsReferenceTest {
  private static final Path DESCRIPTORS =
      Path.of(System.getProperty("trainwatt.root", ".."), "events/target/trainwatt.protobin");
  private static final String PACKAGE = ".trainwatt.v1.";

  @Test
  void everyRecordStandsInTheReferenceAsTheContractHasIt() throws IOException {
    StringBuilder text = new StringBuilder();
    try (InputStream bytes = Files.newInputStream(DESCRIPTORS)) {
      FileDescriptorSet.parseFrom(bytes).getFileList().stream()
          .filter(file -> file.getPackage().equals("trainwatt.v1"))
          .sorted((a, b) -> a.getName().compareTo(b.getName()))
          .forEach(file -> new Page(file, text).write());
    }

    WrittenPart.is("events.md", "records", text.toString());
  }

  /** What one file of the contract says. */
  private static final class Page {
    private final FileDescriptorProto file;
    private final StringBuilder text;
    private final Map<List<Integer>, Location> places = new HashMap<>();

    Page(FileDescriptorProto file, StringBuilder text) {
      this.file = file;
      this.text = text;
      file.getSourceCodeInfo()
          .getLocationList()
          .forEach(place -> places.put(place.getPathList(), place));
    }

    void write() {
      text.append("\n## ").append(file.getName().replaceFirst(".*/", "")).append('\n');
      paragraph(List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER));
      for (int i = 0; i < file.getMessageTypeCount(); i++) {
        message(file.getMessageType(i), List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, i));
      }
      for (int i = 0; i < file.getEnumTypeCount(); i++) {
        values(file.getEnumType(i), List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
      }
    }

    private void message(DescriptorProto message, List<Integer> path) {
      if (message.getOptions().getMapEntry()) {
        return;
      }
      text.append("\n### ").append(message.getName()).append('\n');
      paragraph(path);
      text.append("\n| no. | field | type | meaning |\n| --- | --- | --- | --- |\n");
      for (int i = 0; i < message.getFieldCount(); i++) {
        FieldDescriptorProto field = message.getField(i);
        text.append(
            "| %d | `%s` | %s | %s |\n"
                .formatted(
                    field.getNumber(),
                    field.getName(),
                    type(message, field),
                    comment(below(path, DescriptorProto.FIELD_FIELD_NUMBER, i))));
      }
      for (int i = 0; i < message.getNestedTypeCount(); i++) {
        message(message.getNestedType(i), below(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, i));
      }
      for (int i = 0; i < message.getEnumTypeCount(); i++) {
        values(message.getEnumType(i), below(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, i));
      }
    }

    private void values(EnumDescriptorProto values, List<Integer> path) {
      text.append("\n### ").append(values.getName()).append('\n');
      paragraph(path);
      text.append("\n| no. | value | meaning |\n| --- | --- | --- |\n");
      for (int i = 0; i < values.getValueCount(); i++) {
        text.append(
            "| %d | `%s` | %s |\n"
                .formatted(
                    values.getValue(i).getNumber(),
                    values.getValue(i).getName(),
                    comment(below(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, i))));
      }
    }

    private static String type(DescriptorProto message, FieldDescriptorProto field) {
      String type =
          field.hasTypeName()
              ? field.getTypeName().replace(PACKAGE, "")
              : field.getType().name().replace("TYPE_", "").toLowerCase(Locale.ROOT);
      if (field.getProto3Optional()) {
        return "optional " + type;
      }
      if (field.hasOneofIndex()) {
        return type + ", one of `" + message.getOneofDecl(field.getOneofIndex()).getName() + "`";
      }
      boolean repeated = field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED;
      boolean map =
          message.getNestedTypeList().stream()
              .filter(nested -> nested.getOptions().getMapEntry())
              .anyMatch(nested -> field.getTypeName().endsWith("." + nested.getName()));
      return map ? "map" : repeated ? "repeated " + type : type;
    }

    private void paragraph(List<Integer> path) {
      String comment = comment(path);
      if (!comment.isEmpty()) {
        text.append('\n').append(comment).append('\n');
      }
    }

    private String comment(List<Integer> path) {
      Location place = places.getOrDefault(path, Location.getDefaultInstance());
      return (place.getLeadingComments() + " " + place.getTrailingComments())
          .replaceAll("\\s+", " ")
          .replace("|", "\\|")
          .replace("<", "&lt;")
          .strip();
    }

    private static List<Integer> below(List<Integer> path, int kind, int index) {
      List<Integer> longer = new ArrayList<>(path);
      longer.add(kind);
      longer.add(index);
      return longer;
    }
  }
}
