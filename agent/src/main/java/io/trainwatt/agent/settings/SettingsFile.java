package io.trainwatt.agent.settings;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML file as keys and texts. Texts stay as they are written: {@code zone: NO} is Norway, not
 * false.
 */
public final class SettingsFile {

  // An alias may name what it stands in.
  private static final int MAX_KEY_LENGTH = 512;

  private final Map<String, Entry> entries;

  /**
   * One setting.
   *
   * @param place file and line, for messages
   */
  public record Entry(String key, String text, String place) {}

  private SettingsFile(Map<String, Entry> entries) {
    this.entries = entries;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigError if it is not there, cannot be read, is no YAML or names a key twice
   */
  public static SettingsFile read(Path file) throws ConfigError {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(10);
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      @Nullable Node root = new Yaml(new SafeConstructor(options)).compose(reader);
      Map<String, Entry> entries = new LinkedHashMap<>();
      if (root != null) {
        collect("", root, file, entries);
      }
      return new SettingsFile(entries);
    } catch (NoSuchFileException e) {
      throw new ConfigError("there is no configuration file " + file);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigError("%s line %d: %s".formatted(file, line, e.getProblem()));
    } catch (YAMLException e) {
      throw new ConfigError(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw new ConfigError("cannot read " + file + ": " + e.getMessage());
    }
  }

  private static void collect(String key, Node node, Path file, Map<String, Entry> entries)
      throws ConfigError {
    String place = file + " line " + (node.getStartMark().getLine() + 1);
    if (key.length() > MAX_KEY_LENGTH) {
      throw new ConfigError(place + ": keys within keys without end");
    }
    switch (node) {
      case MappingNode mapping -> {
        for (NodeTuple tuple : mapping.getValue()) {
          if (!(tuple.getKeyNode() instanceof ScalarNode name)) {
            throw new ConfigError(place + ": a key is a word");
          }
          String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
          collect(path, tuple.getValueNode(), file, entries);
        }
      }
      case ScalarNode scalar -> put(new Entry(key, scalar.getValue(), place), entries);
      case SequenceNode sequence -> put(new Entry(key, joined(sequence, place), place), entries);
      default -> throw new ConfigError(place + ": " + key + " cannot be read");
    }
  }

  private static void put(Entry entry, Map<String, Entry> entries) throws ConfigError {
    if (entry.key().isEmpty()) {
      throw new ConfigError(entry.place() + ": write key: value");
    }
    if (entries.put(entry.key(), entry) != null) {
      throw new ConfigError(entry.place() + ": key '" + entry.key() + "' is there twice");
    }
  }

  private static String joined(SequenceNode sequence, String place) throws ConfigError {
    List<String> words = new ArrayList<>();
    for (Node node : sequence.getValue()) {
      if (!(node instanceof ScalarNode scalar)) {
        throw new ConfigError(place + ": a list holds words only");
      }
      words.add(scalar.getValue());
    }
    return String.join(",", words);
  }

  Optional<Entry> entry(String key) {
    return Optional.ofNullable(entries.get(key)).filter(e -> !e.text().isBlank());
  }

  List<Entry> entries() {
    return List.copyOf(entries.values());
  }

  /** Texts of all keys below one, by the rest of the key. */
  Map<String, String> below(String key) {
    Map<String, String> below = new LinkedHashMap<>();
    for (Entry entry : entries.values()) {
      if (entry.key().startsWith(key + ".")) {
        below.put(entry.key().substring(key.length() + 1), entry.text());
      }
    }
    return below;
  }
}
