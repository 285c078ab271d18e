package io.trainwatt.agent.discovery;

import java.util.Optional;

/**
 * A process that should be part of a run.
 *
 * @param run id; absent: a new one, whose root this process is
 * @param identity of the run, described
 */
public record Found(Sighting process, Optional<String> run, Identity identity) {}
