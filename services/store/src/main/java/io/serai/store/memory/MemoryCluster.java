package io.serai.store.memory;

import io.serai.store.StoreUnavailableException;
import io.serai.store.log.Link;
import io.serai.store.log.Member;
import io.serai.store.log.Storage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Several {@link MemoryStore}s over one memory that reach one another: nodes of a cluster in one process. */
public final class MemoryCluster {

    private final Memory memory;
    private final Map<Member, Storage.Events> members = new LinkedHashMap<>();
    private final Map<Integer, Member> owners = new LinkedHashMap<>();
    private Predicate<byte[]> lost = message -> false;

    public MemoryCluster(Memory memory) {
        this.memory = memory;
    }

    public Memory memory() {
        return memory;
    }

    synchronized void join(String node, Set<Integer> owned, Storage.Events events) {
        Member member = new Member(node, node + "-" + members.size());
        members.put(member, events);
        owned.forEach(partition -> owners.put(partition, member));
        events.linked(new MemoryLink(member));
    }

    /** The node owns the partition now: the one that did hears so, then the new one. */
    public void move(int partition, String to) {
        Storage.Events before;
        Storage.Events after;
        synchronized (this) {
            Member next = find(to);
            before = members.get(owners.put(partition, next));
            after = Objects.requireNonNull(members.get(next));
        }
        if (before != null) {
            before.lost(partition);
        }
        after.owned(partition);
    }

    /** All nodes see that the node owns it now; neither it nor the one that did has heard of it. */
    public synchronized void announce(int partition, String to) {
        owners.put(partition, find(to));
    }

    /** The node is gone: nobody reaches it, what it owned is nobody's, and the others hear so. */
    public void leave(String node) {
        Member gone;
        List<Storage.Events> left;
        synchronized (this) {
            gone = find(node);
            members.remove(gone);
            owners.values().removeIf(gone::equals);
            left = List.copyOf(members.values());
        }
        left.forEach(events -> events.departed(gone));
    }

    /** Which messages never arrive, from now on. */
    public synchronized void lose(Predicate<byte[]> messages) {
        lost = messages;
    }

    private Member find(String node) {
        return members.keySet().stream()
                .filter(member -> member.name().equals(node))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Storage.Events> receiver(Member member, byte[] message) {
        synchronized (this) {
            Storage.Events events = members.get(member);
            if (events == null) {
                throw new StoreUnavailableException("'" + member.name() + "' is gone", Duration.ofSeconds(1));
            }
            return lost.test(message) ? Optional.empty() : Optional.of(events);
        }
    }

    private final class MemoryLink implements Link {

        private final Member self;

        private MemoryLink(Member self) {
            this.self = self;
        }

        @Override
        public Member self() {
            return self;
        }

        @Override
        public List<Member> others() {
            synchronized (MemoryCluster.this) {
                return members.keySet().stream()
                        .filter(member -> !member.equals(self))
                        .toList();
            }
        }

        @Override
        public Optional<Member> owner(int partition) {
            synchronized (MemoryCluster.this) {
                return Optional.ofNullable(owners.get(partition));
            }
        }

        @Override
        public void send(Member to, byte[] message) {
            receiver(to, message).ifPresent(events -> events.received(self, message));
        }
    }
}
