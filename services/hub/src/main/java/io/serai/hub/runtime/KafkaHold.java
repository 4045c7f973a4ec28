package io.serai.hub.runtime;

import io.serai.camel.SourceHold;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * Polls a consumer that is to bring nothing, as Kafka shuts out one that has not polled for
 * {@code max.poll.interval.ms}, and gives its partitions to others.
 *
 * <p>While it polls, partitions may be taken from it, as Kafka does when others come. Their records of this batch that
 * are left go on to be published, which adds nothing to what the next owner publishes, as their ids are derived; nor is
 * more committed than is kept, as each owner begins at what is committed, and goes on in order. But less may be: Kafka
 * takes any offset of a member of the group, also below what the next owner has committed. That one would not commit
 * again before its next record, so all are asked to begin at what is committed once more.
 */
final class KafkaHold implements SourceHold {

    private final Consumer<?, ?> consumer;
    private final TopicPartition partition;
    private Set<TopicPartition> pausedByOthers = Set.of();
    private boolean holding;

    /** @param partition of the record that waits */
    KafkaHold(Consumer<?, ?> consumer, TopicPartition partition) {
        this.consumer = consumer;
        this.partition = partition;
    }

    @Override
    public void hold(Duration time) {
        if (!holding) {
            // the route is suspended
            pausedByOthers = Set.copyOf(consumer.paused());
            holding = true;
        }
        consumer.pause(consumer.assignment());
        ConsumerRecords<?, ?> early = consumer.poll(time);
        // of partitions that it was given in this poll: they are read again later
        for (TopicPartition partition : early.partitions()) {
            consumer.seek(partition, early.records(partition).get(0).offset());
        }
    }

    @Override
    public void release() {
        if (holding) {
            Set<TopicPartition> held = new HashSet<>(consumer.assignment());
            held.removeAll(pausedByOthers);
            consumer.resume(held);
            holding = false;
        }
        checkOwner();
    }

    /** To be called while a record is under way; what is asked for is done at the next poll. */
    void checkOwner() {
        if (!consumer.assignment().contains(partition)) {
            consumer.enforceRebalance("records of " + partition + " are committed by who does not own it any more");
        }
    }
}
