package io.trainwatt.events.codec;

import io.trainwatt.events.account.Activity;
import io.trainwatt.events.account.CarbonMethod;
import io.trainwatt.events.account.LossMetric;
import io.trainwatt.events.advice.AdviceAction;
import io.trainwatt.events.alert.Severity;
import io.trainwatt.events.grid.EmissionBasis;
import io.trainwatt.events.grid.FactorOrigin;
import io.trainwatt.events.grid.IntensityKind;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Scope;
import io.trainwatt.events.quantity.Quality;
import io.trainwatt.events.run.RunState;
import io.trainwatt.events.sample.Component;

/**
 * Enums on the wire and in the domain. Switches without a default, so that a new value does not
 * compile until both sides have it; a value of a newer version is refused by name.
 */
final class WireEnums {
  private WireEnums() {}

  private static IllegalArgumentException unknown(String field) {
    return new IllegalArgumentException(field + " is missing or of a newer version");
  }

  static Quality of(io.trainwatt.events.wire.v1.Quality wire) {
    return switch (wire) {
      case QUALITY_COUNTED -> Quality.COUNTED;
      case QUALITY_INTEGRATED -> Quality.INTEGRATED;
      case QUALITY_MODELLED -> Quality.MODELLED;
      case QUALITY_UNSPECIFIED, UNRECOGNIZED -> throw unknown("quality");
    };
  }

  /** By its number on the wire. */
  static Quality quality(int number) {
    var wire = io.trainwatt.events.wire.v1.Quality.forNumber(number);
    return of(wire == null ? io.trainwatt.events.wire.v1.Quality.UNRECOGNIZED : wire);
  }

  /** By its number on the wire. */
  static Component component(int number) {
    var wire = io.trainwatt.events.wire.v1.Component.forNumber(number);
    return of(wire == null ? io.trainwatt.events.wire.v1.Component.UNRECOGNIZED : wire);
  }

  static io.trainwatt.events.wire.v1.Quality of(Quality value) {
    return switch (value) {
      case COUNTED -> io.trainwatt.events.wire.v1.Quality.QUALITY_COUNTED;
      case INTEGRATED -> io.trainwatt.events.wire.v1.Quality.QUALITY_INTEGRATED;
      case MODELLED -> io.trainwatt.events.wire.v1.Quality.QUALITY_MODELLED;
    };
  }

  static Component of(io.trainwatt.events.wire.v1.Component wire) {
    return switch (wire) {
      case COMPONENT_CPU -> Component.CPU;
      case COMPONENT_MEMORY -> Component.MEMORY;
      case COMPONENT_GPU -> Component.GPU;
      case COMPONENT_TPU -> Component.TPU;
      case COMPONENT_ACCELERATOR -> Component.ACCELERATOR;
      case COMPONENT_NODE -> Component.NODE;
      case COMPONENT_REST -> Component.REST;
      case COMPONENT_OTHER -> Component.OTHER;
      case COMPONENT_UNSPECIFIED, UNRECOGNIZED -> throw unknown("component");
    };
  }

  static io.trainwatt.events.wire.v1.Component of(Component value) {
    return switch (value) {
      case CPU -> io.trainwatt.events.wire.v1.Component.COMPONENT_CPU;
      case MEMORY -> io.trainwatt.events.wire.v1.Component.COMPONENT_MEMORY;
      case GPU -> io.trainwatt.events.wire.v1.Component.COMPONENT_GPU;
      case TPU -> io.trainwatt.events.wire.v1.Component.COMPONENT_TPU;
      case ACCELERATOR -> io.trainwatt.events.wire.v1.Component.COMPONENT_ACCELERATOR;
      case NODE -> io.trainwatt.events.wire.v1.Component.COMPONENT_NODE;
      case REST -> io.trainwatt.events.wire.v1.Component.COMPONENT_REST;
      case OTHER -> io.trainwatt.events.wire.v1.Component.COMPONENT_OTHER;
    };
  }

  static Scope of(io.trainwatt.events.wire.v1.Scope wire) {
    return switch (wire) {
      case SCOPE_RANK -> Scope.RANK;
      case SCOPE_JOB -> Scope.JOB;
      case SCOPE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("scope");
    };
  }

  static io.trainwatt.events.wire.v1.Scope of(Scope value) {
    return switch (value) {
      case RANK -> io.trainwatt.events.wire.v1.Scope.SCOPE_RANK;
      case JOB -> io.trainwatt.events.wire.v1.Scope.SCOPE_JOB;
    };
  }

  static Phase of(io.trainwatt.events.wire.v1.Phase wire) {
    return switch (wire) {
      case PHASE_TRAINING -> Phase.TRAINING;
      case PHASE_EVALUATION -> Phase.EVALUATION;
      case PHASE_CHECKPOINT -> Phase.CHECKPOINT;
      case PHASE_DATA_WAIT -> Phase.DATA_WAIT;
      case PHASE_SETUP -> Phase.SETUP;
      case PHASE_FINISHED -> Phase.FINISHED;
      case PHASE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("phase");
    };
  }

