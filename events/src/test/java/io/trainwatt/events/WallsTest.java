package io.trainwatt.events;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "io.trainwatt.events",
    importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

  @ArchTest
  static final ArchRule theContractNeedsTheJdkJspecifyAndProtobufAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..", "org.jspecify..", "com.google.protobuf..", "io.trainwatt.events..");

  @ArchTest
  static final ArchRule generatedClassesStopAtTheCodec =
      noClasses()
          .that()
          .resideOutsideOfPackages("..codec", "..wire..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..wire..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.trainwatt.events.(**)").should().beFreeOfCycles();

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
