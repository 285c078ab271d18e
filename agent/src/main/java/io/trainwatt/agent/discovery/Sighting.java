package io.trainwatt.agent.discovery;

import java.util.List;
import java.util.OptionalLong;

/**
 * A process as it was seen.
 *
 * @param startTicks with the pid its identity
 * @param name of the program, 15 characters at most
 * @param user owner, empty when not known
 * @param command first words of its command line
 * @param identity which run it would be of
 * @param evidence what of a training it maps and holds
 * @param ageMillis since it started; absent when not known
 * @param exempt why it can be of no run, whatever it is; empty for most
 */
public record Sighting(
    long pid,
    long parent,
    long startTicks,
    String name,
    String user,
    List<String> command,
    Identity identity,
    Evidence evidence,
    long residentBytes,
    OptionalLong ageMillis,
    String exempt) {
  public Sighting {
    command = List.copyOf(command);
  }

  Sighting with(Evidence other) {
    return new Sighting(
        pid,
        parent,
        startTicks,
        name,
        user,
        command,
        identity,
        other,
        residentBytes,
        ageMillis,
        exempt);
  }
}
