package io.trainwatt.collector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the house that this module could break. */
@AnalyzeClasses(
    packages = "io.trainwatt.collector",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class WallsTest {
  @ArchTest
  static final ArchRule influxClientStaysInItsSink =
      noClasses()
          .that()
          .resideOutsideOfPackage("..collector.sink.influx..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.influxdb..", "okhttp3..");

  @ArchTest
  static final ArchRule metersAreRegisteredInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("..collector.metrics..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.micrometer..");

  @ArchTest
  static final ArchRule kafkaStaysInWiringLiveAndSinks =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..collector.live.report..",
              "..collector.live.rest..",
              "..collector.metrics..",
              "..collector.stage..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule theWireStopsAtTheCodecs =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.trainwatt.events.wire..");

  @ArchTest
  static final ArchRule theCollectorDoesNotSeeTheAgent =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.trainwatt.agent..");

  @ArchTest
  static final ArchRule nobodyImportsTheWiring =
      noClasses()
          .that()
          .resideInAPackage("io.trainwatt.collector.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.trainwatt.collector");

  @ArchTest
  static final ArchRule sinksDoNotSeeTheLiveView =
      noClasses()
          .that()
          .resideInAPackage("..collector.sink..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..collector.live..");

  @ArchTest
  static final ArchRule noPackageCycles =
      slices().matching("io.trainwatt.collector.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingIsPrinted = noClasses().should().accessField(System.class, "out");

  @ArchTest
  static final ArchRule onlyTheEntryPointWritesToStandardError =
      noClasses()
          .that()
          .doNotHaveSimpleName("CollectorMain")
          .should()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule nobodySleepsForADuration =
      noClasses().should().callMethod(Thread.class, "sleep", java.time.Duration.class);
}
