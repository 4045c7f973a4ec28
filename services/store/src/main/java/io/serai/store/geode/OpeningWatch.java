package io.serai.store.geode;

import io.serai.store.ClusterStatus.AwayNode;
import io.serai.store.EventStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.geode.CancelException;
import org.apache.geode.cache.Cache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says for whom the store waits while it opens, when that changes and once a minute; and, once open, what was revoked. What
 * is left to revoke of a node that was given up is looked for as long as there is one.
 */
final class OpeningWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OpeningWatch.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Supplier<@Nullable Cache> member;
    private final Revocations revocations;
    private final Consumer<String> detail;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
            1,
            work -> {
                Thread created = new Thread(work, "serai-opening");
                created.setDaemon(true);
                return created;
            },
            new ThreadPoolExecutor.DiscardPolicy());

    private volatile boolean opened;

    /** Of the thread alone: since when each is waited for. */
    private final Map<String, Long> since = new HashMap<>();

    private long told;

    private OpeningWatch(Supplier<@Nullable Cache> member, Revocations revocations, Consumer<String> detail) {
        this.member = member;
        this.revocations = revocations;
        this.detail = detail;
    }

    /** @param detail of a store that is opening */
    static OpeningWatch start(Supplier<@Nullable Cache> member, Revocations revocations, Consumer<String> detail) {
        OpeningWatch watch = new OpeningWatch(member, revocations, detail);
        watch.thread.scheduleWithFixedDelay(watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void look() {
        Cache cache = member.get();
        if (cache == null) {
            return;
        }
        try {
            AwayStores stores = new AwayStores(cache);
            revocations.look(stores);
            if (!opened) {
                tell(stores.waitsFor());
            }
        } catch (CancelException closed) {
            LOG.debug("the store closed while it was opening");
        } catch (RuntimeException unexpected) {
            LOG.warn("cannot tell for whom the store waits", unexpected);
        }
    }

    private void tell(List<AwayNode> nodes) {
        long now = System.nanoTime();
        boolean changed =
                since.keySet().retainAll(nodes.stream().map(AwayNode::toString).toList());
        for (AwayNode node : nodes) {
            changed |= since.putIfAbsent(node.toString(), now) == null;
        }
        detail.accept(nodes.isEmpty() ? "opening" : text(nodes, now));
        if (!nodes.isEmpty() && (changed || now - told >= AGAIN.toNanos())) {
            told = now;
            LOG.warn("the store {}", text(nodes, now));
        }
    }

    private String text(List<AwayNode> nodes, long now) {
        return "waits for the newest copies of "
                + nodes.stream()
                        .map(node -> "the node whose folder is " + node + ", for "
                                + TimeUnit.NANOSECONDS.toSeconds(now - since.getOrDefault(node.toString(), now)) + "s")
                        .collect(Collectors.joining("; and of "))
                + ": start it, or, if its disk is lost for good, revoke it: POST /actuator/cluster/revoke "
                + "{\"host\": \"" + nodes.get(0).host() + "\", \"folder\": \""
                + nodes.get(0).folder() + "\"}";
    }

    /** From now on nobody is waited for. */
    void opened(EventStore store) {
        opened = true;
        thread.execute(() -> settle(store));
    }

    private void settle(EventStore store) {
        Cache cache = member.get();
        try {
            if (cache != null) {
                revocations.settle(new AwayStores(cache), store);
            }
        } catch (RuntimeException noOwnerYet) {
            LOG.debug("what was revoked is not known yet", noOwnerYet);
            thread.schedule(() -> settle(store), PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
