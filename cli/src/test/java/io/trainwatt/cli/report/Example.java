package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.trainwatt.cli.console.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A run as REST has it, with numbers that are easy to check: 1.8 MJ are half a kilowatt-hour. */
final class Example {
  static final String HOSTILE =
      "</title><script>alert(1)</script>\"' onload='x' | `rm` =1+1 \u202e [a](javascript:x)";

  private Example() {}

  static RunFile run() {
    return named("demo");
  }

  static RunFile named(String name) {
    ObjectNode report = (ObjectNode) read(REPORT);
    ((ObjectNode) report.path("run")).put("name", name);
    ((ObjectNode) report.path("run").path("labels")).put("strategy", name);
    return new RunFile(report, Map.of("local/n1", read(NODE)), read(SERIES));
  }

  static JsonNode read(String json) {
    try {
      return Json.read(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String REPORT =
      """
      { "run": { "id": "20261127-080000-abc", "name": "demo", "labels": { "model": "chars", "layers": "2" }, "state": "ended",
                 "user": "ann", "foundBy": "run", "startedAt": "2026-11-27T08:00:00.000000Z", "endedAt": "2026-11-27T10:00:00.000000Z",
                 "exitCode": 0, "asOf": "2026-11-27T10:00:01.000000Z" },
        "energy": { "totalMicrojoules": 1800000000000, "plusMinusMicrojoules": 90000000000,
                    "byQuality": { "counted": 1350000000000, "modelled": 450000000000 },
                    "byComponent": { "gpu": 1350000000000, "cpu": 450000000000 },
                    "byDevice": [ { "node": "local/n1", "device": "GPU-1", "component": "gpu", "quality": "counted", "inTotal": true, "microjoules": 1350000000000, "errorPpm": 50000 },
                                  { "node": "local/n1", "device": "cpu", "component": "cpu", "quality": "modelled", "inTotal": true, "microjoules": 450000000000, "errorPpm": 400000 } ],
                    "bridgedMicrojoules": 0, "filledMicrojoules": 0 },
        "node": { "measuredMicrojoules": 2000000000000, "attributedMicrojoules": 1800000000000, "unattributedMicrojoules": 200000000000,
                  "nodes": [ { "node": "local/n1" } ] },
        "progress": { "steps": 1000, "tokens": 1000000, "firstLoss": 4.0, "lastLoss": 2.0 },
        "joulesPerStep": 1700.0, "joulesPerToken": 1.7,
        "efficiency": { "activities": [ { "activity": "training", "microjoules": 1700000000000, "idleMicrojoules": 0, "seconds": 7000.0 },
                                        { "activity": "after-last-progress", "microjoules": 100000000000, "idleMicrojoules": 0, "seconds": 200.0 } ],
                        "wasted": { "microjoules": 100000000000, "share": 0.0556, "on": { "after-last-progress": 100000000000, "idle": 0 } },
                        "whole": { "microjoules": 1700000000000, "seconds": 7000.0, "joulesPerStep": 1700.0, "joulesPerToken": 1.7 },
                        "training": { "microjoules": 1700000000000, "seconds": 7000.0, "joulesPerStep": 1700.0, "joulesPerToken": 1.7, "picojoulesPerFlop": 2.0, "modelFlopsUtilization": 0.31 },
                        "operations": "6 x parameters x tokens", "parameters": 124000000, "tokensPerParameter": 0.008, "computeOptimalTokensPerParameter": 20.0,
                        "losses": [ { "metric": "training", "first": 4.0, "best": 2.0, "joulesPerUnit": 850000.0, "lastPercentMicrojoules": 20000000000, "sinceBestMicrojoules": 100000000000 } ],
                        "ranks": [],
                        "curves": [ { "metric": "training", "marks": [ { "loss": 4.0, "microjoules": 0, "wallMicros": 0 }, { "loss": 2.0, "microjoules": 1700000000000, "wallMicros": 7000000000 } ] } ] },
        "co2": [ { "method": "location-based", "grams": 206.4, "plusMinusGrams": 10.32,
                   "factors": [ { "zone": "DE", "zoneName": "Germany", "source": "Ember 2024", "gramsPerKilowattHour": 344.0, "assumed": false, "pue": 1.2, "pueAssumed": false, "microjoules": 1800000000000 } ] },
                 { "method": "market-based", "grams": 60.0, "plusMinusGrams": 3.0,
                   "factors": [ { "zone": "DE", "zoneName": "Germany", "source": "residual mix", "gramsPerKilowattHour": 100.0, "assumed": false, "pue": 1.2, "pueAssumed": false, "microjoules": 1800000000000 } ] } ],
        "cost": [ { "currency": "EUR", "amount": 0.18, "plusMinusAmount": 0.009, "prices": [ { "source": "night tariff", "pricePerKilowattHour": 0.3, "lowest": 0.3, "highest": 0.3, "pue": 1.2, "microjoules": 1800000000000 } ] } ],
        "water": { "liters": 0.9, "plusMinusLiters": 0.045, "microjoules": 1800000000000 },
        "alerts": [], "booksBalance": true, "books": [ { "check": "by quality = total", "balances": true, "detail": "" } ] }
      """;

  private static final String NODE =
      """
      { "node": "local/n1", "agentVersion": "0.1.0", "hardware": { "memoryBytes": 34359738368 },
        "devices": [ { "device": "GPU-1", "component": "gpu", "model": "NVIDIA H100 PCIe", "source": "nvml", "inTotal": true, "method": "NVML's energy counter" },
                     { "device": "cpu", "component": "cpu", "model": "EPYC 9654", "source": "model", "inTotal": true, "method": "modelled from utilisation" } ] }
      """;

  // 100 W of GPU from 09:30 to 10:30 UTC on 1970-01-01, in two points, and a device in no total.
  private static final String SERIES =
      """
      { "points": [ { "node": "local/n1", "fromMicros": 34200000000, "toMicros": 36900000000,
                      "slices": [ { "component": "gpu", "inTotal": true, "microjoules": 270000000000 }, { "component": "node", "inTotal": false, "microjoules": 9 } ] },
                    { "node": "local/n1", "fromMicros": 36900000000, "toMicros": 37800000000,
                      "slices": [ { "component": "gpu", "inTotal": true, "microjoules": 90000000000 } ] } ] }
      """;
}
