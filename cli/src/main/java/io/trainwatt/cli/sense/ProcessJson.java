package io.trainwatt.cli.sense;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.discovery.ProcessSurvey;
import io.trainwatt.agent.discovery.Sighting;
import io.trainwatt.cli.console.Json;

/** What processes would be found as, as JSON. */
public final class ProcessJson {
  private ProcessJson() {}

  /** One object a process. */
  public static ArrayNode of(ProcessSurvey survey) {
    ArrayNode all = Json.object().arrayNode();
    for (ProcessSurvey.Entry entry : survey.entries()) {
      Sighting process = entry.process();
      ObjectNode node = all.addObject();
      node.put("pid", process.pid());
      node.put("program", process.name());
      node.put("user", process.user());
      node.put("isRun", entry.verdict().isRun());
      node.put("why", entry.verdict().why());
      node.put("foundBy", entry.identity().finder().foundBy());
      entry.identity().run().ifPresent(run -> node.put("run", run));
      node.put("name", entry.identity().name());
      ObjectNode labels = node.putObject("labels");
      entry.identity().labels().forEach(labels::put);
      ArrayNode frameworks = node.putArray("frameworks");
      process.evidence().frameworks().stream().sorted().forEach(frameworks::add);
      ArrayNode accelerators = node.putArray("accelerators");
      process.evidence().accelerators().stream().sorted().forEach(accelerators::add);
    }
    return all;
  }
}
