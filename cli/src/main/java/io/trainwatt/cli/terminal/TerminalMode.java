package io.trainwatt.cli.terminal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The settings of one terminal, kept so that they can be given back. Thread-safe: a shutdown may
 * restore while the main thread does.
 */
public final class TerminalMode {
  // struct termios is 60 bytes; some room for a C library that has it larger.
  private static final long TERMIOS_BYTES = 256;
  private static final long OUTPUT_FLAGS_AT = 4;
  private static final int OPOST = 1;

  private final Descriptor terminal;
  private final MemorySegment kept;

  private TerminalMode(Descriptor terminal, MemorySegment kept) {
    this.terminal = terminal;
    this.kept = kept;
  }

  /**
   * Remembers how a terminal is set now.
   *
   * @throws IOException if it is not a terminal
   */
  public static TerminalMode of(Descriptor terminal) throws IOException {
    MemorySegment termios = Arena.ofAuto().allocate(TERMIOS_BYTES, 8);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      if ((int) Libc.TCGETATTR.invokeExact(state, terminal.number(), termios) != 0) {
        throw Libc.failure("tcgetattr", Libc.errno(state));
      }
      return new TerminalMode(terminal, termios);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Raw: every key goes through as it is, also Ctrl-C, and nothing is added to what is written.
   *
   * @throws IOException if the terminal is gone
   */
  public void raw() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment raw = arena.allocate(TERMIOS_BYTES, 8).copyFrom(kept);
      Libc.CFMAKERAW.invokeExact(raw);
      set(terminal, raw);
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Only nothing added to what is written; keys mean what they meant.
   *
   * @throws IOException if the terminal is gone
   */
  public void rawOutput() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mode = arena.allocate(TERMIOS_BYTES, 8).copyFrom(kept);
      mode.set(JAVA_INT, OUTPUT_FLAGS_AT, mode.get(JAVA_INT, OUTPUT_FLAGS_AT) & ~OPOST);
      set(terminal, mode);
    }
  }

  /**
   * Gives the terminal its settings back.
   *
   * @throws IOException if the terminal is gone
   */
  public void restore() throws IOException {
    set(terminal, kept);
  }

  /**
   * Gives another terminal the same settings.
   *
   * @throws IOException if it is not a terminal
   */
  public void giveTo(Descriptor other) throws IOException {
    set(other, kept);
  }

  /** Whether another terminal is set the same, flag for flag. */
  public boolean sameAs(TerminalMode other) {
    return kept.asSlice(0, 60).mismatch(other.kept.asSlice(0, 60)) < 0;
  }

  private static void set(Descriptor terminal, MemorySegment termios) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.state(arena);
      int result =
          (int) Libc.TCSETATTR.invokeExact(state, terminal.number(), Libc.TCSADRAIN, termios);
      if (result != 0) {
        throw Libc.failure("tcsetattr", Libc.errno(state));
      }
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
