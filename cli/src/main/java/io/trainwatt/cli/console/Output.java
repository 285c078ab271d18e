package io.trainwatt.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The one owner of standard output and standard error. Facts go to the first, everything about how
 * it is going to the second, so that a pipe holds facts alone. Always UTF-8.
 */
public final class Output {
  private final PrintStream facts;
  private final PrintStream notes;
  private final Paint factPaint;
  private final Paint notePaint;
  private int liveWidth;

  /**
   * @param factPaint whether facts are coloured
   * @param notePaint whether notes are coloured, and whether a live line can be redrawn
   */
  public Output(PrintStream facts, PrintStream notes, Paint factPaint, Paint notePaint) {
    this.facts = facts;
    this.notes = notes;
    this.factPaint = factPaint;
    this.notePaint = notePaint;
  }

  /**
   * This process's own streams.
   *
   * @param factsOnTerminal whether standard output is a terminal that shows colours
   * @param notesOnTerminal the same of standard error
   */
  public static Output standard(boolean factsOnTerminal, boolean notesOnTerminal) {
    return new Output(
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        Paint.when(factsOnTerminal),
        Paint.when(notesOnTerminal));
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** A line of facts. */
  public void line(String text) {
    endLive();
    facts.println(text);
  }

  /** Facts as they are, without a line's end. */
  public void text(String text) {
    endLive();
    facts.print(text);
    facts.flush();
  }

  /** How it is going. */
  public void note(String text) {
    endLive();
    notes.println(text);
  }

  /** Something a user should know before going on. */
  public void warn(String text) {
    note(notePaint.yellow("trainwatt: ") + text);
  }

  /** Why it was refused, and what mends it. */
  public void refuse(Refusal refusal) {
    note(notePaint.red("trainwatt: ") + refusal.problem());
    if (!refusal.remedy().isEmpty()) {
      note("  " + notePaint.bold("→ ") + refusal.remedy());
    }
  }

  /**
   * A line that replaces itself on a terminal; elsewhere it is not shown at all, since a log wants
   * no movement.
   */
  public void live(String text) {
    if (!notePaint.enabled()) {
      return;
    }
    int width = Paint.width(text);
    notes.print("\r" + text + " ".repeat(Math.max(0, liveWidth - width)));
    notes.flush();
    liveWidth = width;
  }

  /** Ends a live line, so that what follows starts at the left. */
  public void endLive() {
    if (liveWidth > 0) {
      notes.print("\r" + " ".repeat(liveWidth) + "\r");
      notes.flush();
      liveWidth = 0;
    }
  }

  /** Colours for facts. */
  public Paint paint() {
    return factPaint;
  }

  /** Colours for notes. */
  public Paint notePaint() {
    return notePaint;
  }

  /** For a library that writes help itself. */
  public PrintStream facts() {
    return facts;
  }

  /** For a library that writes errors itself. */
  public PrintStream notes() {
    return notes;
  }
}
