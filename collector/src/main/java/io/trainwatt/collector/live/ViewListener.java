package io.trainwatt.collector.live;

import java.util.List;

/** Told what is new in the view. Called on the one thread that writes the view: must not block. */
@FunctionalInterface
public interface ViewListener {

  /** After a batch became visible. An account or alert that changed twice in it is named once. */
  void changed(List<Change> changes);
}
