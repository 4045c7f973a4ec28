package io.serai.camel.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.camel.SeraiComponent;
import io.serai.delivery.EventHub;
import io.serai.store.memory.MemoryStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** camel.component.serai.* as an application sets it. */
class SeraiComponentAutoConfigurationTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(CamelAutoConfiguration.class, SeraiComponentAutoConfiguration.class))
            .withBean("one", EventHub.class, SeraiComponentAutoConfigurationTest::hub);

    private static EventHub hub() {
        return EventHub.builder(MemoryStore.create(2, Clock.systemUTC())).build();
    }

    @Test
    void theOnlyHubIsTaken() {
        runner.run(context -> {
            SeraiComponent component = component(context.getBean(CamelContext.class));
            assertThat(component.getHub()).isSameAs(context.getBean("one"));
            assertThat(component.isHealthCheckConsumerEnabled()).isTrue();
        });
    }

    @Test
    void everyPropertyReachesTheComponent() {
        runner.withBean("two", EventHub.class, SeraiComponentAutoConfigurationTest::hub)
                .withPropertyValues(
                        "camel.component.serai.hub=#two",
                        "camel.component.serai.bridge-error-handler=true",
                        "camel.component.serai.lazy-start-producer=true",
                        "camel.component.serai.autowired-enabled=false",
                        "camel.component.serai.health-check-consumer-enabled=false",
                        "camel.component.serai.health-check-producer-enabled=false")
                .run(context -> {
                    SeraiComponent component = component(context.getBean(CamelContext.class));
                    assertThat(component.getHub()).isSameAs(context.getBean("two"));
                    assertThat(component.isBridgeErrorHandler()).isTrue();
                    assertThat(component.isLazyStartProducer()).isTrue();
                    assertThat(component.isAutowiredEnabled()).isFalse();
                    assertThat(component.isHealthCheckConsumerEnabled()).isFalse();
                    assertThat(component.isHealthCheckProducerEnabled()).isFalse();
                });
    }

    @Test
    void itCanBeTurnedOff() {
        runner.withPropertyValues(
                        "camel.component.serai.enabled=false", "camel.component.serai.bridge-error-handler=true")
                .run(context -> assertThat(
                                component(context.getBean(CamelContext.class)).isBridgeErrorHandler())
                        .isFalse());
    }

    @Test
    void everyOptionOfTheComponentIsADocumentedProperty() throws Exception {
        ObjectMapper json = new ObjectMapper();
        JsonNode component = json.readTree(getClass().getResource("/META-INF/io/serai/camel/serai.json"))
                .get("componentProperties");
        List<String> properties = new ArrayList<>();
        for (JsonNode property : json.readTree(getClass().getResource("/META-INF/spring-configuration-metadata.json"))
                .get("properties")) {
            assertThat(property.path("description").asText())
                    .as(property.toString())
                    .isNotEmpty();
            properties.add(property.get("name")
                    .asText()
                    .replace("camel.component.serai.", "")
                    .replace("-", ""));
        }
        component.fieldNames().forEachRemaining(option -> assertThat(properties)
                .contains(option.toLowerCase(java.util.Locale.ROOT)));
    }

    private static SeraiComponent component(CamelContext camel) {
        return camel.getComponent("serai", SeraiComponent.class);
    }
}
