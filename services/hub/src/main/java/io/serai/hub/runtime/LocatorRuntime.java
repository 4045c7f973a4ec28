package io.serai.hub.runtime;

import io.serai.store.ClusterStatus;
import io.serai.store.ShutOutException;
import io.serai.store.StoreException;
import io.serai.store.geode.GeodeLocator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;

/** The life of a locator alone: it joins on a thread of its own, and ends the process where it fails as a hub does. */
public final class LocatorRuntime
        implements ClusterMember, SmartLifecycle, ApplicationListener<ApplicationStartedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(LocatorRuntime.class);

    private final Supplier<GeodeLocator> opener;
    private final ProcessEnd end;
    private final Supplier<String> where;
    private volatile @Nullable GeodeLocator locator;
    private volatile HubState state = HubState.OPENING;
    private volatile String detail = "it joins the cluster";
    private volatile boolean running;

    LocatorRuntime(Supplier<GeodeLocator> opener, ProcessEnd end, Supplier<String> where) {
        this.opener = opener;
        this.end = end;
        this.where = where;
    }

    public HubState state() {
        return state;
    }

    /** For people: what it does, or why it failed. */
    public String detail() {
        return detail;
    }

    @Override
    public Optional<ClusterStatus> cluster() {
        return Optional.ofNullable(locator).map(GeodeLocator::cluster);
    }

    @Override
    public OpeningStore.Revoke revoke() {
        GeodeLocator joined = locator;
        if (joined == null) {
            throw new StoreException("the locator has not begun to join");
        }
        return OpeningStore.Revoke.of(joined::revoke, joined::revokeNode);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent started) {
        if (locator != null) {
            return;
        }
        GeodeLocator joining = opener.get();
        locator = joining;
        joining.failure().thenAccept(this::fail);
        joining.ready().thenRun(this::joined);
    }

    private synchronized void joined() {
        if (state == HubState.OPENING) {
            state = HubState.RUNNING;
            detail = "running";
            LOG.info("locator is running; {}", where.get());
        }
    }

    private void fail(Throwable cause) {
        int code = cause instanceof ShutOutException ? ProcessEnd.SHUT_OUT : ProcessEnd.FAILED;
        synchronized (this) {
            if (state == HubState.FAILED || state == HubState.STOPPED) {
                return;
            }
            state = HubState.FAILED;
            detail = "the locator failed: " + cause.getMessage();
        }
        LOG.error("{}; the process ends with exit code {} and should be started afresh", detail, code);
        end.end(code);
    }

    @Override
    public void stop() {
        running = false;
        synchronized (this) {
            if (state != HubState.FAILED) {
                state = HubState.STOPPED;
                detail = "stopped";
            }
        }
        GeodeLocator joined = locator;
        if (joined != null) {
            joined.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
