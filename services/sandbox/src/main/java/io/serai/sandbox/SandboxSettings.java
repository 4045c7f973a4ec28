package io.serai.sandbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the sandbox listens, all on the loopback interface.
 *
 * @param kafkaPort of the Kafka broker; default 9092
 * @param activemqPort of the ActiveMQ broker; default 61616
 * @param consumersPort of the stand-in services, and of the helpers that put messages into Kafka and JMS; default 8090
 */
@ConfigurationProperties("serai.sandbox")
public record SandboxSettings(
        @DefaultValue("9092") int kafkaPort,
        @DefaultValue("61616") int activemqPort,
        @DefaultValue("8090") int consumersPort) {}
