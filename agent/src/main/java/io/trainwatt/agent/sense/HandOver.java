package io.trainwatt.agent.sense;

import io.trainwatt.agent.sensor.Reading;
import java.util.ArrayList;
import java.util.List;

/**
 * Readings on their way from a sensor's thread to the tick, round by round. Bounded: when it is
 * full every second round goes, so that a gauge loses resolution and never a stretch of time.
 * Guarded by its owner.
 */
final class HandOver {
  private final int most;
  private List<List<Reading>> rounds = new ArrayList<>();
  private long in;
  private long out;
  private long thinned;

  /**
   * @param most how many rounds it holds
   */
  HandOver(int most) {
    this.most = most;
  }

  void put(List<Reading> round) {
    if (round.isEmpty()) {
      return;
    }
    if (rounds.size() >= most) {
      thin();
    }
    in += round.size();
    rounds.add(round);
  }

  private void thin() {
    List<List<Reading>> kept = new ArrayList<>(most);
    for (int i = 0; i < rounds.size(); i++) {
      if (i % 2 == 1) {
        kept.add(rounds.get(i));
      } else {
        thinned += rounds.get(i).size();
      }
    }
    rounds = kept;
  }

  /** Takes out all there is, in order. */
  List<Reading> drain() {
    List<Reading> all = rounds.size() == 1 ? rounds.getFirst() : new ArrayList<>();
    if (rounds.size() > 1) {
      rounds.forEach(all::addAll);
    }
    rounds.clear();
    out += all.size();
    return all;
  }

  long in() {
    return in;
  }

  long out() {
    return out;
  }

  long thinned() {
    return thinned;
  }

  long held() {
    return in - out - thinned;
  }
}
