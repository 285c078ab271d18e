package io.trainwatt.cli.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.socket.AgentConnection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run is called.
 *
 * @param run id
 * @param foundBy {@code run} or {@code attach}
 * @param command as the user wrote it; empty where unknown
 */
public record RunIdentity(
    String run, String name, Map<String, String> labels, String foundBy, List<String> command) {

  public RunIdentity {
    labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
    command = List.copyOf(command);
  }

  /** The message that makes a process and its descendants members of the run. */
  public ObjectNode registration(long pid) {
    ObjectNode message = AgentConnection.message("register");
    message.put("run", run).put("pid", pid).put("name", name).put("found_by", foundBy);
    ObjectNode marks = message.putObject("labels");
    labels.forEach(marks::put);
    ArrayNode words = message.putArray("command");
    command.forEach(words::add);
    return message;
  }

  ObjectNode hello(long pid) {
    ObjectNode message = AgentConnection.message("hello");
    message.put("v", 1).put("pid", pid).put("source", "console").put("run", run).put("name", name);
    // The command's output speaks for the whole of it, not for one rank.
    message.put("scope", "job");
    return message;
  }

  ObjectNode ended(int exitCode) {
    return AgentConnection.message("ended").put("run", run).put("exit_code", exitCode);
  }
}
