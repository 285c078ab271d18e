package io.trainwatt.agent.progress.update;

import io.trainwatt.events.progress.Work;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Turns positions into work done: nothing at first sight, then what is added. A position that falls
 * back (a resumed run) begins anew from there, so repeated steps are work again. Used by one
 * thread.
 */
public final class WorkCounter {

  private final Position steps = new Position();
  private final Position tokens = new Position();
  private final Position samples = new Position();
  private final Position gigaflops = new Position();

  /** Work done, once a source has come this far. */
  public Work at(Update update) {
    steps.at(update.step());
    tokens.at(update.tokens());
    samples.at(update.samples());
    gigaflops.at(update.gigaflops());
    return work();
  }

  /** The source stands here, whatever was done before it was looked at. */
  public void standsAt(Update update) {
    steps.standsAt(update.step());
    tokens.standsAt(update.tokens());
    samples.standsAt(update.samples());
    gigaflops.standsAt(update.gigaflops());
  }

  /** Another file goes on: its first position adds nothing. */
  public void beginAnew() {
    steps.last = OptionalLong.empty();
    tokens.last = OptionalLong.empty();
    samples.last = OptionalLong.empty();
    gigaflops.last = OptionalLong.empty();
  }

  /** Work done so far; a kind is present once its position was told. */
  public Work work() {
    return new Work(steps.done(), tokens.done(), samples.done(), gigaflops.done());
  }

  /** As stored. */
  public void write(DataOutput out) throws IOException {
    for (Position position : new Position[] {steps, tokens, samples, gigaflops}) {
      out.writeBoolean(position.known);
      out.writeLong(position.done);
      out.writeBoolean(position.last.isPresent());
      out.writeLong(position.last.orElse(0));
    }
  }

  /** Goes on with what was stored. */
  public static WorkCounter read(DataInput in) throws IOException {
    WorkCounter counter = new WorkCounter();
    for (Position position :
        new Position[] {counter.steps, counter.tokens, counter.samples, counter.gigaflops}) {
      position.known = in.readBoolean();
      position.done = in.readLong();
      boolean present = in.readBoolean();
      long last = in.readLong();
      position.last = present ? OptionalLong.of(last) : OptionalLong.empty();
    }
    return counter;
  }

  private static final class Position {
    private OptionalLong last = OptionalLong.empty();
    private boolean known;
    private long done;

    void at(OptionalLong position) {
      if (position.isPresent()) {
        done += Math.max(0, position.getAsLong() - last.orElse(position.getAsLong()));
        last = position;
        known = true;
      }
    }

    void standsAt(OptionalLong position) {
      if (position.isPresent()) {
        last = position;
        known = true;
      }
    }

    OptionalLong done() {
      return known ? OptionalLong.of(done) : OptionalLong.empty();
    }
  }
}
