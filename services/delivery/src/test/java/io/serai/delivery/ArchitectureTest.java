package io.serai.delivery;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.serai.delivery", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule KNOWS_NEITHER_CAMEL_NOR_SPRING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.springframework..", "org.apache.geode..")
            .because("delivery runs over any store and under any front end, so that it can be simulated;"
                    + " put Camel into services/camel, Spring into services/hub, Geode into services/store");

    @ArchTest
    static final ArchRule USES_ONLY_THE_INTERFACES_OF_THE_STORE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.serai.store.*..")
            .because("what the store offers is in io.serai.store itself; ask there for what is missing");

    @ArchTest
    static final ArchRule TAKES_TIME_FROM_CLOCK_AND_TIMER = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.serai.delivery.time.SystemTimer")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .because("tests set the time: use the Clock for what is stored and the Timer for what waits");
}
