package io.serai.hub.runtime;

import java.time.Duration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.component.kafka.consumer.CommitManager;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.camel.component.kafka.consumer.KafkaManualCommitFactory;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;
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
        return new HoldingCommits();
    }

    /**
     * Camel asks it before each record, on the thread that polls: the only place where the exchange of a record and its
     * consumer meet. A subclass of the default, without which Camel would leave the commits to the route.
     */
    private static final class HoldingCommits extends DefaultKafkaManualCommitFactory {

        private final ThreadLocal<@Nullable LongBatch> batches = new ThreadLocal<>();

        @Override
        public KafkaManualCommit newInstance(
                CamelExchangePayload camel, KafkaRecordPayload message, CommitManager commits) {
            // with auto-commit, a poll would commit the batch that is not routed yet
            if (camel.exchange.getFromEndpoint() instanceof KafkaEndpoint endpoint
                    && !endpoint.getConfiguration().isAutoCommitEnable()) {
                KafkaHold hold = new KafkaHold(camel.consumer, message.partition);
                keepUp(camel.consumer, hold);
                hold.checkOwner();
                hold.putInto(camel.exchange);
            }
            return super.newInstance(camel, message, commits);
        }

        private void keepUp(Consumer<?, ?> consumer, KafkaHold hold) {
            LongBatch batch = batches.get();
            if (batch == null || batch.consumer() != consumer) {
                batches.set(new LongBatch(consumer, System.nanoTime()));
            } else if (batch.isDue()) {
                hold.hold(Duration.ZERO);
                hold.release();
                batches.set(new LongBatch(consumer, System.nanoTime()));
            }
        }
    }

    /** Records that take long, each less than Kafka's patience and all of a batch more; seen to at times. */
    private record LongBatch(Consumer<?, ?> consumer, long polled) {

        private static final Duration INTERVAL = Duration.ofSeconds(1);

        boolean isDue() {
            return System.nanoTime() - polled > INTERVAL.toNanos();
        }
    }
}
