package io.serai.store.geode;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.geode.cache.Cache;
import org.apache.geode.distributed.internal.DistributionManager;
import org.apache.geode.distributed.internal.InternalDistributedSystem;

/**
 * Notices that this member was shut out. Geode tells nobody before it has closed the cache, which may wait for others
 * that it cannot reach any more.
 */
final class MemberWatch implements AutoCloseable {

    private static final long PERIOD_MILLIS = 200;

    private final DistributionManager members;
    private final Consumer<Throwable> ended;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "serai-member");
        made.setDaemon(true);
        return made;
    });

    private MemberWatch(DistributionManager members, Consumer<Throwable> ended) {
        this.members = members;
        this.ended = ended;
    }

    static MemberWatch start(Cache cache, Consumer<Throwable> ended) {
        MemberWatch watch = new MemberWatch(members(cache), ended);
        watch.thread.scheduleWithFixedDelay(watch::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Also of a member that is one no more: who asks wants to know why. */
    static DistributionManager members(Cache cache) {
        return ((InternalDistributedSystem) cache.getDistributedSystem()).getDM();
    }

    private void look() {
        Throwable cause = members.getRootCause();
        if (cause != null) {
            thread.shutdown();
            ended.accept(cause);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
