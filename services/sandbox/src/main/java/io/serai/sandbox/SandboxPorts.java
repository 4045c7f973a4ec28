package io.serai.sandbox;

import io.serai.sandbox.ports.PortCheck;
import io.serai.sandbox.ports.WantedPort;
import java.util.List;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Checks all ports of the process, those of the hub included, before the first bean is made. */
final class SandboxPorts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        PortCheck.requireFree(List.of(
                wanted(environment, "server.port", 8080, "the HTTP API of the hub"),
                wanted(environment, "management.server.port", 8081, "the management of the hub (health, Hawtio)"),
                wanted(environment, "serai.cluster.locator-port", 10334, "the Geode locator of the hub"),
                wanted(environment, "serai.sandbox.consumers-port", 8090, "the stand-in services"),
                wanted(environment, "serai.sandbox.kafka-port", 9092, "the Kafka broker"),
                wanted(environment, "serai.sandbox.activemq-port", 61616, "the ActiveMQ broker")));
    }

    private static WantedPort wanted(Environment environment, String property, int byDefault, String who) {
        return new WantedPort(environment.getProperty(property, Integer.class, byDefault), who, property);
    }
}
