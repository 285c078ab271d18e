package io.trainwatt.cli.console;

/**
 * Why a command does not do what it was asked, in one clear line, and its exit code.
 *
 * <p>Thrown by any command; caught once, where the process ends.
 */
public final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The answer is no. */
  public static final int NO = 1;

  /** Wrong use: an option, an argument, a setting. */
  public static final int WRONG_USE = 2;

  /** Something that is needed is missing or taken. */
  public static final int MISSING = 3;

  private final int exitCode;
  private final String remedy;

  private Refusal(int exitCode, String problem, String remedy) {
    super(problem);
    this.exitCode = exitCode;
    this.remedy = remedy;
  }

  /** The answer is no. */
  public static Refusal no(String problem, String remedy) {
    return new Refusal(NO, problem, remedy);
  }

  /** The user asked for what cannot be. */
  public static Refusal wrongUse(String problem, String remedy) {
    return new Refusal(WRONG_USE, problem, remedy);
  }

  /** Something is missing or taken. */
  public static Refusal missing(String problem, String remedy) {
    return new Refusal(MISSING, problem, remedy);
  }

  /** The same with another exit code, where a command's own contract has one. */
  public Refusal withExitCode(int code) {
    return new Refusal(code, problem(), remedy);
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }

  /** What is wrong, one line. */
  public String problem() {
    return String.valueOf(getMessage());
  }

  /** What mends it, one line; empty where nothing can. */
  public String remedy() {
    return remedy;
  }
}
