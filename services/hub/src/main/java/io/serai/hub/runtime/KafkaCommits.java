package io.serai.hub.runtime;

import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets bridges from Kafka commit the offset of a record once it was routed, and never of one that was not. Without a
 * factory, Camel told to commit by hand waits for the route to do so, and where the route does not, nobody ever commits;
 * Kafka's auto-commit commits what was polled, routed or not.
 */
@Configuration(proxyBeanMethods = false)
class KafkaCommits {

    /** Camel takes the only one there is. */
    @Bean
    @ConditionalOnMissingBean
    KafkaManualCommitFactory kafkaManualCommitFactory() {
        return new DefaultKafkaManualCommitFactory();
    }
}
