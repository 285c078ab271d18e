package io.trainwatt.collector.live.compare;

import io.trainwatt.events.account.Account;
import java.util.NavigableSet;

/** Finds what a run was measured on. */
@FunctionalInterface
public interface Hardware {
  /** Models of the devices in its total; a device that no node's row names is left out. */
  NavigableSet<String> of(Account.OfRun run);
}
