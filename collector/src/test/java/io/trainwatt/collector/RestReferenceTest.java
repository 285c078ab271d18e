package io.trainwatt.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The table of calls in {@code docs/reference/rest-api.md}. */
final class RestReferenceTest {
  @Test
  void everyCallStandsInTheReferenceWithItsParametersAndNoOther() throws IOException {
    Map<String, String> documented = documented();
    Map<String, List<String>> served = served();

    assertThat(documented.keySet()).containsExactlyInAnyOrderElementsOf(served.keySet());
    served.forEach(
        (call, parameters) ->
            assertThat(parameters)
                .as(call)
                .allSatisfy(
                    name ->
                        assertThat(documented.get(call)).containsPattern("\\b" + name + "\\b")));
  }

  /** Rows by their call; what stands behind a question mark belongs to the row alone. */
  private static Map<String, String> documented() throws IOException {
    String page =
        Files.readString(
            java.nio.file.Path.of(
                System.getProperty("trainwatt.root", ".."), "docs/reference/rest-api.md"),
            StandardCharsets.UTF_8);
    Map<String, String> calls = new TreeMap<>();
    for (String line : page.lines().toList()) {
      if (line.matches("\\| `(GET|POST|DELETE) /.*")) {
        String call = line.substring(3, line.indexOf('`', 3)).replaceFirst("\\?.*", "");
        calls.merge(call, line, (first, second) -> first + second);
      }
    }
    return calls;
  }

  private static Map<String, List<String>> served() {
    Map<String, List<String>> calls = new TreeMap<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.trainwatt.collector")) {
      if (type.isAnnotatedWith(Path.class)) {
        Class<?> resource = type.reflect();
        String root = resource.getAnnotation(Path.class).value();
        // What answers calls that there are not.
        if (!root.contains(".*")) {
          for (Method method : resource.getDeclaredMethods()) {
            verb(method)
                .ifPresent(verb -> calls.put(verb + " " + path(root, method), asked(method)));
          }
        }
      }
    }
    return calls;
  }

  private static Optional<String> verb(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (verb != null) {
        return Optional.of(verb.value());
      }
    }
    return Optional.empty();
  }

  private static String path(String root, Method method) {
    Path below = method.getAnnotation(Path.class);
    return below == null ? root : root + "/" + below.value();
  }

  private static List<String> asked(Method method) {
    List<String> names = new ArrayList<>();
    for (Parameter parameter : method.getParameters()) {
      QueryParam query = parameter.getAnnotation(QueryParam.class);
      if (query != null) {
        names.add(query.value());
      }
    }
    return names;
  }
}
