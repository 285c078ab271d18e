package io.trainwatt.cli.sense;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.agent.sense.Survey;
import io.trainwatt.agent.sensor.Probe;
import io.trainwatt.agent.sensor.Reading;
import io.trainwatt.cli.console.Json;
import io.trainwatt.events.node.DeviceFacts;
import io.trainwatt.events.node.Finding;
import java.util.List;
import java.util.Locale;

/** A survey as JSON. */
public final class SurveyJson {
  private SurveyJson() {}

  /** Devices, what is not read, and findings. */
  public static ObjectNode of(Survey survey) {
    ObjectNode all = Json.object();
    ArrayNode devices = all.putArray("devices");
    survey.entries().forEach(entry -> devices.add(device(entry)));
    ArrayNode unused = all.putArray("unused");
    for (Probe.Unused thing : survey.unused()) {
      unused
          .addObject()
          .put("name", thing.name())
          .put("where", thing.where())
          .put("why", thing.why());
    }
    all.set("findings", findings(survey.findings()));
    return all;
  }

  /** Findings alone. */
  public static ArrayNode findings(List<Finding> findings) {
    ArrayNode all = Json.object().arrayNode();
    for (Finding finding : findings) {
      all.addObject()
          .put("subject", finding.subject())
          .put("problem", finding.problem())
          .put("remedy", finding.remedy());
    }
    return all;
  }

  private static ObjectNode device(Survey.Entry entry) {
    DeviceFacts facts = entry.facts();
    ObjectNode device = Json.object();
    device.put("device", facts.device());
    device.put("component", word(facts.component()));
    device.put("model", facts.model());
    device.put("source", facts.source());
    ArrayNode qualities = device.putArray("qualities");
    facts.qualities().forEach(quality -> qualities.add(word(quality)));
    device.put("errorPpm", entry.errorPpm());
    device.put("inTotal", facts.inTotal());
    device.put("inTotalReason", facts.inTotalReason());
    facts.powerBound().ifPresent(p -> device.put("powerBoundMilliwatts", p.milliwatts()));
    entry.rangeMicrojoules().ifPresent(range -> device.put("rangeMicrojoules", range));
    device.put("method", facts.method());
    entry.reading().ifPresent(reading -> device.set("reading", reading(reading)));
    if (!entry.problem().isEmpty()) {
      device.put("problem", entry.problem());
    }
    return device;
  }

  private static ObjectNode reading(Reading reading) {
    ObjectNode node = Json.object();
    switch (reading) {
      case Reading.Counted counted ->
          node.put("kind", "counter").put("microjoules", counted.microjoules());
      case Reading.Powered powered ->
          node.put("kind", "power").put("milliwatts", powered.milliwatts());
      case Reading.Modelled modelled ->
          node.put("kind", "model").put("microjoules", modelled.microjoules());
      case Reading.Failed failed -> node.put("kind", "failed").put("reason", failed.reason());
    }
    return node;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
