package io.trainwatt.agent.sysfs;

import io.trainwatt.events.node.Finding;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One look at a tree. What is not there is absent; what is there and cannot be read or understood
 * is absent as well, and a finding that names it. Used by one thread.
 */
public final class Look {
  private final String sensor;
  private final Content content = Content.ofText();
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param sensor whose findings they are
   */
  public Look(String sensor) {
    this.sensor = sensor;
  }

  /** What was there and could not be read or understood, and whatever else was told. */
  public List<Finding> findings() {
    return findings;
  }

  /** Adds a finding. */
  public void tell(String subject, String problem, String remedy) {
    findings.add(new Finding(subject, problem, remedy));
  }

  /** A text of one line, with characters that no terminal should see replaced. */
  public Optional<String> text(Path file) {
    try {
      return Optional.of(readText(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      tell(sensor, "cannot read " + e.getMessage(), "");
      return Optional.empty();
    }
  }

  private String readText(Path file) throws IOException {
    try (Attribute attribute = new Attribute(file)) {
      attribute.read(content);
    }
    String text = content.text();
    if (!text.codePoints().allMatch(Look::isPlain)) {
      throw new IOException(file + ": not a plain text: \"" + content.shown() + '"');
    }
    return text;
  }

  private static boolean isPlain(int codePoint) {
    return codePoint == '\n'
        || codePoint == '\t'
        || (codePoint >= ' ' && !Character.isISOControl(codePoint) && codePoint != 0xfffd);
  }

  /** A whole number, zero or more. */
  public OptionalLong number(Path file) {
    try (Attribute attribute = new Attribute(file)) {
      return OptionalLong.of(attribute.number(content));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      tell(sensor, "cannot use " + e.getMessage(), "");
      return OptionalLong.empty();
    }
  }

  /** The entries of a folder that begin so, by length and name; none if there is no such folder. */
  public List<Path> entries(Path folder, String prefix) {
    List<Path> entries = new ArrayList<>();
    if (!Files.isDirectory(folder)) {
      return entries;
    }
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        if (entry.getFileName().toString().startsWith(prefix)) {
          entries.add(entry);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      tell(sensor, "cannot list " + folder + ": " + e.getMessage(), "");
    }
    entries.sort(
        Comparator.comparingInt((Path path) -> path.getFileName().toString().length())
            .thenComparing(Path::getFileName));
    return entries;
  }
}