  static io.trainwatt.events.wire.v1.Phase of(Phase value) {
    return switch (value) {
      case TRAINING -> io.trainwatt.events.wire.v1.Phase.PHASE_TRAINING;
      case EVALUATION -> io.trainwatt.events.wire.v1.Phase.PHASE_EVALUATION;
      case CHECKPOINT -> io.trainwatt.events.wire.v1.Phase.PHASE_CHECKPOINT;
      case DATA_WAIT -> io.trainwatt.events.wire.v1.Phase.PHASE_DATA_WAIT;
      case SETUP -> io.trainwatt.events.wire.v1.Phase.PHASE_SETUP;
      case FINISHED -> io.trainwatt.events.wire.v1.Phase.PHASE_FINISHED;
    };
  }

  static Activity of(io.trainwatt.events.wire.v1.Activity wire) {
    return switch (wire) {
      case ACTIVITY_SETUP -> Activity.SETUP;
      case ACTIVITY_TRAINING -> Activity.TRAINING;
      case ACTIVITY_EVALUATION -> Activity.EVALUATION;
      case ACTIVITY_CHECKPOINT -> Activity.CHECKPOINT;
      case ACTIVITY_DATA_WAIT -> Activity.DATA_WAIT;
      case ACTIVITY_AFTER_LAST_PROGRESS -> Activity.AFTER_LAST_PROGRESS;
      case ACTIVITY_UNTOLD -> Activity.UNTOLD;
      case ACTIVITY_UNSPECIFIED, UNRECOGNIZED -> throw unknown("activity");
    };
  }

  static io.trainwatt.events.wire.v1.Activity of(Activity value) {
    return switch (value) {
      case SETUP -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_SETUP;
      case TRAINING -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_TRAINING;
      case EVALUATION -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_EVALUATION;
      case CHECKPOINT -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_CHECKPOINT;
      case DATA_WAIT -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_DATA_WAIT;
      case AFTER_LAST_PROGRESS -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_AFTER_LAST_PROGRESS;
      case UNTOLD -> io.trainwatt.events.wire.v1.Activity.ACTIVITY_UNTOLD;
    };
  }

  static LossMetric of(io.trainwatt.events.wire.v1.LossMetric wire) {
    return switch (wire) {
      case LOSS_METRIC_TRAINING -> LossMetric.TRAINING;
      case LOSS_METRIC_VALIDATION -> LossMetric.VALIDATION;
      case LOSS_METRIC_UNSPECIFIED, UNRECOGNIZED -> throw unknown("loss_metric");
    };
  }

  static io.trainwatt.events.wire.v1.LossMetric of(LossMetric value) {
    return switch (value) {
      case TRAINING -> io.trainwatt.events.wire.v1.LossMetric.LOSS_METRIC_TRAINING;
      case VALIDATION -> io.trainwatt.events.wire.v1.LossMetric.LOSS_METRIC_VALIDATION;
    };
  }

  static RunState of(io.trainwatt.events.wire.v1.RunState wire) {
    return switch (wire) {
      case RUN_STATE_RUNNING -> RunState.RUNNING;
      case RUN_STATE_ENDED -> RunState.ENDED;
      case RUN_STATE_UNSPECIFIED, UNRECOGNIZED -> throw unknown("run_state");
    };
  }

  static io.trainwatt.events.wire.v1.RunState of(RunState value) {
    return switch (value) {
      case RUNNING -> io.trainwatt.events.wire.v1.RunState.RUN_STATE_RUNNING;
      case ENDED -> io.trainwatt.events.wire.v1.RunState.RUN_STATE_ENDED;
    };
  }

  static IntensityKind of(io.trainwatt.events.wire.v1.IntensityKind wire) {
    return switch (wire) {
      case INTENSITY_KIND_AVERAGE -> IntensityKind.AVERAGE;
      case INTENSITY_KIND_MARGINAL -> IntensityKind.MARGINAL;
      case INTENSITY_KIND_RESIDUAL_MIX -> IntensityKind.RESIDUAL_MIX;
      case INTENSITY_KIND_CONTRACT -> IntensityKind.CONTRACT;
      case INTENSITY_KIND_PRICE ->
          throw new IllegalArgumentException("intensity_kind is a price where a factor belongs");
      case INTENSITY_KIND_UNSPECIFIED, UNRECOGNIZED -> throw unknown("intensity_kind");
    };
  }

  static io.trainwatt.events.wire.v1.IntensityKind of(IntensityKind value) {
    return switch (value) {
      case AVERAGE -> io.trainwatt.events.wire.v1.IntensityKind.INTENSITY_KIND_AVERAGE;
      case MARGINAL -> io.trainwatt.events.wire.v1.IntensityKind.INTENSITY_KIND_MARGINAL;
      case RESIDUAL_MIX -> io.trainwatt.events.wire.v1.IntensityKind.INTENSITY_KIND_RESIDUAL_MIX;
      case CONTRACT -> io.trainwatt.events.wire.v1.IntensityKind.INTENSITY_KIND_CONTRACT;
    };
  }

