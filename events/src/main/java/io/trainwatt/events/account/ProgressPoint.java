package io.trainwatt.events.account;

import io.trainwatt.events.progress.Loss;
import io.trainwatt.events.progress.Phase;
import io.trainwatt.events.progress.Work;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How far a run was at the end of a stretch. */
public record ProgressPoint(
    OptionalLong step,
    Work work,
    Optional<Loss> loss,
    Optional<Loss> validationLoss,
    OptionalDouble learningRate,
    Phase phase) {}
