package io.trainwatt.cli.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** A drawing with two axes, as SVG that stands in a page without anything else. Used once. */
final class Chart {
  private static final double WIDTH = 760;
  private static final double HEIGHT = 240;
  private static final double LEFT = 66;
  private static final double RIGHT = 28;
  private static final double TOP = 14;
  private static final double BOTTOM = 34;
  private static final int TICKS = 5;
  private static final int SIGNIFICANT = 6;
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  private final StringBuilder body = new StringBuilder();
  private final String title;
  private final double xLow;
  private final double xHigh;
  private final double yLow;
  private final double yHigh;

  /** A drawing of these ranges; what has no width gets some. */
  Chart(String title, double xLow, double xHigh, double yLow, double yHigh) {
    this.title = title;
    this.xLow = xLow;
    this.xHigh = xHigh > xLow ? xHigh : xLow + 1;
    this.yLow = yLow;
    this.yHigh = yHigh > yLow ? yHigh : yLow + 1;
  }

  private double x(double value) {
    return LEFT + (value - xLow) / (xHigh - xLow) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (value - yLow) / (yHigh - yLow) * (HEIGHT - TOP - BOTTOM);
  }

  /** Round numbers between two, about five. */
  static List<Double> ticks(double low, double high) {
    double raw = (high - low) / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = STEPS[STEPS.length - 1] * power;
    for (double candidate : STEPS) {
      if (candidate * power >= raw) {
        step = candidate * power;
        break;
      }
    }
    List<Double> ticks = new ArrayList<>();
    for (double k = Math.ceil(low / step - 1e-9); k * step <= high * (1 + 1e-9); k++) {
      ticks.add(k * step + 0.0); // never -0
    }
    return ticks;
  }

  /** A round number without needless zeros. */
  static String round(double tick) {
    return new BigDecimal(tick)
        .round(new MathContext(SIGNIFICANT))
        .stripTrailingZeros()
        .toPlainString();
  }

  Chart yAxis(String unit) {
    for (double tick : ticks(yLow, yHigh)) {
      line(x(xLow), y(tick), x(xHigh), y(tick), "grid");
      text(LEFT - 8, y(tick) + 4, "end", round(tick));
    }
    text(LEFT - 8, TOP - 3, "end", unit);
    return this;
  }

  Chart xAxis(List<Double> ticks, DoubleFunction<String> label) {
    line(x(xLow), y(yLow), x(xHigh), y(yLow), "axis");
    for (double tick : ticks) {
      line(x(tick), y(yLow), x(tick), y(yLow) + 4, "axis");
      text(x(tick), HEIGHT - BOTTOM + 18, "middle", label.apply(tick));
    }
    return this;
  }

  /** An area between two lines over the same places. */
  Chart area(double[] xs, double[] low, double[] high, String style) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      points.append(point(x(xs[i]), y(high[i])));
    }
    for (int i = xs.length - 1; i >= 0; i--) {
      points.append(point(x(xs[i]), y(low[i])));
    }
    body.append(
        "<polygon class=\"%s\" points=\"%s\"/>".formatted(style, points.toString().strip()));
    return this;
  }

  Chart polyline(double[] xs, double[] ys, String style) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < xs.length; i++) {
      points.append(point(x(xs[i]), y(ys[i])));
    }
    body.append(
        "<polyline class=\"%s\" points=\"%s\"/>".formatted(style, points.toString().strip()));
    return this;
  }

  Chart dot(double atX, double atY, String style) {
    body.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"3\"/>"
            .formatted(style, number(x(atX)), number(y(atY))));
    return this;
  }

  Chart bar(double from, double to, double height, String style, String says) {
    body.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>%s</title></rect>"
            .formatted(
                style,
                number(x(from)),
                number(y(height)),
                number(Math.max(1, x(to) - x(from) - 1)),
                number(Math.max(0, y(yLow) - y(height))),
                Html.text(says)));
    return this;
  }

  private void line(double x1, double y1, double x2, double y2, String style) {
    body.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
  }

  private void text(double atX, double atY, String anchor, String says) {
    body.append(
        "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
            .formatted(number(atX), number(atY), anchor, Html.text(says)));
  }

  private static String point(double x, double y) {
    return number(x) + "," + number(y) + " ";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  String svg() {
    return "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">%s</svg>"
        .formatted(number(WIDTH), number(HEIGHT), Html.text(title), body);
  }
}
