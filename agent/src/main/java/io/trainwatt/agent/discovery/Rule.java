package io.trainwatt.agent.discovery;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * One line of an allow or deny list: what is looked at, a colon, and a pattern in which {@code *}
 * is any text and {@code ?} any character. Looked at are {@code finder}, {@code run}, {@code name},
 * {@code user}, or a label, such as {@code kubernetes.namespace}.
 *
 * @param text as it was written
 */
public record Rule(String text) {
  private static final Pattern SHAPE = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*:.+");

  /**
   * @throws IllegalArgumentException if it is of another shape
   */
  public Rule {
    if (!SHAPE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "is no rule; write user:alice, name:jupyter*, finder:slurm, kubernetes.namespace:ml-*");
    }
  }

  boolean matches(Identity identity, String user) {
    int colon = text.indexOf(':');
    String wanted = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "finder" -> isLike(wanted, identity.finder().word());
      case "run" -> identity.run().filter(run -> isLike(wanted, run)).isPresent();
      case "name" -> isLike(wanted, identity.name());
      case "user" -> isLike(wanted, user);
      case String label -> isLabelled(identity.labels(), label, wanted);
    };
  }

  private static boolean isLabelled(Map<String, String> labels, String label, String wanted) {
    return labels.containsKey(label) && isLike(wanted, labels.getOrDefault(label, ""));
  }

  private static boolean isLike(String wanted, String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
  }
}
