package io.trainwatt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The part of a page of {@code docs/reference} that is made from the code: it stands between two
 * comments that bear its name. With {@code -Dtrainwatt.writeDocs=true} it is written, else
 * compared.
 */
final class WrittenPart {
  private WrittenPart() {}

  /** Holds the part to what the code says, or writes it. */
  static void is(String page, String part, String made) throws IOException {
    Path file = Path.of(System.getProperty("trainwatt.root", ".."), "docs/reference", page);
    String text = Files.readString(file, StandardCharsets.UTF_8);
    int heading = text.indexOf("<!-- " + part + ": written by ");
    int end = text.indexOf("<!-- end of " + part + " -->");
    assertThat(heading).as("where %s begins in %s", part, page).isNotNegative();
    int begin = text.indexOf('\n', heading) + 1;
    assertThat(end).as("where %s ends in %s", part, page).isGreaterThanOrEqualTo(begin);
    if (Boolean.getBoolean("trainwatt.writeDocs")) {
      Files.writeString(file, text.substring(0, begin) + made + text.substring(end));
    } else {
      assertThat(text.substring(begin, end))
          .as("%s of %s; after a change: mvn test -Dtrainwatt.writeDocs=true", part, page)
          .isEqualTo(made);
    }
  }
}
