package io.trainwatt.cli.terminal;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/** Signals sent to this process. */
public final class Signals {
  /** A key was pressed to interrupt. */
  public static final int INT = 2;

  /** Asked to end. */
  public static final int TERM = 15;

  /** The terminal is gone. */
  public static final int HUP = 1;

  /** At the user's disposal; schedulers announce the end of a job by it. */
  public static final int USR1 = 10;

  /** Stopped processes go on. */
  public static final int CONT = 18;

  /** The window has another size. */
  public static final int WINCH = 28;

  // The virtual machine keeps SIGQUIT (thread dump) and SIGUSR2 for itself.
  private static final Map<Integer, String> NAMES =
      new TreeMap<>(
          Map.of(INT, "INT", TERM, "TERM", HUP, "HUP", USR1, "USR1", CONT, "CONT", WINCH, "WINCH"));

  private Signals() {}

  /**
   * From now on a signal calls the handler, on a thread of its own, and does nothing else. A signal
   * that was ignored when this process began stays ignored.
   */
  public static void handle(int number, IntConsumer handler) {
    String name = NAMES.get(number);
    if (name == null) {
      throw new IllegalArgumentException("signal " + number + " cannot be handled");
    }
    try {
      // By reflection, since the compiler warns of this one supported way to hear of signals.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handles = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handles.getClassLoader(),
              new Class<?>[] {handles},
              (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                  handler.accept(number);
                }
                return null;
              });
      signal
          .getMethod("handle", signal, handles)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("signal " + name + " cannot be handled", e);
    }
  }
}
