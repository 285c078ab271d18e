package io.trainwatt.cli.terminal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a command is started.
 *
 * @param arguments the command and its arguments, as bytes: what a user typed need not be text
 * @param environment variables to add to our own
 * @param group which process group it lives in
 * @param standard what its descriptors 0, 1 and 2 are; one that is not listed is ours
 */
public record Spawn(
    List<byte[]> arguments,
    Map<String, String> environment,
    Group group,
    Map<Integer, Standard> standard) {

  public Spawn {
    if (arguments.isEmpty()) {
      throw new IllegalArgumentException("no command");
    }
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
    standard = Map.copyOf(new LinkedHashMap<>(standard));
  }

  /** Where a spawned command stands towards us. */
  public enum Group {
    /** In our process group: keys that send signals reach it as they reach us. */
    OURS,
    /** In a group of its own, so that no signal reaches it twice. */
    OWN,
    /** In a session of its own; the first terminal it opens becomes its controlling terminal. */
    OWN_SESSION
  }

  /** What a standard descriptor of the command is. */
  public sealed interface Standard {
    /** A pseudo-terminal, opened by the command itself. */
    record Terminal(String path) implements Standard {}

    /** One of ours. */
    record Handed(Descriptor descriptor) implements Standard {}
  }

  Optional<Standard> standard(int number) {
    return Optional.ofNullable(standard.get(number));
  }
}
