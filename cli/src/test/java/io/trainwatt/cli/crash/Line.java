package io.trainwatt.cli.crash;

import io.trainwatt.events.quantity.Quality;

/** One line of a book: a device in one quality. */
record Line(String device, Quality quality) implements Comparable<Line> {

  @Override
  public int compareTo(Line other) {
    int devices = device.compareTo(other.device);
    return devices != 0 ? devices : quality.compareTo(other.quality);
  }

  @Override
  public String toString() {
    return device + " " + quality.name().toLowerCase(java.util.Locale.ROOT);
  }
}
