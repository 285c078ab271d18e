package io.trainwatt.pipeline.forecast;

import io.trainwatt.pipeline.state.StateReader;
import io.trainwatt.pipeline.state.StateWriter;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What is remembered of one run's curve, row by row: at most a few hundred points, whatever the
 * run's length. Where a checkpoint is reloaded, what came after it is forgotten. Not thread-safe.
 */
public final class LearningCurve {
  private static final int VERSION = 1;
  // A training loss in so many points is smooth enough and still shows its shape.
  private static final int TRAINING_POINTS = 100;
  private static final double BATCH_CHANGE = 1.5;

  private final RatePath rate = new RatePath();
  private final StepPace pace = new StepPace();
  private final Metric training = new Metric();
  private final Metric validation = new Metric();
  private boolean begun;
  private long step;
  private long firstTrainingStep;
  private long trainingRows;
  private long samples;
  private double batch;
  private long batchStep;

  /** Takes the next row. */
  public void take(CurveRow row, RunPlan plan) {
    if (begun && row.step() < step) {
      reload(row.step());
    }
    rate.reach(row.step(), row.learningRate());
    pace.reach(row.step(), row.seconds());
    row.samples().ifPresent(now -> batch(row.step(), now));
    step = row.step();
    begun = true;
    CurveRow.finite(row.trainingLoss()).ifPresent(loss -> train(loss, plan));
    CurveRow.finite(row.validationLoss()).ifPresent(this::validate);
  }

  private void reload(long to) {
    training.memory().backTo(to);
    validation.memory().backTo(to);
    CurveMemory kept =
        lastStep(training.memory()) >= lastStep(validation.memory())
            ? training.memory()
            : validation.memory();
    int n = kept.size();
    rate.backTo(lastStep(kept), n == 0 ? 0 : kept.area(n - 1));
    batchStep = Math.min(batchStep, to);
  }

  private static long lastStep(CurveMemory memory) {
    return memory.size() == 0 ? 0 : memory.step(memory.size() - 1);
  }

  private void batch(long now, long used) {
    if (begun && now > step && used > samples) {
      double next = (double) (used - samples) / (now - step);
      double ratio = batch > 0 ? next / batch : 1;
      if (ratio >= BATCH_CHANGE || ratio <= 1 / BATCH_CHANGE) {
        batchStep = now;
      }
      batch = next;
    }
    samples = used;
  }

  private void train(double loss, RunPlan plan) {
    training.start(loss);
    if (trainingRows == 0) {
      firstTrainingStep = step;
    } else if (trainingRows == 1 && plan.lastStep().isPresent() && step > firstTrainingStep) {
      long rows = plan.lastStep().getAsLong() / (step - firstTrainingStep);
      training.coarsen(Math.clamp(rows / TRAINING_POINTS, 1, 1 << 20));
    }
    trainingRows++;
    if (trainingRows > 1 && step > 0) {
      training.add(step, rate.area(), loss);
    }
  }

  private void validate(double loss) {
    validation.start(loss);
    if (step > 0) {
      validation.add(step, rate.area(), loss);
    }
  }

  /** The step reached. */
  public long step() {
    return step;
  }

  /** The loss that counts: of validation, where the run evaluates. */
  public boolean judgedByValidation() {
    return validation.memory().size() > 0;
  }

  /** The newest value of the loss that counts; absent before the first. */
  public OptionalDouble last() {
    Metric metric = metric();
    return metric.begun() ? OptionalDouble.of(metric.last()) : OptionalDouble.empty();
  }

  /** The lowest value of the loss that counts; absent before the first. */
  public OptionalDouble best() {
    Metric metric = metric();
    return metric.begun() ? OptionalDouble.of(metric.best()) : OptionalDouble.empty();
  }

  /** Seconds for so many more steps; absent before a pace is known. */
  Optional<Interval> secondsFor(long steps) {
    return pace.forSteps(steps);
  }

  /** Seconds until the planned end; absent without a plan or before a pace is known. */
  public Optional<Interval> remainingSeconds(RunPlan plan) {
    OptionalLong end = plan.lastStep();
    return end.isEmpty() ? Optional.empty() : pace.forSteps(Math.max(0, end.getAsLong() - step));
  }

  Metric metric() {
    return judgedByValidation() ? validation : training;
  }

  Metric training() {
    return training;
  }

  RatePath rate() {
    return rate;
  }

  /** Step of the last change after which an earlier trend says little: a drop, another batch. */
  long segmentStep() {
    return Math.max(rate.jumpStep(), batchStep);
  }

  LearningCurve copy() {
    StateWriter out = new StateWriter();
    write(out);
    LearningCurve copy = new LearningCurve();
    copy.read(new StateReader(out.toBytes()));
    return copy;
  }

  /** Writes all that is remembered. */
  public void write(StateWriter out) {
    out.number(VERSION);
    rate.write(out);
    pace.write(out);
    training.write(out);
    validation.write(out);
    out.flag(begun);
    out.number(step);
    out.number(firstTrainingStep);
    out.number(trainingRows);
    out.number(samples);
    out.real(batch);
    out.number(batchStep);
  }

  /** Reads what {@link #write} wrote. */
  public void read(StateReader in) {
    in.version("a learning curve", VERSION);
    rate.read(in);
    pace.read(in);
    training.read(in);
    validation.read(in);
    begun = in.flag();
    step = in.number();
    firstTrainingStep = in.number();
    trainingRows = in.number();
    samples = in.number();
    batch = in.real();
    batchStep = in.number();
  }
}
