package io.serai.hub;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house of the design, held over everything the hub is made of. */
@AnalyzeClasses(packages = "io.serai", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule dependenciesRunDownward = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("hub")
            .definedBy("io.serai.hub..")
            .layer("camel")
            .definedBy("io.serai.camel..")
            .layer("delivery")
            .definedBy("io.serai.delivery..")
            .layer("store")
            .definedBy("io.serai.store..")
            .whereLayer("hub")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("camel")
            .mayOnlyBeAccessedByLayers("hub")
            .whereLayer("delivery")
            .mayOnlyBeAccessedByLayers("camel", "hub")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("delivery", "camel", "hub")
            .because(
                    "each layer is tested and understood without those above it; move what is needed below down, or let"
                            + " the layer above hand it in through an interface of the one below");

    @ArchTest
    static final ArchRule storeAndDeliveryKnowNoFramework = noClasses()
            .that()
            .resideInAnyPackage("io.serai.store..", "io.serai.delivery..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.camel..", "org.springframework..", "jakarta..")
            .because(
                    "the log and the delivery state machine run under a simulator without them; put the code that needs"
                            + " Camel into services/camel, and that which needs Spring into services/hub");

    @ArchTest
    static final ArchRule onlyTheStoreKnowsGeode = noClasses()
            .that()
            .resideOutsideOfPackage("io.serai.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.geode..")
            .because("what Geode demands is answered in one place; offer what is missing on EventStore instead");

    @ArchTest
    static final ArchRule internalsStayInside = noClasses()
            .that()
            .resideInAPackage("io.serai.hub..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.serai.store.internal..", "io.serai.delivery.internal..", "io.serai.camel.internal..")
            .because("internal packages change without notice; ask the module's public types for what is missing");

    @ArchTest
    static final ArchRule packagesOfTheHubHaveAnOrder = slices().matching("io.serai.hub.(*)..")
            .should()
            .beFreeOfCycles()
            .because("config, runtime, http and management build on each other in this order; hand in what is needed"
                    + " the other way round through a constructor");

    @ArchTest
    static final ArchRule nothingPrints = noClasses()
            .that()
            .resideInAnyPackage("io.serai.store..", "io.serai.delivery..", "io.serai.camel..", "io.serai.hub..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("operators read the log; use SLF4J");
}
