package io.trainwatt.agent;

/** Which Trainwatt this is. */
final class Version {

  /** From the jar's manifest; "development" when run from classes. */
  static final String OF_THIS = read();

  private Version() {}

  private static String read() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
