package io.trainwatt.pipeline.account;

import io.trainwatt.events.topic.Topic;
import io.trainwatt.pipeline.carbon.DayEnergy;
import io.trainwatt.pipeline.carbon.TimedEnergy;
import io.trainwatt.pipeline.stage.LiveStore;

/** How days of energy are kept in a store: below the key of what they belong to. */
final class DayStores {
  private DayStores() {}

  static String key(String owner, long day) {
    return Topic.key(owner, Long.toString(day));
  }

  /** Writes the days that changed, and removes those that are kept no more. */
  static void write(TimedEnergy energy, LiveStore<DayEnergy> days, String owner) {
    energy
        .takeChanged()
        .forEach(
            (day, kept) ->
                kept.ifPresentOrElse(
                    value -> days.put(key(owner, day), value), () -> days.delete(key(owner, day))));
  }
}
