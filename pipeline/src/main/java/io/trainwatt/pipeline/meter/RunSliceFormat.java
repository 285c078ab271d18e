package io.trainwatt.pipeline.meter;

import io.trainwatt.pipeline.carbon.GridPlace;
import io.trainwatt.pipeline.state.EnumNumbers;
import io.trainwatt.pipeline.state.StateFormat;
import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Bytes of a slice on the repartition topic. */
public final class RunSliceFormat implements StateFormat<RunSlice> {
  private static final int VERSION = 4;

  @Override
  public void write(RunSlice slice, StateWriter out) {
    out.number(VERSION);
    out.text(slice.run());
    out.text(slice.node());
    out.number(slice.fromWallMicros());
    out.number(slice.toWallMicros());
    out.flag(slice.ended());
    out.number(slice.cpuMicros());
    out.flag(slice.acceleratorPpm().isPresent());
    out.number(slice.acceleratorPpm().orElse(0));
    out.flag(slice.peakGigaflops().isPresent());
    out.number(slice.peakGigaflops().orElse(0));
    slice.accelerators().write(out);
    GridPlace.write(slice.place(), out);
    out.number(slice.share().attributedMicrojoules());
    out.number(slice.share().unattributedMicrojoules());
    out.number(slice.used().size());
    for (RunSlice.Used used : slice.used()) {
      write(used, out);
    }
  }

  private static void write(RunSlice.Used used, StateWriter out) {
    out.text(used.device());
    out.number(EnumNumbers.of(used.component()));
    out.number(EnumNumbers.of(used.quality()));
    out.flag(used.inTotal());
    out.number(used.microjoules());
    out.number(used.bridgedMicrojoules());
    out.number(used.filledMicrojoules());
    out.number(used.errorPpm());
    out.text(used.correlationGroup());
  }

  @Override
  public RunSlice read(StateReader in) {
    int version = in.version("a slice", VERSION);
    String run = in.text();
    String node = in.text();
    long from = in.number();
    long to = in.number();
    boolean ended = in.flag();
    long cpuMicros = in.number();
    boolean accelerated = in.flag();
    int ppm = in.count();
    boolean peakKnown = version < 3 || in.flag();
    long peak = version < 3 ? 0 : in.number();
    AcceleratorUse accelerators = version < 4 ? AcceleratorUse.NONE : AcceleratorUse.read(in);
    var place = GridPlace.read(in);
    var share = new RunSlice.Share(in.number(), in.number());
    int count = in.count();
    List<RunSlice.Used> used = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      used.add(readUsed(in));
    }
    return new RunSlice(
        run,
        node,
        from,
        to,
        ended,
        cpuMicros,
        accelerated ? OptionalInt.of(ppm) : OptionalInt.empty(),
        peakKnown ? OptionalLong.of(peak) : OptionalLong.empty(),
        accelerators,
        place,
        share,
        used);
  }

  private static RunSlice.Used readUsed(StateReader in) {
    return new RunSlice.Used(
        in.text(),
        EnumNumbers.component(in.count()),
        EnumNumbers.quality(in.count()),
        in.flag(),
        in.number(),
        in.number(),
        in.number(),
        in.count(),
        in.text());
  }
}
