package io.trainwatt.collector.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Registers a meter for each row and takes away those whose row is gone. One thread. */
final class MeterTable {
  private record Key(MeterName what, List<String> tags) {}

  /** What Micrometer reads, from its own threads. */
  private static final class Value {
    private volatile double now;
    // Read and written by the one thread that shows rows.
    private long shown;

    private double now() {
      return now;
    }
  }

  private record Registered(Meter meter, Value value) {}

  private final MeterRegistry registry;
  private final Map<Key, Registered> registered = new HashMap<>();
  private long showing;

  MeterTable(MeterRegistry registry) {
    this.registry = registry;
  }

  void show(List<Row> rows) {
    showing++;
    for (Row row : rows) {
      Value value =
          registered.computeIfAbsent(new Key(row.what(), row.tags()), this::register).value();
      value.now = row.value();
      value.shown = showing;
    }
    registered
        .values()
        .removeIf(
            each -> {
              boolean gone = each.value().shown != showing;
              if (gone) {
                registry.remove(each.meter());
              }
              return gone;
            });
  }

  private Registered register(Key key) {
    Value value = new Value();
    Tags tags = Tags.of(key.tags().toArray(String[]::new));
    Meter meter =
        switch (key.what().kind()) {
          case COUNTER ->
              FunctionCounter.builder(key.what().id(), value, Value::now)
                  .tags(tags)
                  .baseUnit(unit(key.what()))
                  .description(key.what().meaning())
                  .register(registry);
          case GAUGE ->
              Gauge.builder(key.what().id(), value, Value::now)
                  .tags(tags)
                  .baseUnit(unit(key.what()))
                  .description(key.what().meaning())
                  .strongReference(true)
                  .register(registry);
        };
    return new Registered(meter, value);
  }

  private static @org.jspecify.annotations.Nullable String unit(MeterName what) {
    return what.unit().isEmpty() ? null : what.unit();
  }
}
