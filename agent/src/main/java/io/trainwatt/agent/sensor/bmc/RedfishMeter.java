package io.trainwatt.agent.sensor.bmc;

import io.trainwatt.agent.json.JsonObject;
import io.trainwatt.agent.json.MalformedJson;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Where a chassis shows its power or energy, and how it is read there. */
sealed interface RedfishMeter {
  /** What one reading said. */
  sealed interface Said {
    record Energy(long microjoules) implements Said {}

    record Power(long milliwatts) implements Said {}
  }

  /**
   * Reads it once.
   *
   * @throws RedfishFailure if the BMC does not answer, or answers without the figure
   */
  Said read(RedfishClient client) throws RedfishFailure;

  /** For a reader: resource and property. */
  String where();

  /** Whether it counts energy; else it shows power. */
  boolean counts();

  /** {@code EnergyJoules} or {@code EnergykWh} of EnvironmentMetrics: cumulative energy. */
  record Counter(String path, Unit unit) implements RedfishMeter {
    /** Of the property. */
    enum Unit {
      JOULES("EnergyJoules", 6),
      KILOWATT_HOURS("EnergykWh", 6);

      private final String property;
      private final int places;

      Unit(String property, int places) {
        this.property = property;
        this.places = places;
      }

      String property() {
        return property;
      }

      long microjoules(BigDecimal value) {
        BigDecimal joules =
            this == JOULES ? value : value.multiply(BigDecimal.valueOf(JOULES_PER_KWH));
        return joules.movePointRight(places).setScale(0, RoundingMode.HALF_UP).longValueExact();
      }
    }

    private static final long JOULES_PER_KWH = 3_600_000;

    @Override
    public Said read(RedfishClient client) throws RedfishFailure {
      BigDecimal value = reading(client.get(path), unit.property()).orElseThrow(() -> gone(this));
      try {
        return new Said.Energy(unit.microjoules(value));
      } catch (ArithmeticException e) {
        throw new RedfishFailure(where() + " is beyond all measure: " + value, "");
      }
    }

    @Override
    public String where() {
      return path + " " + unit.property();
    }

    @Override
    public boolean counts() {
      return true;
    }
  }

  /** {@code PowerWatts} of EnvironmentMetrics, the schema since 2020.4. */
  record Environment(String path) implements RedfishMeter {
    @Override
    public Said read(RedfishClient client) throws RedfishFailure {
      return power(reading(client.get(path), "PowerWatts").orElseThrow(() -> gone(this)), this);
    }

    @Override
    public String where() {
      return path + " PowerWatts";
    }

    @Override
    public boolean counts() {
      return false;
    }
  }

  /** {@code PowerControl[].PowerConsumedWatts} of Power, the schema before it. */
  record Control(String path, int index) implements RedfishMeter {
    @Override
    public Said read(RedfishClient client) throws RedfishFailure {
      List<JsonObject> controls = objects(client.get(path), "PowerControl");
      OptionalDouble watts =
          index < controls.size()
              ? number(controls.get(index), "PowerConsumedWatts")
              : OptionalDouble.empty();
      return power(finite(watts).orElseThrow(() -> gone(this)), this);
    }

    @Override
    public String where() {
      return path + " PowerControl[" + index + "].PowerConsumedWatts";
    }

    @Override
    public boolean counts() {
      return false;
    }
  }

  /** The sum of {@code InputPowerWatts} of every power supply's metrics: power at the wall. */
  record Supplies(List<String> paths) implements RedfishMeter {
    public Supplies {
      paths = List.copyOf(paths);
    }

    @Override
    public Said read(RedfishClient client) throws RedfishFailure {
      BigDecimal sum = BigDecimal.ZERO;
      for (String path : paths) {
        sum = sum.add(reading(client.get(path), "InputPowerWatts").orElseThrow(() -> gone(this)));
      }
      return power(sum, this);
    }

    @Override
    public String where() {
      return "InputPowerWatts of " + String.join(" + ", paths);
    }

    @Override
    public boolean counts() {
      return false;
    }
  }

  private static Said power(BigDecimal watts, RedfishMeter meter) throws RedfishFailure {
    if (watts.signum() <= 0) {
      throw new RedfishFailure(
          "%s is %s W, which a running node cannot draw".formatted(meter.where(), watts), "");
    }
    OptionalLong milliwatts = whole(watts.movePointRight(3));
    if (milliwatts.isEmpty()) {
      throw new RedfishFailure(meter.where() + " is beyond all measure: " + watts, "");
    }
    return new Said.Power(milliwatts.getAsLong());
  }

  private static OptionalLong whole(BigDecimal value) {
    try {
      return OptionalLong.of(value.setScale(0, RoundingMode.HALF_UP).longValueExact());
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static RedfishFailure gone(RedfishMeter meter) {
    return new RedfishFailure(meter.where() + " has no figure now", "");
  }

  /** The {@code Reading} of a sensor excerpt. */
  static Optional<BigDecimal> reading(JsonObject resource, String property) throws RedfishFailure {
    try {
      Optional<JsonObject> excerpt = resource.object(property);
      return excerpt.isEmpty() ? Optional.empty() : finite(number(excerpt.get(), "Reading"));
    } catch (MalformedJson e) {
      throw new RedfishFailure(property + " is malformed: " + e.detail(), "");
    }
  }

  /** A property that some BMCs write as text. */
  static OptionalDouble number(JsonObject object, String property) throws RedfishFailure {
    try {
      return object.number(property);
    } catch (MalformedJson e) {
      throw new RedfishFailure("malformed: " + e.detail(), "");
    }
  }

  /** Empty where the property is not there. */
  static List<JsonObject> objects(JsonObject object, String property) throws RedfishFailure {
    try {
      return object.objects(property);
    } catch (MalformedJson e) {
      throw new RedfishFailure("malformed: " + e.detail(), "");
    }
  }

  /** The decimal that was written: the shortest that a reader would take for the same number. */
  private static Optional<BigDecimal> finite(OptionalDouble number) {
    return number.isPresent() && Double.isFinite(number.getAsDouble())
        ? Optional.of(BigDecimal.valueOf(number.getAsDouble()))
        : Optional.empty();
  }

  /** As it stands in a power control, for choosing among several. */
  static Optional<BigDecimal> consumed(JsonObject control) throws RedfishFailure {
    return finite(number(control, "PowerConsumedWatts"));
  }
}
