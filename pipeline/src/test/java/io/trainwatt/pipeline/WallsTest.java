package io.trainwatt.pipeline;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.trainwatt.pipeline",
    importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {
  // The topology, its processors, and what they all share.
  private static final DescribedPredicate<JavaClass> KAFKA_MAY_BE_SEEN =
      JavaClass.Predicates.resideInAnyPackage("io.trainwatt.pipeline", "..pipeline.stage")
          .or(simpleNameEndingWith("Processor"))
          .or(simpleNameEndingWith("Stores"));

  @ArchTest
  static final ArchRule thePipelineKnowsTheContractAndKafkaAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "org.apache.kafka..",
              "io.trainwatt.events..",
              "io.trainwatt.pipeline..");

  @ArchTest
  static final ArchRule kafkaStaysInTheTopologyAndItsProcessors =
      noClasses()
          .that(DescribedPredicate.not(KAFKA_MAY_BE_SEEN))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule generatedClassesStopAtTheCodec =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.trainwatt.events.wire..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.trainwatt.pipeline.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyImportsTheTopology =
      noClasses()
          .that()
          .resideInAPackage("io.trainwatt.pipeline.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.trainwatt.pipeline");

  @ArchTest
  static final ArchRule nobodyPrintsOrSleeps =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class);
}
