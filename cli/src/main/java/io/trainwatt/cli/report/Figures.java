package io.trainwatt.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Numbers as a reader wants them: three or four digits and a unit. */
public final class Figures {
  private static final double MILLI = 1e-3;
  private static final double MICRO = 1e-6;
  private static final double SMALL = 0.01;
  private static final double TINY = 1e-6;
  private static final double JOULES_PER_WATT_HOUR = 3600;

  private Figures() {}

  /** Energy: joules up to a kilowatt-hour, then that. */
  public static String energy(long microjoules) {
    double joules = microjoules * MICRO;
    double size = Math.abs(joules);
    if (size >= JOULES_PER_WATT_HOUR * 1000) {
      return number(joules / JOULES_PER_WATT_HOUR / 1000) + " kWh";
    }
    if (size >= 1e6) {
      return number(joules / 1e6) + " MJ";
    }
    if (size >= 1e3) {
      return number(joules / 1e3) + " kJ";
    }
    if (size >= 1 || microjoules == 0) {
      return number(joules) + " J";
    }
    return size >= 1e-3 ? number(joules * 1e3) + " mJ" : microjoules + " µJ";
  }

  /** Energy in watt-hours, as bills have it. */
  public static String wattHours(long microjoules) {
    double wattHours = microjoules * MICRO / JOULES_PER_WATT_HOUR;
    return Math.abs(wattHours) >= 1000
        ? number(wattHours / 1000) + " kWh"
        : number(wattHours) + " Wh";
  }

  /** Energy with its band. */
  public static String energy(long microjoules, long plusMinusMicrojoules) {
    return "%s ± %s".formatted(energy(microjoules), energy(plusMinusMicrojoules));
  }

  /** Power. */
  public static String power(long milliwatts) {
    double watts = milliwatts / 1000.0;
    return Math.abs(watts) >= 1000 ? number(watts / 1000) + " kW" : number(watts) + " W";
  }

  /** Joules for one of something. */
  public static String joules(double joules) {
    return joules > 0 && joules < MILLI
        ? number(joules / MICRO) + " µJ"
        : energy(Math.round(joules / MICRO));
  }

  /** A volume of water. */
  static String liters(double liters) {
    double size = Math.abs(liters);
    if (size >= 1 || size == 0) {
      return number(liters) + " l";
    }
    return size >= MILLI ? number(liters / MILLI) + " ml" : number(liters / MICRO) + " µl";
  }

  /** A loss as the report has it: a number, the word for what is none, or a dash where absent. */
  public static String loss(JsonNode loss) {
    if (loss.isMissingNode()) {
      return "–";
    }
    return loss.isNumber() ? number(loss.asDouble()) : loss.asText();
  }

  /** A mass of CO2. */
  public static String grams(double grams) {
    double size = Math.abs(grams);
    if (size >= 1e6) {
      return number(grams / 1e6) + " t";
    }
    if (size >= 1e3) {
      return number(grams / 1e3) + " kg";
    }
    return size >= 1 || grams == 0 ? number(grams) + " g" : number(grams * 1e3) + " mg";
  }

  /** An amount of money: cents, and more digits below a unit. */
  public static String money(double amount) {
    double size = Math.abs(amount);
    return size > 0 && size < SMALL
        ? number(amount)
        : String.format(Locale.ROOT, size >= 1 || size == 0 ? "%.2f" : "%.4f", amount);
  }

  /** Share of a whole, in percent. */
  public static String share(long part, long whole) {
    return whole == 0 ? "–" : String.format(Locale.ROOT, "%.0f %%", 100.0 * part / whole);
  }

  /** A relative error in parts per million, in percent. */
  public static String percent(long ppm) {
    return BigDecimal.valueOf(ppm, 4).stripTrailingZeros().toPlainString() + " %";
  }

  /** A count, its thousands apart. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count).replace(',', ' ');
  }

  /**
   * Four digits of a number, three after the point at most; of a small one three that count at
   * most.
   */
  public static String number(double number) {
    double size = Math.abs(number);
    if (size > 0 && size < SMALL) {
      BigDecimal rounded = new BigDecimal(number).round(new MathContext(3)).stripTrailingZeros();
      return size < TINY ? rounded.toString() : rounded.toPlainString();
    }
    int digits = size >= 1000 || size == 0 ? 0 : size >= 100 ? 1 : size >= 10 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", number);
  }

  /** A time, in its two largest units. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return "%d min %d s".formatted(seconds / 60, seconds % 60);
    }
    return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
  }

  /** Between two instants as REST writes them. */
  static String between(String from, String to) {
    return duration(Duration.between(Instant.parse(from), Instant.parse(to)));
  }
}
