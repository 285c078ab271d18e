package io.trainwatt.cli.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What is killed: each kind its share of the kills, in an order that the seed decides. */
enum Victim {
  AGENT(10),
  COLLECTOR(4),
  BROKER(3),
  SINK(3);

  private final int share;

  Victim(int share) {
    this.share = share;
  }

  /** So many victims. */
  static List<Victim> deck(int kills, boolean withSink, Random random) {
    List<Victim> shares = new ArrayList<>();
    for (Victim victim : values()) {
      if (victim != SINK || withSink) {
        shares.addAll(Collections.nCopies(victim.share, victim));
      }
    }
    List<Victim> deck = new ArrayList<>();
    // Each kind comes early, however few the kills are.
    for (Victim victim : values()) {
      if (victim != SINK || withSink) {
        deck.add(victim);
      }
    }
    while (deck.size() < kills) {
      List<Victim> more = new ArrayList<>(shares);
      Collections.shuffle(more, random);
      deck.addAll(more);
    }
    List<Victim> cut = new ArrayList<>(deck.subList(0, kills));
    Collections.shuffle(cut, random);
    return cut;
  }
}
