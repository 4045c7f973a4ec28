package io.serai.store.geode;

import io.serai.store.log.Storage;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.execute.ResultCollector;
import org.apache.geode.distributed.DistributedMember;
import org.apache.geode.distributed.internal.membership.InternalDistributedMember;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The copies that other members hold. */
final class OtherCopies {

    private static final Logger LOG = LoggerFactory.getLogger(OtherCopies.class);
    private static final Duration GIVE_UP = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final PartitionedRegion log;
    private final PartitionedRegion control;

    OtherCopies(Region<Long, byte[]> log, Region<String, byte[]> control) {
        this.log = (PartitionedRegion) log;
        this.control = (PartitionedRegion) control;
    }

    List<Storage.LogCopy> of(int partition) {
        return owners(partition).stream()
                .map(member -> (Storage.LogCopy) new MemberCopy(member, partition))
                .toList();
    }

    /** Begins to force the copies of the partitions on other members, all at once. */
    Forcing force(BitSet partitions, Set<Storage.Part> parts) {
        // the control table has its copies anywhere
        boolean withControl = parts.contains(Storage.Part.WORK);
        Map<InternalDistributedMember, ResultCollector<?, ?>> asked = new LinkedHashMap<>();
        for (InternalDistributedMember member : owners(partitions, withControl)) {
            asked.put(member, CopyFunction.force(member, parts));
        }
        return new Forcing(asked, partitions, parts);
    }

    private Set<InternalDistributedMember> owners(BitSet partitions, boolean withControl) {
        if (log.getRegionAdvisor().adviseDataStore().isEmpty()) {
            return Set.of();
        }
        Set<InternalDistributedMember> owners = new HashSet<>();
        partitions.stream().forEach(partition -> owners.addAll(owners(partition)));
        for (int bucket = 0; withControl && bucket < control.getTotalNumberOfBuckets(); bucket++) {
            owners.addAll(owners(control, bucket));
        }
        return owners;
    }

    private Set<InternalDistributedMember> owners(int partition) {
        return owners(log, partition);
    }

    private static Set<InternalDistributedMember> owners(PartitionedRegion region, int bucket) {
        Set<InternalDistributedMember> owners =
                new HashSet<>(region.getRegionAdvisor().getBucketOwners(bucket));
        owners.remove(region.getDistributionManager().getId());
        return owners;
    }

    /** Forces under way. */
    final class Forcing {

        private final Map<InternalDistributedMember, ResultCollector<?, ?>> asked;
        private final BitSet partitions;
        private final Set<Storage.Part> parts;

        private Forcing(
                Map<InternalDistributedMember, ResultCollector<?, ?>> asked,
                BitSet partitions,
                Set<Storage.Part> parts) {
            this.asked = asked;
            this.partitions = partitions;
            this.parts = parts;
        }

        /** Returns when all are done; a member that has left holds no live copy and is not waited for. */
        void await() {
            long giveUp = System.nanoTime() + GIVE_UP.toNanos();
            asked.forEach((member, answer) -> await(member, answer, giveUp));
        }

        /**
         * A member that could not force, or is just leaving, may count as live a little longer; one whose force failed
         * ends by itself. It is asked until it has forced or does not count any more.
         */
        private void await(InternalDistributedMember member, ResultCollector<?, ?> answer, long giveUp) {
            ResultCollector<?, ?> asked = answer;
            while (!forced(member, asked, giveUp)) {
                LockSupport.parkNanos(PAUSE.toNanos());
                asked = null;
            }
        }

        private boolean forced(InternalDistributedMember member, @Nullable ResultCollector<?, ?> asked, long giveUp) {
            try {
                CopyFunction.await(asked == null ? CopyFunction.force(member, parts) : asked);
                return true;
            } catch (RuntimeException failure) {
                log.getCancelCriterion().checkCancelInProgress(failure);
                if (!owners(partitions, parts.contains(Storage.Part.WORK)).contains(member)) {
                    LOG.info("'{}' left while it was to force its copies", member.getName());
                    return true;
                }
                if (System.nanoTime() - giveUp > 0) {
                    throw failure;
                }
                LOG.debug("'{}' did not force its copies and is asked again", member.getName(), failure);
                return false;
            }
        }
    }

    /** One copy, asked for over the network. */
    record MemberCopy(DistributedMember member, int partition) implements Storage.LogCopy {

        @Override
        public long first() {
            return CopyFunction.edges(member, partition)[0];
        }

        @Override
        public long next() {
            return CopyFunction.edges(member, partition)[1];
        }

        @Override
        public BitSet present(long from) {
            return CopyFunction.present(member, partition, from);
        }

        @Override
        public byte @Nullable [] get(long offset) {
            return (byte[]) CopyFunction.get(member, partition, offset);
        }
    }
}
