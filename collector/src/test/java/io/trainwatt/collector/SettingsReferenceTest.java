package io.trainwatt.collector;

import io.smallrye.config.WithDefault;
import io.trainwatt.collector.fixture.WrittenPart;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/reference/collector-config.md}. */
final class SettingsReferenceTest {
  private final Map<String, Method> settings = new TreeMap<>();

  @Test
  void everySettingStandsInTheReferenceAsItIs() throws IOException {
    SettingNames.each(CollectorSettings.class, CollectorSettings.PREFIX, settings::put);
    StringBuilder table =
        new StringBuilder(
            """
            | key | environment variable | type | default | meaning |
            | --- | --- | --- | --- | --- |
            """);
    settings.forEach((key, setting) -> table.append(row(key, setting)));

    WrittenPart.is("collector-config.md", "settings", table.toString());
  }

  private static String row(String key, Method setting) {
    Meaning meaning =
        Objects.requireNonNull(setting.getAnnotation(Meaning.class), () -> key + ": no @Meaning");
    String range = meaning.range().isEmpty() ? "" : ", " + meaning.range();
    String standard =
        Optional.ofNullable(setting.getAnnotation(WithDefault.class))
            .map(given -> "`" + given.value() + "`")
            .orElse(meaning.absent());
    return "| `%s` | `%s` | %s | %s | %s |\n"
        .formatted(
            key,
            SettingNames.variable(key),
            type(setting.getGenericReturnType()) + range,
            standard,
            meaning.value());
  }

  private static String type(Type type) {
    if (type instanceof ParameterizedType of) {
      String inner = type(of.getActualTypeArguments()[0]);
      return of.getRawType().equals(List.class) ? "list of " + inner : inner;
    }
    if (type instanceof Class<?> kind && kind.isEnum()) {
      return Arrays.stream(kind.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .sorted()
          .collect(Collectors.joining(" or "));
    }
    if (type.equals(String.class)) {
      return "text";
    }
    return type.equals(Duration.class) ? "duration" : "whole number";
  }
}
