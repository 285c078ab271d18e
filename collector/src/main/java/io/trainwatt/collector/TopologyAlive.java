package io.trainwatt.collector;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Down when only a new process can help; waiting for a broker is no such case. */
@Liveness
@Singleton
final class TopologyAlive implements HealthCheck {
  private final Lifecycle lifecycle;

  @Inject
  TopologyAlive(Lifecycle lifecycle) {
    this.lifecycle = lifecycle;
  }

  @Override
  public HealthCheckResponse call() {
    boolean broken = lifecycle.engine().map(engine -> engine.streams().broken()).orElse(false);
    return HealthCheckResponse.named("topology").status(!broken).build();
  }
}