  static FactorOrigin of(io.trainwatt.events.wire.v1.FactorOrigin wire) {
    return switch (wire) {
      case FACTOR_ORIGIN_UNSPECIFIED, FACTOR_ORIGIN_LIVE -> FactorOrigin.LIVE;
      case FACTOR_ORIGIN_FILE -> FactorOrigin.FILE;
      case FACTOR_ORIGIN_STATIC -> FactorOrigin.STATIC;
      case UNRECOGNIZED -> throw unknown("factor_origin");
    };
  }

  // Live is what it is without a word, so records that say nothing keep their bytes.
  static io.trainwatt.events.wire.v1.FactorOrigin of(FactorOrigin value) {
    return switch (value) {
      case LIVE -> io.trainwatt.events.wire.v1.FactorOrigin.FACTOR_ORIGIN_UNSPECIFIED;
      case FILE -> io.trainwatt.events.wire.v1.FactorOrigin.FACTOR_ORIGIN_FILE;
      case STATIC -> io.trainwatt.events.wire.v1.FactorOrigin.FACTOR_ORIGIN_STATIC;
    };
  }

  static EmissionBasis of(io.trainwatt.events.wire.v1.EmissionBasis wire) {
    return switch (wire) {
      case EMISSION_BASIS_DIRECT -> EmissionBasis.DIRECT;
      case EMISSION_BASIS_LIFECYCLE -> EmissionBasis.LIFECYCLE;
      case EMISSION_BASIS_UNSPECIFIED, UNRECOGNIZED -> throw unknown("emission_basis");
    };
  }

  static io.trainwatt.events.wire.v1.EmissionBasis of(EmissionBasis value) {
    return switch (value) {
      case DIRECT -> io.trainwatt.events.wire.v1.EmissionBasis.EMISSION_BASIS_DIRECT;
      case LIFECYCLE -> io.trainwatt.events.wire.v1.EmissionBasis.EMISSION_BASIS_LIFECYCLE;
    };
  }

  static CarbonMethod of(io.trainwatt.events.wire.v1.CarbonMethod wire) {
    return switch (wire) {
      case CARBON_METHOD_LOCATION_BASED -> CarbonMethod.LOCATION_BASED;
      case CARBON_METHOD_MARKET_BASED -> CarbonMethod.MARKET_BASED;
      case CARBON_METHOD_MARGINAL -> CarbonMethod.MARGINAL;
      case CARBON_METHOD_EMBODIED -> CarbonMethod.EMBODIED;
      case CARBON_METHOD_MARKET_BASED_HOURLY -> CarbonMethod.MARKET_BASED_HOURLY;
      case CARBON_METHOD_UNSPECIFIED, UNRECOGNIZED -> throw unknown("carbon_method");
    };
  }

  static io.trainwatt.events.wire.v1.CarbonMethod of(CarbonMethod value) {
    return switch (value) {
      case LOCATION_BASED -> io.trainwatt.events.wire.v1.CarbonMethod.CARBON_METHOD_LOCATION_BASED;
      case MARKET_BASED -> io.trainwatt.events.wire.v1.CarbonMethod.CARBON_METHOD_MARKET_BASED;
      case MARGINAL -> io.trainwatt.events.wire.v1.CarbonMethod.CARBON_METHOD_MARGINAL;
      case EMBODIED -> io.trainwatt.events.wire.v1.CarbonMethod.CARBON_METHOD_EMBODIED;
      case MARKET_BASED_HOURLY ->
          io.trainwatt.events.wire.v1.CarbonMethod.CARBON_METHOD_MARKET_BASED_HOURLY;
    };
  }

  static Severity of(io.trainwatt.events.wire.v1.Severity wire) {
    return switch (wire) {
      case SEVERITY_INFO -> Severity.INFO;
      case SEVERITY_WARNING -> Severity.WARNING;
      case SEVERITY_CRITICAL -> Severity.CRITICAL;
      case SEVERITY_UNSPECIFIED, UNRECOGNIZED -> throw unknown("severity");
    };
  }

  static io.trainwatt.events.wire.v1.Severity of(Severity value) {
    return switch (value) {
      case INFO -> io.trainwatt.events.wire.v1.Severity.SEVERITY_INFO;
      case WARNING -> io.trainwatt.events.wire.v1.Severity.SEVERITY_WARNING;
      case CRITICAL -> io.trainwatt.events.wire.v1.Severity.SEVERITY_CRITICAL;
    };
  }

  static AdviceAction of(io.trainwatt.events.wire.v1.AdviceAction wire) {
    return switch (wire) {
      case ADVICE_ACTION_STOP -> AdviceAction.STOP;
      case ADVICE_ACTION_WITHDRAW -> AdviceAction.WITHDRAW;
      case ADVICE_ACTION_UNSPECIFIED, UNRECOGNIZED -> throw unknown("advice_action");
    };
  }

  static io.trainwatt.events.wire.v1.AdviceAction of(AdviceAction value) {
    return switch (value) {
      case STOP -> io.trainwatt.events.wire.v1.AdviceAction.ADVICE_ACTION_STOP;
      case WITHDRAW -> io.trainwatt.events.wire.v1.AdviceAction.ADVICE_ACTION_WITHDRAW;
    };
  }
}
