package io.serai.hub.runtime;

import org.apache.activemq.RedeliveryPolicy;
import org.springframework.boot.autoconfigure.jms.activemq.ActiveMQConnectionFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets a message wait in its queue for as long as the store refuses it. ActiveMQ's client gives a message up after six
 * redeliveries, within seconds, and has the broker put it into its own dead letter queue, of which the hub knows nothing.
 * What can never become an event is kept as rejected input before that. Who sets another
 * {@code jms.redeliveryPolicy.maximumRedeliveries} in the broker's URL keeps it.
 */
@Configuration(proxyBeanMethods = false)
class JmsRedeliveries {

    @Bean
    ActiveMQConnectionFactoryCustomizer jmsRedeliveriesWithoutEnd() {
        return factory -> {
            RedeliveryPolicy policy = factory.getRedeliveryPolicy();
            if (policy.getMaximumRedeliveries() == RedeliveryPolicy.DEFAULT_MAXIMUM_REDELIVERIES) {
                policy.setMaximumRedeliveries(RedeliveryPolicy.NO_MAXIMUM_REDELIVERIES);
            }
        };
    }
}
