package io.trainwatt.pipeline.account;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;

/**
 * What was used up to a time; none of it ever shrinks.
 *
 * @param microjoules in the total
 * @param idleMicrojoules the part of it used by nodes on which the run did nothing
 * @param capacityGigaflops operations that the accelerators in use could have done
 */
record Used(long microjoules, long idleMicrojoules, long capacityGigaflops) {
  static final Used NOTHING = new Used(0, 0, 0);

  Used plus(Used other) {
    return new Used(
        Math.addExact(microjoules, other.microjoules),
        Math.addExact(idleMicrojoules, other.idleMicrojoules),
        Math.addExact(capacityGigaflops, other.capacityGigaflops));
  }

  Used minus(Used other) {
    return new Used(
        microjoules - other.microjoules,
        idleMicrojoules - other.idleMicrojoules,
        capacityGigaflops - other.capacityGigaflops);
  }

  /** Each the higher of two. */
  Used orMore(Used other) {
    return new Used(
        Math.max(microjoules, other.microjoules),
        Math.max(idleMicrojoules, other.idleMicrojoules),
        Math.max(capacityGigaflops, other.capacityGigaflops));
  }

  void write(StateWriter out) {
    out.number(microjoules);
    out.number(idleMicrojoules);
    out.number(capacityGigaflops);
  }

  static Used read(StateReader in) {
    return new Used(in.number(), in.number(), in.number());
  }
}
