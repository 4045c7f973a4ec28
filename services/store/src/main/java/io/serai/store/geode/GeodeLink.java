package io.serai.store.geode;

import io.serai.store.StoreUnavailableException;
import io.serai.store.log.Link;
import io.serai.store.log.Member;
import io.serai.store.log.Storage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.geode.CancelException;
import org.apache.geode.cache.Cache;
import org.apache.geode.cache.execute.FunctionService;
import org.apache.geode.distributed.internal.DistributionManager;
import org.apache.geode.distributed.internal.InternalDistributedSystem;
import org.apache.geode.distributed.internal.MembershipListener;
import org.apache.geode.distributed.internal.membership.InternalDistributedMember;
import org.apache.geode.internal.cache.PartitionedRegion;
import org.apache.geode.internal.cache.partitioned.RegionAdvisor;
import org.jspecify.annotations.Nullable;

/** The other members over Geode's own connections. */
final class GeodeLink implements Link {

    private final Cache cache;
    private final DistributionManager members;
    private final Member self;

    private GeodeLink(Cache cache) {
        this.cache = cache;
        this.members = ((InternalDistributedSystem) cache.getDistributedSystem()).getDistributionManager();
        this.self = member(members.getId());
    }

    /** From now on this member is spoken to; it had better be before it has copies that others count. */
    static void connect(Cache cache, Storage.Events events) {
        GeodeLink link = new GeodeLink(cache);
        events.linked(link);
        FunctionService.registerFunction(new CallFunction(events::received));
        link.members.addMembershipListener(new MembershipListener() {
            @Override
            public void memberDeparted(
                    DistributionManager distributionManager, InternalDistributedMember id, boolean crashed) {
                events.departed(member(id));
            }
        });
    }

    private static Member member(InternalDistributedMember id) {
        return new Member(id.getName(), id.getUniqueId());
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public List<Member> others() {
        try {
            RegionAdvisor advisor = advisor("log");
            return advisor == null
                    ? List.of()
                    : advisor.adviseDataStore().stream().map(GeodeLink::member).toList();
        } catch (CancelException closed) {
            return List.of();
        }
    }

    /** The last of the colocated regions decides: its primary is the last to move. */
    @Override
    public Optional<Member> owner(int partition) {
        try {
            RegionAdvisor advisor = advisor("work");
            InternalDistributedMember primary =
                    advisor == null ? null : advisor.getBucketAdvisor(partition).basicGetPrimaryMember();
            return Optional.ofNullable(primary).map(GeodeLink::member);
        } catch (CancelException closed) {
            return Optional.empty();
        }
    }

    private @Nullable RegionAdvisor advisor(String name) {
        return cache.getRegion(name) instanceof PartitionedRegion region ? region.getRegionAdvisor() : null;
    }

    @Override
    public void send(Member to, byte[] message) {
        InternalDistributedMember there = members.getOtherDistributionManagerIds().stream()
                .filter(id -> id.getUniqueId().equals(to.id()))
                .findFirst()
                .orElseThrow(
                        () -> new StoreUnavailableException("node '" + to.name() + "' is gone", Duration.ofSeconds(1)));
        FunctionService.onMember(there)
                .setArguments(CallFunction.arguments(self, message))
                .execute(CallFunction.ID);
    }
}
