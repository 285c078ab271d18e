package io.trainwatt.cli;

import io.trainwatt.cli.console.Output;
import java.util.Map;

/**
 * What a command gets from the process it runs in.
 *
 * @param environment variables
 * @param output where it speaks
 */
record Surroundings(Map<String, String> environment, Output output) {
  Surroundings {
    environment = Map.copyOf(environment);
  }
}
