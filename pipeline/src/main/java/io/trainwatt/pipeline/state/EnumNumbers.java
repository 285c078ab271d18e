package io.trainwatt.pipeline.state;

import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.sample.Component;

/** Fixed numbers for enums in stored bytes: an ordinal never leaves the process. */
public final class EnumNumbers {
  private static final Component[] COMPONENTS = {
    Component.CPU,
    Component.MEMORY,
    Component.GPU,
    Component.TPU,
    Component.ACCELERATOR,
    Component.NODE,
    Component.REST,
    Component.OTHER
  };
  private static final Quality[] QUALITIES = {
    Quality.COUNTED, Quality.INTEGRATED, Quality.MODELLED
  };

  private EnumNumbers() {}

  /** The number of a component in stored bytes. */
  public static int of(Component component) {
    return switch (component) {
      case CPU -> 0;
      case MEMORY -> 1;
      case GPU -> 2;
      case TPU -> 3;
      case ACCELERATOR -> 4;
      case NODE -> 5;
      case REST -> 6;
      case OTHER -> 7;
    };
  }

  /** The number of a quality in stored bytes. */
  public static int of(Quality quality) {
    return switch (quality) {
      case COUNTED -> 0;
      case INTEGRATED -> 1;
      case MODELLED -> 2;
    };
  }

  /**
   * The component of a number.
   *
   * @throws IllegalStateException if no version ever wrote it
   */
  public static Component component(int number) {
    if (number < 0 || number >= COMPONENTS.length) {
      throw new DamagedState("component " + number);
    }
    return COMPONENTS[number];
  }

  /**
   * The quality of a number.
   *
   * @throws IllegalStateException if no version ever wrote it
   */
  public static Quality quality(int number) {
    if (number < 0 || number >= QUALITIES.length) {
      throw new DamagedState("quality " + number);
    }
    return QUALITIES[number];
  }
}
