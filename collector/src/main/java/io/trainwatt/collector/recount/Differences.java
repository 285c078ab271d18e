package io.trainwatt.collector.recount;

import io.trainwatt.events.account.Account;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * In what two accounts of a run differ, part by part, whatever parts there are. Equal records have
 * equal bytes. The version is bookkeeping and no figure.
 */
public final class Differences {
  private Differences() {}

  /** Names of the parts that differ; empty where every figure is the same to the byte. */
  public static List<String> of(Account.OfRun a, Account.OfRun b) {
    List<String> differs = new ArrayList<>();
    note(differs, a, b, Set.of("ledger"));
    note(differs, a.ledger(), b.ledger(), Set.of("revision"));
    return differs;
  }

  private static void note(List<String> differs, Record a, Record b, Set<String> but) {
    for (RecordComponent part : a.getClass().getRecordComponents()) {
      try {
        if (!but.contains(part.getName())
            && !part.getAccessor().invoke(a).equals(part.getAccessor().invoke(b))) {
          differs.add(part.getName());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a public record hides its part " + part.getName(), e);
      }
    }
  }
}
