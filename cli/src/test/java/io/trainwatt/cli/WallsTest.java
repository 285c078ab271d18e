package io.trainwatt.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.trainwatt.cli", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

  @ArchTest
  static final ArchRule nativeCodeIsCalledByTheTerminalAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.terminal")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.foreign..");

  @ArchTest
  static final ArchRule kafkaIsWrittenByTheSimulationAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.simulate")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule picocliIsSeenByCommandsAlone =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.trainwatt.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule commandsAreImportedByNobody =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.trainwatt.cli")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.trainwatt.cli");

  @ArchTest
  static final ArchRule nobodySpeaksToStandardOutputButTheConsole =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule standardDescriptorsBelongToTheConsole =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli.console")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.io.FileDescriptor");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule theEnvironmentIsReadAtTheEdge =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class);

  @ArchTest
  static final ArchRule generatedClassesStayInTheirCodecs =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..wire..", "com.google.protobuf..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.trainwatt.cli.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule commandsAreFinalAndOfThisPackage =
      classes()
          .that()
          .haveSimpleNameEndingWith("Command")
          .and()
          .areNotInnerClasses()
          .and()
          .resideInAPackage("io.trainwatt.cli")
          .should()
          .notBePublic();
}
