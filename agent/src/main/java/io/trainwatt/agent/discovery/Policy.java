package io.trainwatt.agent.discovery;

/** Decides which of what is found becomes a run. Pure. */
final class Policy {
  private final DiscoveryConfig config;

  Policy(DiscoveryConfig config) {
    this.config = config;
  }

  /**
   * Judges a process.
   *
   * @param scopeTrains whether another process of the same run is known to train
   */
  Verdict of(Sighting seen, boolean scopeTrains) {
    if (!seen.exempt().isEmpty()) {
      return Verdict.no(seen.exempt());
    }
    Identity identity = seen.identity();
    for (Rule rule : config.deny()) {
      if (rule.matches(identity, seen.user())) {
        return Verdict.no("discovery.deny has " + rule.text());
      }
    }
    if (!config.allow().isEmpty()
        && config.allow().stream().noneMatch(rule -> rule.matches(identity, seen.user()))) {
      return Verdict.no("no rule of discovery.allow fits");
    }
    String setting = "discovery.%s: ".formatted(identity.finder().word());
    return switch (config.mode(identity.finder())) {
      case ALL -> Verdict.yes(setting + "all");
      case OFF -> Verdict.no(setting + "off");
      case TRAINING -> training(seen, scopeTrains, setting + "training");
    };
  }

  private Verdict training(Sighting seen, boolean scopeTrains, String setting) {
    if (isTraining(seen)) {
      return Verdict.yes("%s, and it %s".formatted(setting, seen.evidence().words()));
    }
    if (scopeTrains && seen.identity().run().isPresent()) {
      return Verdict.yes(setting + ", and another process of it trains");
    }
    if (seen.residentBytes() < config.minMemoryBytes()) {
      return Verdict.no("smaller than discovery.minMemory");
    }
    if (seen.evidence().trains()) {
      return Verdict.no("younger than discovery.minAge");
    }
    return Verdict.no(setting + ", and it maps no framework and holds no accelerator");
  }

  /** Whether it trains, and is neither too small nor too young to matter. */
  boolean isTraining(Sighting seen) {
    return seen.evidence().trains()
        && seen.exempt().isEmpty()
        && seen.residentBytes() >= config.minMemoryBytes()
        && seen.ageMillis().orElse(Long.MAX_VALUE) >= config.minAge().toMillis();
  }
}
