package io.serai.store.geode;

import io.serai.store.log.Storage;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.geode.cache.Region;
import org.apache.geode.cache.execute.ResultCollector;
import org.apache.geode.distributed.DistributedMember;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.apache.geode.internal.cache.partitioned.RegionAdvisor;
import org.jspecify.annotations.Nullable;

/** The copies that other members hold. */
final class OtherCopies {

    private final PartitionedRegion log;

    OtherCopies(Region<Long, byte[]> log) {
        this.log = (PartitionedRegion) log;
    }

    List<Storage.LogCopy> of(int partition) {
        return owners(partition).stream()
                .map(member -> (Storage.LogCopy) new MemberCopy(member, partition))
                .toList();
    }

    /** Begins to force the copies of the partitions on other members, all at once. */
    Forcing force(BitSet partitions, Set<Storage.Part> parts) {
        Map<DistributedMember, ResultCollector<?, ?>> asked = new LinkedHashMap<>();
        for (DistributedMember member : owners(partitions)) {
            asked.put(member, CopyFunction.force(member, parts));
        }
        return new Forcing(asked, partitions);
    }

    private Set<DistributedMember> owners(BitSet partitions) {
        if (advisor().adviseDataStore().isEmpty()) {
            return Set.of();
        }
        if (partitions.isEmpty()) {
            // the control table has its copies anywhere
            return Set.copyOf(advisor().adviseDataStore());
        }
        Set<DistributedMember> owners = new HashSet<>();
        partitions.stream().forEach(partition -> owners.addAll(owners(partition)));
        return owners;
    }

    private Set<DistributedMember> owners(int partition) {
        Set<DistributedMember> owners = new HashSet<>(advisor().getBucketOwners(partition));
        owners.remove(log.getDistributionManager().getId());
        return owners;
    }

    private RegionAdvisor advisor() {
        return log.getRegionAdvisor();
    }

    /** Forces under way. */
    final class Forcing {

        private final Map<DistributedMember, ResultCollector<?, ?>> asked;
        private final BitSet partitions;

        private Forcing(Map<DistributedMember, ResultCollector<?, ?>> asked, BitSet partitions) {
            this.asked = asked;
            this.partitions = partitions;
        }

        /** Returns when all are done; a member that left meanwhile holds no live copy and is not waited for. */
        void await() {
            asked.forEach((member, answer) -> {
                try {
                    CopyFunction.await(answer);
                } catch (RuntimeException failure) {
                    if (owners(partitions).contains(member)) {
                        throw failure;
                    }
                }
            });
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
