package io.trainwatt.cli.crash;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a crash matrix is to do.
 *
 * @param kills over all processes
 * @param seed decides victims and instants; what they meet is never the same twice
 * @param folder for all files; short, as it holds sockets
 * @param home the assembled product
 * @param checkout holds the source of the stand-in library
 * @param influxd absent: the sink is left out
 * @param patience how long waiting for one thing has any use: nothing is judged by how long it
 *     takes
 */
record CrashPlan(
    int kills,
    long seed,
    Path folder,
    Path home,
    Path checkout,
    Optional<Path> influxd,
    Duration patience) {}
