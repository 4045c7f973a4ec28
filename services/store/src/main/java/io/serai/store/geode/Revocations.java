package io.serai.store.geode;

import io.serai.store.ClusterStatus.AwayNode;
import io.serai.store.ClusterStatus.Cut;
import io.serai.store.ClusterStatus.Revoked;
import io.serai.store.EventStore;
import io.serai.store.Position;
import io.serai.store.StoreException;
import io.serai.store.StoredEvent;
import io.serai.store.geode.AwayStores.Away;
import io.serai.store.geode.AwayStores.Bucket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up disk stores that are away, and finds out what that costs:
 *
 * <ol>
 *   <li>While the store opens it is noted again and again which partitions wait for which disk store, and when they last
 *       did. Nothing is recorded in a partition as long as it waits.
 *   <li>A disk store is revoked, here or through another node. One node has several, and Geode comes to the next when the
 *       one before is settled: those of a node that was given up as a whole are revoked as they turn up.
 *   <li>Once the store is open the owners are asked for the last event that each of these partitions had at the time.
 * </ol>
 */
final class Revocations {

    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final int NAMED_IN_THE_LOG = 64;

    /** Of a node that was given up for others that open; later it may be there again, with a new disk in the folder. */
    private static final Duration GIVEN_UP_FOR = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<Away, Waited> waited = new HashMap<>();

    /** Host and folder of nodes, and when something of each was revoked last. */
    private final Map<AwayNode, Long> givenUp = new HashMap<>();

    private final Set<Away> revokedHere = new HashSet<>();
    private volatile List<Revoked> revoked = List.of();

    /** Of this node; of others that open nothing is known here. */
    private boolean opening;

    /** @param opening whether there is a store here, which opens now */
    Revocations(Clock clock, boolean opening) {
        this.clock = clock;
        this.opening = opening;
    }

    private static final class Waited {
        private final Set<Bucket> buckets = new HashSet<>();
        private Instant last = Instant.MAX;
    }

    /** Those that cost something are there once it is known what. */
    List<Revoked> revoked() {
        return revoked;
    }

    /** Step 1, and of step 2 what is left of nodes that were given up. */
    synchronized void look(AwayStores stores) {
        if (opening) {
            Instant now = clock.instant();
            stores.waitingBuckets().forEach((store, buckets) -> {
                Waited known = waited.computeIfAbsent(store, none -> new Waited());
                known.buckets.addAll(buckets);
                known.last = now;
            });
        } else {
            givenUp.values().removeIf(last -> System.nanoTime() - last > GIVEN_UP_FOR.toNanos());
        }
        if (!givenUp.isEmpty()) {
            revokeTheirs(stores);
        }
    }

    private void revokeTheirs(AwayStores stores) {
        for (Away store : stores.all()) {
            AwayNode node = new AwayNode(store.host(), store.folder(), List.of());
            if (givenUp.replace(node, System.nanoTime()) != null) {
                revoke(stores, store);
            }
        }
    }

    /** @throws StoreException where it is not away */
    synchronized void revoke(AwayStores stores, String id) {
        Away store = stores.all().stream()
                .filter(away -> away.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() ->
                        new StoreException("disk store '" + id + "' is not waited for, or cannot be revoked here"));
        look(stores);
        revoke(stores, store);
    }

    /** @throws StoreException where no such node is away */
    synchronized void revokeNode(AwayStores stores, String host, String folder) {
        List<Away> all = stores.all();
        if (all.stream().noneMatch(store -> store.in(host, folder))) {
            throw new StoreException("no node whose folder is " + folder + " on " + host
                    + " is waited for or missing; there are " + AwayStores.byNode(all));
        }
        givenUp.put(new AwayNode(host, folder, List.of()), System.nanoTime());
        look(stores);
    }

    private void revoke(AwayStores stores, Away store) {
        stores.revoke(store.id());
        revokedHere.add(store);
        LOG.warn("disk store {} of the node in {} on {} is revoked", store.id(), store.folder(), store.host());
    }

    /** Step 3. Of a store that was open already nothing waits. */
    synchronized void settle(AwayStores stores, EventStore store) {
        Set<String> heard = stores.revoked();
        Set<Away> all = new HashSet<>(revokedHere);
        waited.keySet().stream().filter(away -> heard.contains(away.id())).forEach(all::add);
        List<Revoked> told = new ArrayList<>();
        for (AwayNode node : AwayStores.byNode(all)) {
            told.add(cost(
                    node,
                    all.stream()
                            .filter(away -> away.in(node.host(), node.folder()))
                            .collect(Collectors.toSet()),
                    store));
        }
        told.stream().filter(node -> !revoked.contains(node)).forEach(Revocations::tell);
        revoked = List.copyOf(told);
        opening = false;
    }

    private Revoked cost(AwayNode node, Set<Away> stores, EventStore store) {
        Instant until = Instant.MAX;
        Set<Integer> partitions = new TreeSet<>();
        boolean control = false;
        for (Away one : stores) {
            Waited lost = waited.getOrDefault(one, new Waited());
            until = lost.last.isBefore(until) ? lost.last : until;
            for (Bucket bucket : lost.buckets) {
                if (bucket.region().equals("control")) {
                    control = true;
                } else {
                    partitions.add(bucket.number());
                }
            }
        }
        List<Cut> cuts = new ArrayList<>();
        for (int partition : partitions) {
            cuts.add(cut(store, partition, until));
        }
        return new Revoked(node.host(), node.folder(), cuts, control);
    }

    /** Publishers may have gone on since it is open. */
    private static Cut cut(EventStore store, int partition, Instant until) {
        long first = store.first(partition);
        for (long offset = store.offsetAt(partition, until) - 1; offset >= first; offset--) {
            Optional<StoredEvent> last = store.read(new Position(partition, offset));
            if (last.isPresent()) {
                return new Cut(partition, last.map(StoredEvent::position), last.map(StoredEvent::recordedTime));
            }
        }
        return new Cut(partition, Optional.empty(), Optional.empty());
    }

    private static void tell(Revoked node) {
        if (node.nothingLost()) {
            LOG.warn(
                    "nothing was lost with the revoked node in {} on {}: nothing waited for it",
                    node.folder(),
                    node.host());
            return;
        }
        String cuts = node.partitions().stream()
                .limit(NAMED_IN_THE_LOG)
                .map(Cut::toString)
                .collect(Collectors.joining(", "));
        LOG.warn(
                "{} partitions came up without the newest copy, which the revoked node in {} on {} had; publish again"
                        + " what they got later, subscriptions may get events again: {}{}{}",
                node.partitions().size(),
                node.folder(),
                node.host(),
                cuts,
                node.partitions().size() > NAMED_IN_THE_LOG ? " and more, see /actuator/cluster" : "",
                node.control() ? "; subscriptions, jobs and rejected input may be older, too" : "");
    }
}
