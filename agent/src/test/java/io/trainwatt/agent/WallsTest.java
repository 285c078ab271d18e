package io.trainwatt.agent;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The agent's walls, as the design draws them. */
@AnalyzeClasses(
    packages = "io.trainwatt.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class WallsTest {
  private static final String AGENT = "io.trainwatt.agent";

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching(AGENT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule SENSORS_DO_NOT_SEE_ONE_ANOTHER =
      slices().matching(AGENT + ".sensor.(*)..").should().notDependOnEachOther();

  @ArchTest
  static final ArchRule SENSORS_SEE_NEITHER_ATTRIBUTION_NOR_PROGRESS_NOR_PUBLISHING =
      noClasses()
          .that()
          .resideInAPackage(AGENT + ".sensor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              AGENT + ".attribution..",
              AGENT + ".sense..",
              AGENT + ".progress..",
              AGENT + ".publish..",
              AGENT + ".advice..");

  @ArchTest
  static final ArchRule PUBLISHING_DOES_NOT_SEE_SENSORS =
      noClasses()
          .that()
          .resideInAnyPackage(AGENT + ".publish..", AGENT + ".advice..", AGENT + ".progress..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(AGENT + ".sensor..", AGENT + ".counter..", AGENT + ".sense..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule COUNTING_KNOWS_NOTHING_ELSE_OF_THE_AGENT =
      noClasses()
          .that()
          .resideInAPackage(AGENT + ".counter..")
          .should()
          .dependOnClassesThat(
              resideInAPackage(AGENT + "..").and(resideInAPackage(AGENT + ".counter..").negate()));

  @ArchTest
  static final ArchRule NOBODY_IMPORTS_THE_ENTRY_POINT =
      noClasses()
          .that()
          .resideInAPackage(AGENT + ".*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(AGENT);

  @ArchTest
  static final ArchRule KAFKA_STAYS_IN_PUBLISH_AND_ADVICE =
      noClasses()
          .that()
          .resideOutsideOfPackages(AGENT + ".publish..", AGENT + ".advice..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule GRPC_STAYS_WITH_THE_TPU =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT + ".sensor.tpu..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.hc..");

  @ArchTest
  static final ArchRule FOREIGN_MEMORY_STAYS_WITH_NVML =
      noClasses()
          .that()
          .resideOutsideOfPackage(AGENT + "..nvml..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule GENERATED_MESSAGES_STAY_BEHIND_THE_CODECS =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.trainwatt.events.wire..");

  @ArchTest
  static final ArchRule NOTHING_PRINTS =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule NOTHING_SLEEPS =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class);
}
